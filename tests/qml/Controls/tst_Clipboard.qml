// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Ui.Controls

TestCase {
    id: root

    name: "Clipboard"

    function test_keepsTextAsItWas() {
        Clipboard.copy("one\ntwo ❤️")
        compare(Clipboard.text(), "one\ntwo ❤️")
    }
}
