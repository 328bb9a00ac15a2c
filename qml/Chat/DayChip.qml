// SPDX-License-Identifier: MIT
// The day, between the messages of one day and the next, and above them while scrolling.
import QtQuick
import Ui.Theme

Rectangle {
    id: root

    property alias text: label.text

    Accessible.name: text
    Accessible.role: Accessible.StaticText
    border.color: Colors.border
    color: Colors.surface
    implicitHeight: Math.max(24, Type.px(24))
    implicitWidth: label.implicitWidth + 2 * Space.m
    radius: height / 2

    Text {
        id: label

        Accessible.ignored: true
        anchors.centerIn: parent
        color: Colors.textMuted
        font.pixelSize: Type.caption
        font.weight: Font.Medium
        textFormat: Text.PlainText
    }
}
