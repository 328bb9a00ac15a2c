// SPDX-License-Identifier: MIT
// The one main action of a page or dialog.
import QtQuick
import QtQuick.Templates as T
import Ui.Controls
import Ui.Theme

T.Button {
    id: root

    property bool isBusy: false
    property bool isDanger: false

    readonly property color fill: isDanger ? Colors.danger : Colors.accent
    readonly property color ink: !enabled ? Colors.textFaint : isDanger ? Colors.surface : Colors.inkOnAccent

    Accessible.name: text
    Accessible.role: Accessible.Button
    Keys.onEnterPressed: clicked()
    Keys.onReturnPressed: clicked()
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    implicitHeight: Space.field
    implicitWidth: content.implicitWidth + leftPadding + rightPadding
    leftPadding: Space.l
    rightPadding: Space.l

    background: Rectangle {
        color: !root.enabled ? Colors.border : root.hovered && !root.isDanger ? Colors.accentHover : root.fill
        radius: Space.radius

        Behavior on color { ColorAnimation { duration: Motion.hover } }

        FocusRing { isShown: root.visualFocus }
    }

    Item {
        id: content

        anchors.bottomMargin: root.bottomPadding
        anchors.fill: parent
        anchors.leftMargin: root.leftPadding
        anchors.rightMargin: root.rightPadding
        implicitHeight: label.implicitHeight
        implicitWidth: label.implicitWidth + (ring.visible ? ring.width + Space.s : 0)

        BusyRing {
            id: ring

            anchors.verticalCenter: parent.verticalCenter
            size: 16
            tint: root.ink
            visible: root.isBusy
            x: (parent.width - parent.implicitWidth) / 2
        }
        Text {
            id: label

            Accessible.ignored: true
            anchors.verticalCenter: parent.verticalCenter
            color: root.ink
            elide: Text.ElideRight
            font.pixelSize: Type.body
            font.weight: Font.DemiBold
            text: root.text
            textFormat: Text.PlainText
            width: Math.min(implicitWidth, parent.width)
            x: Math.max(0, (parent.width - parent.implicitWidth) / 2 + (ring.visible ? ring.width + Space.s : 0))
        }
    }
}
