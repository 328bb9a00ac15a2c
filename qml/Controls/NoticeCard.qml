// SPDX-License-Identifier: MIT
// A failure within a form: what happened, why, and one way on.
import QtQuick
import QtQuick.Layouts
import Ui.Controls
import Ui.Theme

Rectangle {
    id: root

    property string title
    property string sentence
    property string actionText

    signal actionTriggered

    Accessible.name: qsTr("%1: %2").arg(title).arg(sentence)
    Accessible.role: Accessible.AlertMessage
    border.color: Colors.danger
    color: Colors.dangerSoft
    implicitHeight: row.implicitHeight + 2 * Space.m
    radius: Space.radius

    RowLayout {
        id: row

        anchors.left: parent.left
        anchors.margins: Space.m
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        spacing: Space.s

        Icon {
            Layout.alignment: Qt.AlignTop
            name: "error"
            tint: Colors.danger
        }
        ColumnLayout {
            Layout.fillWidth: true
            spacing: 0

            Paragraph {
                Accessible.ignored: true
                Layout.fillWidth: true
                color: Colors.text
                font.weight: Font.DemiBold
                text: root.title
                visible: text !== ""
            }
            Paragraph {
                Accessible.ignored: true
                Layout.fillWidth: true
                color: Colors.text
                font.pixelSize: Type.preview
                lineBox: Type.previewLine
                text: root.sentence
                visible: text !== ""
            }
            LinkButton {
                Layout.leftMargin: -Space.xs
                fontSize: Type.preview
                text: root.actionText
                visible: text !== ""

                onClicked: root.actionTriggered()
            }
        }
    }
}
