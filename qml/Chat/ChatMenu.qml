// SPDX-License-Identifier: MIT
// What the rail offers, as a menu, for windows too narrow for the rail.
import QtQuick
import Ui.Controls

ContextMenu {
    id: root

    signal dialogRequested(string name)

    MenuEntry {
        iconName: "new-chat"
        keys: qsTr("Ctrl+N")
        text: qsTr("New chat")

        onTriggered: root.dialogRequested("newChat")
    }
    MenuEntry {
        iconName: "group"
        text: qsTr("New group")

        onTriggered: root.dialogRequested("newGroup")
    }
    MenuLine { }
    MenuEntry {
        iconName: "keyboard"
        keys: qsTr("Ctrl+/")
        text: qsTr("Keyboard shortcuts")

        onTriggered: root.dialogRequested("keyboard")
    }
    MenuEntry {
        iconName: "settings"
        keys: qsTr("Ctrl+,")
        text: qsTr("Settings")

        onTriggered: root.dialogRequested("settings")
    }
}
