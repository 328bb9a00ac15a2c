// SPDX-License-Identifier: MIT
// What can be done with one conversation of the list.
import QtQuick
import Ui.Controls

ContextMenu {
    id: root

    property string conversation
    property bool isPinned: false
    property bool isMuted: false

    signal pinRequested(string conversation, bool pinned)
    signal muteRequested(string conversation, bool muted)

    MenuEntry {
        iconName: "pin"
        text: root.isPinned ? qsTr("Unpin") : qsTr("Pin to the top")

        onTriggered: root.pinRequested(root.conversation, !root.isPinned)
    }
    MenuEntry {
        iconName: "muted"
        text: root.isMuted ? qsTr("Unmute") : qsTr("Mute")

        onTriggered: root.muteRequested(root.conversation, !root.isMuted)
    }
}
