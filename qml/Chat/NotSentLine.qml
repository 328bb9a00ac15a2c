// SPDX-License-Identifier: MIT
// Under a message that was refused: the reason, and what to do about it.
import QtQuick
import Ui.Controls
import Ui.Theme

Row {
    id: root

    property string reason
    property real maximumWidth: 480

    readonly property real wordsWidth: maximumWidth - 16 - retryButton.width - discardButton.width - 3 * spacing

    signal retryRequested
    signal discardRequested

    Accessible.name: words.text
    Accessible.role: Accessible.AlertMessage
    spacing: Space.xs

    Icon {
        anchors.verticalCenter: parent.verticalCenter
        name: "error"
        size: 16
        tint: Colors.danger
    }
    Text {
        id: words

        Accessible.ignored: true
        anchors.verticalCenter: parent.verticalCenter
        color: Colors.danger
        font.pixelSize: Type.caption
        font.weight: Font.Medium
        text: root.reason === "" ? qsTr("Not sent") : qsTr("Not sent: %1").arg(root.reason)
        textFormat: Text.PlainText
        width: Math.min(implicitWidth, root.wordsWidth)
        wrapMode: Text.Wrap
    }
    LinkButton {
        id: retryButton

        anchors.verticalCenter: parent.verticalCenter
        fontSize: Type.caption
        objectName: "retryButton"
        text: qsTr("Retry")

        onClicked: root.retryRequested()
    }
    LinkButton {
        id: discardButton

        anchors.verticalCenter: parent.verticalCenter
        fontSize: Type.caption
        ink: Colors.danger
        objectName: "discardButton"
        text: qsTr("Delete")

        onClicked: root.discardRequested()
    }
}
