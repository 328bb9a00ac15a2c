// SPDX-License-Identifier: MIT
// Every shortcut, on one page.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ui.Controls
import Ui.Theme

DialogFrame {
    id: root

    readonly property var shortcuts: [
        [qsTr("Ctrl+K"), qsTr("Find a chat")],
        [qsTr("Ctrl+N"), qsTr("New chat")],
        [qsTr("Alt+↑, Alt+↓"), qsTr("Previous or next chat")],
        [qsTr("Alt+Shift+↑, Alt+Shift+↓"), qsTr("Previous or next unread chat")],
        [qsTr("Enter"), qsTr("Send the message")],
        [qsTr("Shift+Enter"), qsTr("New line")],
        [qsTr("PgUp, PgDn"), qsTr("Scroll the messages")],
        [qsTr("Shift+PgUp"), qsTr("First unread message")],
        [qsTr("Shift+PgDn"), qsTr("Latest message")],
        [qsTr("F6"), qsTr("Next part of the window")],
        [qsTr("Esc"), qsTr("One step back")],
        [qsTr("Ctrl+,"), qsTr("Settings")],
        [qsTr("Ctrl+/"), qsTr("This page")]
    ]

    preferredWidth: 520
    title: qsTr("Keyboard shortcuts")

    ColumnLayout {
        Layout.fillWidth: true
        spacing: Space.s

        Repeater {
            model: root.shortcuts

            delegate: RowLayout {
                id: line

                required property var modelData

                Accessible.name: qsTr("%1: %2").arg(modelData[0]).arg(modelData[1])
                Accessible.role: Accessible.ListItem
                Layout.fillWidth: true
                spacing: Space.m

                TextLabel {
                    Accessible.ignored: true
                    Layout.fillWidth: true
                    words: line.modelData[1]
                }
                Rectangle {
                    Accessible.ignored: true
                    border.color: Colors.border
                    color: Colors.surfaceAlt
                    implicitHeight: Math.max(24, Type.px(24))
                    implicitWidth: keys.implicitWidth + Space.l
                    radius: 6

                    TextLabel {
                        id: keys

                        Accessible.ignored: true
                        anchors.centerIn: parent
                        color: Colors.textMuted
                        font.pixelSize: Type.caption
                        font.weight: Font.Medium
                        words: line.modelData[0]
                    }
                }
            }
        }
    }
}
