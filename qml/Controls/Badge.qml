// SPDX-License-Identifier: MIT
// How many are unread. A muted chat keeps the number and loses the colour.
import QtQuick
import Ui.Theme

Rectangle {
    id: root

    property int count: 0
    property bool isMuted: false

    Accessible.ignored: true
    color: isMuted ? Colors.textFaint : Colors.accent
    height: Math.max(20, Type.px(20))
    implicitWidth: Math.max(height, number.implicitWidth + Space.m)
    radius: height / 2
    visible: count > 0
    width: implicitWidth

    Text {
        id: number

        Accessible.ignored: true
        anchors.centerIn: parent
        color: root.isMuted ? Colors.surface : Colors.inkOnAccent
        font.pixelSize: Type.meta
        font.weight: Font.DemiBold
        text: root.count > 999 ? qsTr("999+") : root.count
        textFormat: Text.PlainText
    }
}
