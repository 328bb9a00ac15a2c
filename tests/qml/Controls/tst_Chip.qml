// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Ui.Controls

TestCase {
    id: root

    height: 100
    name: "Chip"
    visible: true
    when: windowShown
    width: 300

    Chip {
        id: chip

        text: "👋 Hello!"
    }
    SignalSpy {
        id: clicks

        signalName: "clicked"
        target: chip
    }
    SignalSpy {
        id: removals

        signalName: "removeRequested"
        target: chip
    }

    function init() {
        chip.isRemovable = false
        clicks.clear()
        removals.clear()
    }
    function test_aGreetingIsPressed() {
        mouseClick(chip)
        compare(clicks.count, 1)
        compare(removals.count, 0)
        compare(chip.Accessible.name, "👋 Hello!")
    }
    function test_aPersonIsTakenAwayByMouseOrKey() {
        chip.isRemovable = true
        compare(chip.Accessible.name, "Remove 👋 Hello!")
        mouseClick(chip)
        chip.forceActiveFocus(Qt.TabFocusReason)
        keyClick(Qt.Key_Delete)
        compare(removals.count, 2)
    }
    function test_isAsWideAsItsWords() {
        verify(chip.width > 60)
    }
}
