// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Ui.Controls

TestCase {
    id: root

    height: 100
    name: "ToggleSwitch"
    visible: true
    when: windowShown
    width: 400

    ToggleSwitch {
        id: toggle

        sentence: "Nothing slides or turns."
        text: "Less motion"
        width: 300
    }

    function test_isTurnedByMouseAndKeys() {
        verify(!toggle.checked)
        mouseClick(toggle)
        verify(toggle.checked)
        toggle.forceActiveFocus(Qt.TabFocusReason)
        keyClick(Qt.Key_Space)
        verify(!toggle.checked)
        keyClick(Qt.Key_Return)
        verify(toggle.checked)
    }
    function test_tellsWhatItIs() {
        compare(toggle.Accessible.name, "Less motion")
        compare(toggle.Accessible.description, "Nothing slides or turns.")
    }
}
