// SPDX-License-Identifier: MIT
// One conversation in the list: who, the last words or the draft, when, and how many are unread.
import QtQuick
import QtQuick.Templates as T
import Ui.Controls
import Ui.Theme

// A Loader of Qt 6.4 cannot make bound components, so what is loaded reads this file's ids unbound.
// qmllint disable unqualified

T.ItemDelegate {
    id: root

    required property int index
    required property string conversation
    required property string kind
    required property string title
    required property string avatarSeed
    required property string initials
    required property string preview
    required property string previewState
    required property string timeText
    required property int unread
    required property int mentions
    required property string draft
    required property bool muted
    required property bool pinned
    required property bool isOpen
    required property string typingText
    required property string accessibleText
    property bool isCollapsed: false
    property bool isRingShown: activeFocus

    readonly property bool hasDraft: draft !== "" && !isOpen
    readonly property int inset: isCollapsed ? (Space.listCollapsed - 44) / 2 : Space.m

    signal opened(string conversation)
    signal menuRequested(Item row, real x, real y)

    Accessible.name: accessibleText
    Accessible.role: Accessible.ListItem
    Accessible.selected: isOpen
    Keys.onEnterPressed: clicked()
    Keys.onMenuPressed: menuRequested(root, root.width / 2, root.height)
    Keys.onReturnPressed: clicked()
    focusPolicy: Qt.NoFocus
    height: Space.rowHeight
    hoverEnabled: true

    background: Rectangle {
        color: root.isOpen ? Colors.accentSoft : root.hovered || root.down ? Colors.surfaceAlt : Colors.surface

        Rectangle {
            color: Colors.accent
            height: parent.height
            visible: root.isOpen
            width: 3
        }
        FocusRing {
            gap: -4
            isShown: root.isRingShown
            radius: 6
        }
    }

    Item {
        anchors.fill: parent

        // Not on the button itself, which would then take the right button for a click.
        TapHandler {
            acceptedButtons: Qt.RightButton

            onTapped: point => root.menuRequested(root, point.position.x, point.position.y)
        }
        Avatar {
            id: avatar

            anchors.verticalCenter: parent.verticalCenter
            initials: root.initials
            seed: root.avatarSeed
            x: root.inset
        }
        Badge {
            count: root.isCollapsed ? root.unread : 0
            isMuted: root.muted
            x: avatar.x + avatar.width - width + 6
            y: avatar.y - 4
        }
        Loader {
            active: !root.isCollapsed
            anchors.left: parent.left
            anchors.leftMargin: 68
            anchors.right: parent.right
            anchors.rightMargin: Space.m
            anchors.verticalCenter: parent.verticalCenter

            sourceComponent: ChatListLines { chat: root }
        }
    }

    onClicked: root.opened(conversation)

    Loader {
        active: root.isCollapsed && root.hovered

        sourceComponent: Tip {
            parent: root
            text: root.title
            visible: root.hovered
            x: root.width + Space.xs
            y: (root.height - implicitHeight) / 2
        }
    }
}
