// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Ui.Controls

TestCase {
    id: root

    height: 100
    name: "SecondaryButton"
    visible: true
    when: windowShown
    width: 300

    SecondaryButton {
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
    function test_itsWordsStandInTheMiddleOfAWideOne() {
        button.width = 260
        const label = findChild(button, "label")
        fuzzyCompare(label.mapToItem(button, label.width / 2, 0).x, 130, 1)
        button.width = button.implicitWidth
    }
    function test_hasANameAndARole() {
        compare(button.Accessible.name, "Go on")
        compare(button.Accessible.role, Accessible.Button)
    }
}
