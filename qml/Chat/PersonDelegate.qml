// SPDX-License-Identifier: MIT
// One person in a list to choose from.
import QtQuick
import QtQuick.Templates as T
import Ui.Controls
import Ui.Theme

T.ItemDelegate {
    id: root

    required property int index
    required property string userName
    required property string avatarSeed
    required property string initials
    property bool isChosen: false

    signal chosen(string userName)

    Accessible.name: userName
    Accessible.role: Accessible.ListItem
    Keys.onEnterPressed: clicked()
    Keys.onReturnPressed: clicked()
    focusPolicy: Qt.NoFocus
    height: Math.max(48, Type.px(48))
    hoverEnabled: true

    background: Rectangle {
        color: root.hovered || root.down ? Colors.surfaceAlt : "transparent"
        radius: Space.radius

        FocusRing {
            gap: -2
            isShown: root.activeFocus
            radius: Space.radius
        }
    }

    Item {
        anchors.fill: parent

        Avatar {
            anchors.verticalCenter: parent.verticalCenter
            initials: root.initials
            seed: root.avatarSeed
            size: 32
            x: Space.s
        }
        TextLabel {
            Accessible.ignored: true
            anchors.left: parent.left
            anchors.leftMargin: 32 + Space.s + Space.m
            anchors.right: mark.left
            anchors.verticalCenter: parent.verticalCenter
            font.weight: Font.Medium
            words: root.userName
        }
        Icon {
            id: mark

            anchors.right: parent.right
            anchors.rightMargin: Space.s
            anchors.verticalCenter: parent.verticalCenter
            name: "check"
            tint: Colors.accent
            visible: root.isChosen
        }
    }

    onClicked: root.chosen(userName)
}
