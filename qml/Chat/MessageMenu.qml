// SPDX-License-Identifier: MIT
// What can be done with one message.
import QtQuick
import Ui.Controls

ContextMenu {
    id: root

    property string messageId
    property string words
    property string selection
    property bool isFailed: false

    signal retryRequested(string messageId)
    signal discardRequested(string messageId)

    MenuEntry {
        iconName: "copy"
        text: qsTr("Copy the selection")
        visible: root.selection !== ""

        onTriggered: Clipboard.copy(root.selection)
    }
    MenuEntry {
        iconName: "copy"
        objectName: "copyEntry"
        text: qsTr("Copy the message")

        onTriggered: Clipboard.copy(root.words)
    }
    MenuEntry {
        iconName: "retry"
        text: qsTr("Send again")
        visible: root.isFailed

        onTriggered: root.retryRequested(root.messageId)
    }
    MenuEntry {
        iconName: "trash"
        isDanger: true
        text: qsTr("Delete")
        visible: root.isFailed

        onTriggered: root.discardRequested(root.messageId)
    }
}
