// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Ui.Controls

TestCase {
    id: root

    name: "Avatar"

    Avatar {
        id: first

        initials: "BM"
        seed: "bob"
    }
    Avatar {
        id: second

        initials: "RM"
        seed: "bob"
    }

    function test_keepsItsColorWhenTheNameChanges() {
        compare(first.color, second.color)
    }
    function test_isRoundAndLeavesItsNameToTheRow() {
        compare(first.radius, first.width / 2)
        verify(first.Accessible.ignored)
    }
}
