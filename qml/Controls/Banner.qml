// SPDX-License-Identifier: MIT
// A strip over the content that says what is wrong, in words, with one thing to do about it.
import QtQuick
import QtQuick.Layouts
import Ui.Controls
import Ui.Theme

Rectangle {
    id: root

    property string iconName: "warning"
    property string title
    property string text
    property string actionText
    property bool isDismissible: false

    signal actionTriggered
    signal dismissed

    Accessible.name: title === "" ? text : text === "" ? title : qsTr("%1: %2").arg(title).arg(text)
    Accessible.role: Accessible.AlertMessage
    color: Colors.warnSoft
    implicitHeight: Math.max(Type.px(32), row.implicitHeight)

    RowLayout {
        id: row

        anchors.fill: parent
        anchors.leftMargin: Space.l
        anchors.rightMargin: Space.s
        spacing: Space.s

        Icon {
            name: root.iconName
            size: 16
            tint: Colors.warn
        }
        ColumnLayout {
            Layout.bottomMargin: Space.xs
            Layout.fillWidth: true
            Layout.topMargin: Space.xs + 1
            spacing: 0

            Paragraph {
                Accessible.ignored: true
                Layout.fillWidth: true
                color: Colors.text
                font.pixelSize: Type.preview
                font.weight: Font.DemiBold
                lineBox: Type.previewLine
                text: root.title
                visible: text !== ""
            }
            Paragraph {
                Accessible.ignored: true
                Layout.fillWidth: true
                color: Colors.text
                font.pixelSize: Type.preview
                lineBox: Type.previewLine
                text: root.text
                visible: text !== ""
            }
        }
        LinkButton {
            fontSize: Type.preview
            text: root.actionText
            visible: root.actionText !== ""

            onClicked: root.actionTriggered()
        }
        IconButton {
            iconName: "close"
            iconSize: 16
            implicitHeight: Space.hit
            implicitWidth: Space.hit
            text: qsTr("Dismiss")
            visible: root.isDismissible

            onClicked: root.dismissed()
        }
    }
    Rectangle {
        anchors.bottom: parent.bottom
        color: Colors.border
        height: 1
        width: parent.width
    }
}
