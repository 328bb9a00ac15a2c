// SPDX-License-Identifier: MIT
// The two lines of a conversation in the list: its name and the time, the last words and how many are unread.
import QtQuick
import Ui.Controls
import Ui.Theme

Column {
    id: root

    // The ChatListDelegate that this is in; its type by name would be a circle
    required property var chat

    // The faint ink is too faint on the tint of the open one.
    readonly property color faint: chat.isOpen ? Colors.textMuted : Colors.textFaint

    spacing: 2

    Item {
        height: Type.bodyLine
        width: parent.width

        TextLabel {
            Accessible.ignored: true
            anchors.left: parent.left
            anchors.right: marks.left
            anchors.rightMargin: Space.s
            anchors.verticalCenter: parent.verticalCenter
            font.weight: Font.DemiBold
            words: root.chat.title
        }
        Row {
            id: marks

            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            spacing: Space.xs

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                name: "muted"
                size: 14
                tint: root.faint
                visible: root.chat.muted
            }
            Icon {
                anchors.verticalCenter: parent.verticalCenter
                name: "pin"
                size: 14
                tint: root.faint
                visible: root.chat.pinned
            }
            StateTicks {
                Accessible.ignored: true
                anchors.verticalCenter: parent.verticalCenter
                delivery: root.chat.hasDraft ? "" : root.chat.previewState
                tint: delivery === "failed" ? Colors.danger
                    : delivery === "read" ? Colors.accent : root.faint
            }
            Text {
                Accessible.ignored: true
                anchors.verticalCenter: parent.verticalCenter
                color: root.chat.unread > 0 && !root.chat.muted ? Colors.accent : root.faint
                font.pixelSize: Type.meta
                font.weight: root.chat.unread > 0 ? Font.DemiBold : Font.Normal
                objectName: "timeText"
                text: root.chat.timeText
                textFormat: Text.PlainText
            }
        }
    }
    Item {
        height: Math.max(Type.previewLine, badge.visible ? badge.height : 0)
        width: parent.width

        Text {
            id: draftWord

            Accessible.ignored: true
            anchors.verticalCenter: parent.verticalCenter
            color: Colors.danger
            font.pixelSize: Type.preview
            font.weight: Font.Medium
            text: qsTr("Draft:")
            textFormat: Text.PlainText
            visible: root.chat.hasDraft
        }
        TextLabel {
            Accessible.ignored: true
            anchors.left: parent.left
            anchors.leftMargin: root.chat.hasDraft ? draftWord.width + Space.xs : 0
            anchors.right: badge.visible ? badge.left : parent.right
            anchors.rightMargin: badge.visible ? Space.s : 0
            anchors.verticalCenter: parent.verticalCenter
            color: root.chat.typingText !== "" ? Colors.accent
                : root.chat.unread > 0 && !root.chat.hasDraft ? Colors.text : Colors.textMuted
            font.pixelSize: Type.preview
            font.weight: root.chat.unread > 0 && !root.chat.hasDraft ? Font.Medium : Font.Normal
            words: root.chat.typingText !== "" ? root.chat.typingText : root.chat.hasDraft ? root.chat.draft : root.chat.preview
        }
        Badge {
            id: badge

            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            count: root.chat.unread
            isMuted: root.chat.muted
        }
    }
}
