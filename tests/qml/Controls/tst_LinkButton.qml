// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Ui.Controls

TestCase {
    id: root

    height: 100
    name: "LinkButton"
    visible: true
    when: windowShown
    width: 300

    LinkButton {
        id: button

        text: "Go on"
        x: 20
        y: 20
    }
    SignalSpy {
        id: clicks

        signalName: "clicked"
        target: button
    }

    function init() {
        clicks.clear()
        button.enabled = true
    }
    function test_isPressedByMouseAndKeys() {
        mouseClick(button)
        root.forceActiveFocus()
        button.forceActiveFocus(Qt.TabFocusReason)
        verify(button.visualFocus)
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
    function test_allItsLettersHaveRoomAtAnyScale() {
        for (const text of ["Or start a group", "Retry", "Use another account"]) {
            button.text = text
            compare(button.implicitWidth, Math.ceil(button.implicitWidth), text)
            verify(Math.floor(button.implicitWidth) >= button.contentItem.implicitWidth + button.leftPadding
                + button.rightPadding, text)
        }
        button.text = "Go on"
    }
    function test_hasANameAndARole() {
        compare(button.Accessible.name, "Go on")
        compare(button.Accessible.role, Accessible.Button)
    }
}
