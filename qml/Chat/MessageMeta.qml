// SPDX-License-Identifier: MIT
// The time of a message and, on an own one, how far it has come. The full date is in the tip.
import QtQuick
import Ui.Controls
import Ui.Theme

// A Loader of Qt 6.4 cannot make bound components, so what is loaded reads this file's ids unbound.
// qmllint disable unqualified

Row {
    id: root

    property string timeText
    property string fullTimeText
    property string delivery
    property bool isOwn: false

    spacing: Space.xs

    Text {
        Accessible.ignored: true
        anchors.verticalCenter: parent.verticalCenter
        color: root.isOwn ? Colors.metaOut : Colors.textFaint
        font.pixelSize: Type.meta
        text: root.timeText
        textFormat: Text.PlainText
    }
    StateTicks {
        Accessible.ignored: true
        anchors.verticalCenter: parent.verticalCenter
        delivery: root.delivery
        tint: delivery === "failed" ? Colors.danger : Colors.metaOut
    }
    HoverHandler { id: hover }
    Loader {
        active: hover.hovered && root.fullTimeText !== ""

        sourceComponent: Tip {
            parent: root
            text: root.fullTimeText
            visible: hover.hovered
        }
    }
}
