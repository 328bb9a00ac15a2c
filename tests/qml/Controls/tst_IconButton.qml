// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Ui.Controls

TestCase {
    id: root

    height: 100
    name: "IconButton"
    visible: true
    when: windowShown
    width: 200

    IconButton {
        id: button

        iconName: "send"
        shortcutText: "Enter"
        text: "Send"
        x: 60
    }
    SignalSpy {
        id: clicks

        signalName: "clicked"
        target: button
    }

    function init() {
        button.enabled = true
        clicks.clear()
    }
    function test_isPressedByMouseAndKeys() {
        mouseClick(button)
        compare(clicks.count, 1)
        button.forceActiveFocus(Qt.TabFocusReason)
        keyClick(Qt.Key_Space)
        keyClick(Qt.Key_Return)
        keyClick(Qt.Key_Enter)
        compare(clicks.count, 4)
    }
    function test_doesNothingWhileDisabled() {
        button.enabled = false
        mouseClick(button)
        compare(clicks.count, 0)
    }
    function test_hasANameARoleAndIsLargeEnough() {
        compare(button.Accessible.name, "Send")
        compare(button.Accessible.role, Accessible.Button)
        compare(button.Accessible.description, "Enter")
        verify(button.width >= 32 && button.height >= 32)
    }
    function test_showsTheRingForTheKeyboardOnly() {
        button.forceActiveFocus(Qt.MouseFocusReason)
        verify(!button.visualFocus)
        root.forceActiveFocus()
        button.forceActiveFocus(Qt.TabFocusReason)
        verify(button.visualFocus)
    }
    function test_showsItsNameAfterTheMouseHasRested() {
        mouseMove(button, 10, 10)
        tryVerify(() => button.hovered)
        mouseMove(root, 199, 99)
        tryVerify(() => !button.hovered)
    }
}
