// SPDX-License-Identifier: MIT
// An action beside the main one: an outline.
import QtQuick
import QtQuick.Templates as T
import Ui.Controls
import Ui.Theme

T.Button {
    id: root

    property string iconName
    property bool isDanger: false

    readonly property color ink: !enabled ? Colors.textFaint : isDanger ? Colors.danger : Colors.text

    Accessible.name: text
    Accessible.role: Accessible.Button
    Keys.onEnterPressed: clicked()
    Keys.onReturnPressed: clicked()
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    implicitHeight: Space.field
    implicitWidth: contentItem.implicitWidth + leftPadding + rightPadding
    leftPadding: Space.l
    rightPadding: Space.l

    background: Rectangle {
        border.color: root.isDanger ? Colors.danger : Colors.control
        color: root.down || root.hovered ? (root.isDanger ? Colors.dangerSoft : Colors.surfaceAlt) : Colors.surface
        radius: Space.radius

        Behavior on color { ColorAnimation { duration: Motion.hover } }

        FocusRing { isShown: root.visualFocus }
    }
    contentItem: Item {
        implicitHeight: children[0].implicitHeight
        implicitWidth: children[0].implicitWidth

        Row {
            anchors.centerIn: parent
            objectName: "label"
            spacing: Space.s

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                name: root.iconName
                tint: root.ink
                visible: root.iconName !== ""
            }
            Text {
                Accessible.ignored: true
                anchors.verticalCenter: parent.verticalCenter
                color: root.ink
                font.pixelSize: Type.body
                font.weight: Font.Medium
                text: root.text
                textFormat: Text.PlainText
            }
        }
    }
}
