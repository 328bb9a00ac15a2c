// SPDX-License-Identifier: MIT
// Why what is written cannot be sent as it is, over the composer.
import QtQuick
import Ui.Controls
import Ui.Theme

Item {
    id: root

    property string text

    Accessible.name: text
    Accessible.role: Accessible.AlertMessage
    implicitHeight: Type.captionLine + Space.s
    visible: text !== ""

    Icon {
        anchors.verticalCenter: parent.verticalCenter
        name: "error"
        size: 16
        tint: Colors.danger
    }
    TextLabel {
        Accessible.ignored: true
        anchors.left: parent.left
        anchors.leftMargin: 16 + Space.xs
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        color: Colors.danger
        font.pixelSize: Type.caption
        words: root.text
    }
}
