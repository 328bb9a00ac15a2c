// SPDX-License-Identifier: MIT
// One member of a group, who an admin can take out.
import QtQuick
import Ui.Controls
import Ui.Theme

FocusScope {
    id: root

    required property int index
    required property string userName
    required property string avatarSeed
    required property string initials
    required property string role
    required property bool isSelf
    required property bool canRemove
    required property string accessibleText
    // Who has left the group only looks on
    property bool canChange: true

    readonly property bool isRemovable: canRemove && canChange

    signal removeRequested(string userName)

    Accessible.name: accessibleText
    Accessible.role: Accessible.ListItem
    Keys.onDeletePressed: if (root.isRemovable) root.removeRequested(root.userName)
    height: Math.max(48, Type.px(48))

    Rectangle {
        anchors.fill: parent
        anchors.leftMargin: Space.s
        anchors.rightMargin: Space.s
        color: hover.hovered ? Colors.surfaceAlt : "transparent"
        focus: true
        radius: Space.radius

        FocusRing {
            gap: -2
            isShown: root.activeFocus && !removeButton.activeFocus
            radius: Space.radius
        }
    }
    Avatar {
        anchors.verticalCenter: parent.verticalCenter
        initials: root.initials
        seed: root.avatarSeed
        size: 32
        x: Space.l
    }
    TextLabel {
        Accessible.ignored: true
        anchors.left: parent.left
        anchors.leftMargin: Space.l + 32 + Space.m
        anchors.right: roleText.left
        anchors.rightMargin: Space.s
        anchors.verticalCenter: parent.verticalCenter
        font.weight: Font.Medium
        words: root.isSelf ? qsTr("%1 (you)").arg(root.userName) : root.userName
    }
    TextLabel {
        id: roleText

        Accessible.ignored: true
        anchors.right: removeButton.visible ? removeButton.left : parent.right
        anchors.rightMargin: removeButton.visible ? Space.xs : Space.l
        anchors.verticalCenter: parent.verticalCenter
        color: Colors.textMuted
        font.pixelSize: Type.caption
        words: root.role === "admin" ? qsTr("Admin") : ""
    }
    IconButton {
        id: removeButton

        anchors.right: parent.right
        anchors.rightMargin: Space.m
        anchors.verticalCenter: parent.verticalCenter
        iconName: "close"
        iconSize: 16
        implicitHeight: Space.hit
        implicitWidth: Space.hit
        objectName: "removeButton"
        text: qsTr("Remove %1 from the group").arg(root.userName)
        visible: root.isRemovable

        onClicked: root.removeRequested(root.userName)
    }
    HoverHandler { id: hover }
}
