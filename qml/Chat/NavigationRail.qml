// SPDX-License-Identifier: MIT
// The rail at the left edge of a wide window.
import QtQuick
import QtQuick.Layouts
import Ui.Controls
import Ui.Theme

Rectangle {
    id: root

    required property var app

    signal dialogRequested(string name)

    Accessible.name: qsTr("Navigation")
    Accessible.role: Accessible.ToolBar
    color: Colors.surfaceAlt
    implicitWidth: Space.rail

    ColumnLayout {
        anchors.bottomMargin: Space.m
        anchors.fill: parent
        anchors.topMargin: Space.s
        spacing: Space.s

        Image {
            Accessible.ignored: true
            Layout.alignment: Qt.AlignHCenter
            Layout.bottomMargin: Space.s
            Layout.preferredHeight: 40
            Layout.preferredWidth: 40
            source: "qrc:/icons/baithak.svg"
            sourceSize.height: 40
            sourceSize.width: 40
        }
        IconButton {
            Layout.alignment: Qt.AlignHCenter
            iconName: "new-chat"
            implicitHeight: 40
            implicitWidth: 40
            objectName: "newChatButton"
            shortcutText: qsTr("Ctrl+N")
            text: qsTr("New chat")

            onClicked: root.dialogRequested("newChat")
        }
        IconButton {
            Layout.alignment: Qt.AlignHCenter
            iconName: "group"
            implicitHeight: 40
            implicitWidth: 40
            objectName: "newGroupButton"
            text: qsTr("New group")

            onClicked: root.dialogRequested("newGroup")
        }
        Item { Layout.fillHeight: true }
        IconButton {
            Layout.alignment: Qt.AlignHCenter
            iconName: "keyboard"
            implicitHeight: 40
            implicitWidth: 40
            objectName: "keyboardButton"
            shortcutText: qsTr("Ctrl+/")
            text: qsTr("Keyboard shortcuts")

            onClicked: root.dialogRequested("keyboard")
        }
        IconButton {
            Layout.alignment: Qt.AlignHCenter
            iconName: "settings"
            implicitHeight: 40
            implicitWidth: 40
            objectName: "settingsButton"
            shortcutText: qsTr("Ctrl+,")
            text: qsTr("Settings")

            onClicked: root.dialogRequested("settings")
        }
        Avatar {
            Layout.alignment: Qt.AlignHCenter
            Layout.topMargin: Space.xs
            initials: root.app.userName.substring(0, 1).toUpperCase()
            seed: root.app.userName
            size: 36
        }
    }
    Rectangle {
        anchors.right: parent.right
        color: Colors.border
        height: parent.height
        width: 1
    }
}
