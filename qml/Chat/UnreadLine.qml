// SPDX-License-Identifier: MIT
// Where the reader had stopped.
import QtQuick
import Ui.Theme

Item {
    id: root

    Accessible.name: label.text
    Accessible.role: Accessible.Separator
    implicitHeight: Type.captionLine + Space.s

    Rectangle {
        anchors.left: parent.left
        anchors.leftMargin: Space.l
        anchors.right: label.left
        anchors.rightMargin: Space.s
        anchors.verticalCenter: parent.verticalCenter
        color: Colors.accent
        height: 1
    }
    Text {
        id: label

        Accessible.ignored: true
        anchors.centerIn: parent
        color: Colors.accent
        font.pixelSize: Type.caption
        font.weight: Font.DemiBold
        text: qsTr("New messages")
        textFormat: Text.PlainText
    }
    Rectangle {
        anchors.left: label.right
        anchors.leftMargin: Space.s
        anchors.right: parent.right
        anchors.rightMargin: Space.l
        anchors.verticalCenter: parent.verticalCenter
        color: Colors.accent
        height: 1
    }
}
