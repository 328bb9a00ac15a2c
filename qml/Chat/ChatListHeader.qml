// SPDX-License-Identifier: MIT
// Above the list: search, and the menu where there is no rail. Collapsed to the avatars' width only the menu is left.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ui.Controls
import Ui.Theme

Item {
    id: root

    required property var chats
    property bool isCollapsed: false
    property bool hasMenu: false

    signal dialogRequested(string name)
    signal leaveRequested

    function focusSearch() {
        search.forceActiveFocus()
        search.selectAll()
    }

    implicitHeight: Space.header

    RowLayout {
        anchors.fill: parent
        anchors.leftMargin: root.isCollapsed ? (Space.listCollapsed - Space.toolbarHit) / 2 : Space.m
        anchors.rightMargin: Space.m
        spacing: Space.s

        IconButton {
            id: menuButton

            iconName: "menu"
            objectName: "menuButton"
            text: qsTr("Menu")
            visible: root.hasMenu

            onClicked: menu.popup(menuButton, 0, menuButton.height + Space.xs)

            ChatMenu {
                id: menu

                objectName: "chatMenu"

                onDialogRequested: name => root.dialogRequested(name)
            }
        }
        TextInputField {
            id: search

            Keys.onDownPressed: root.leaveRequested()
            Keys.onEscapePressed: {
                text = ""
                root.leaveRequested()
            }
            Layout.fillWidth: true
            hasClear: true
            iconName: "search"
            isQuiet: true
            objectName: "searchField"
            placeholder: qsTr("Search chats")
            text: root.chats.filter
            visible: !root.isCollapsed

            onAccepted: root.leaveRequested()
            onTextChanged: if (root.chats.filter !== text) root.chats.filter = text
        }
    }
}
