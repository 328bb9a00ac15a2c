// SPDX-License-Identifier: MIT
// The ring round whatever has the keyboard: 2 px, a little outside its parent.
import QtQuick
import Ui.Theme

Rectangle {
    id: root

    property bool isShown: false
    property int gap: 2

    anchors.fill: parent
    anchors.margins: -gap - border.width
    border.color: Colors.accent
    border.width: 2
    color: "transparent"
    radius: Space.radius + gap
    visible: isShown
    z: 1
}
