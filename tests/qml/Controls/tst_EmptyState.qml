// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Ui.Controls

TestCase {
    id: root

    height: 400
    name: "EmptyState"
    visible: true
    when: windowShown
    width: 400

    EmptyState {
        id: state

        actionText: "New chat"
        iconName: "chats"
        secondActionText: "Back"
        sentence: "Ctrl+N starts one."
        title: "Pick a chat, or start one"
        width: 300
    }
    SignalSpy {
        id: first

        signalName: "actionTriggered"
        target: state
    }
    SignalSpy {
        id: second

        signalName: "secondActionTriggered"
        target: state
    }

    function test_offersItsActions() {
        mouseClick(state.actionButton)
        compare(first.count, 1)
        state.actionButton.forceActiveFocus(Qt.TabFocusReason)
        keyClick(Qt.Key_Tab)
        keyClick(Qt.Key_Return)
        compare(second.count, 1)
    }
    function test_leavesOutWhatItIsNotGiven() {
        state.actionText = ""
        verify(!state.actionButton.visible)
        state.actionText = "New chat"
    }
}
