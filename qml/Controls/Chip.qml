// SPDX-License-Identifier: MIT
// A small rounded piece of text that can be pressed (a greeting) or taken away (a chosen person).
import QtQuick
import QtQuick.Templates as T
import Ui.Controls
import Ui.Theme

T.AbstractButton {
    id: root

    property bool isRemovable: false

    signal removeRequested

    Accessible.name: isRemovable ? qsTr("Remove %1").arg(text) : text
    Accessible.role: Accessible.Button
    Keys.onDeletePressed: if (root.isRemovable) root.removeRequested()
    Keys.onEnterPressed: clicked()
    Keys.onReturnPressed: clicked()
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    implicitHeight: Space.hit
    implicitWidth: contentItem.implicitWidth + leftPadding + rightPadding
    leftPadding: Space.m
    rightPadding: isRemovable ? Space.s : Space.m

    background: Rectangle {
        border.color: root.isRemovable ? "transparent" : Colors.control
        color: root.isRemovable ? Colors.accentSoft : root.hovered || root.down ? Colors.surfaceAlt : Colors.surface
        radius: height / 2

        FocusRing {
            isShown: root.visualFocus
            radius: height / 2
        }
    }
    contentItem: Row {
        spacing: Space.xs

        TextLabel {
            Accessible.ignored: true
            anchors.verticalCenter: parent.verticalCenter
            font.pixelSize: Type.preview
            font.weight: Font.Medium
            words: root.text
        }
        Icon {
            anchors.verticalCenter: parent.verticalCenter
            name: "close"
            size: 16
            visible: root.isRemovable
        }
    }

    onClicked: if (root.isRemovable) root.removeRequested()
}
