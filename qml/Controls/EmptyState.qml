// SPDX-License-Identifier: MIT
// What stands where nothing is yet, or where something failed: an icon, a title, a sentence, one action and perhaps a
// second.
import QtQuick
import QtQuick.Layouts
import Ui.Controls
import Ui.Theme

ColumnLayout {
    id: root

    property string iconName
    property string title
    property string sentence
    property string actionText
    property string secondActionText
    property color tint: Colors.textFaint
    readonly property alias actionButton: action

    signal actionTriggered
    signal secondActionTriggered

    spacing: 0

    Icon {
        Layout.alignment: Qt.AlignHCenter
        name: root.iconName
        size: Space.stateIcon
        tint: root.tint
        visible: root.iconName !== ""
    }
    Paragraph {
        Accessible.role: Accessible.Heading
        Layout.fillWidth: true
        Layout.topMargin: Space.l
        color: Colors.text
        font.pixelSize: Type.title
        font.weight: Font.DemiBold
        horizontalAlignment: Text.AlignHCenter
        lineBox: Type.titleLine
        text: root.title
    }
    Paragraph {
        Layout.fillWidth: true
        Layout.topMargin: Space.xs
        horizontalAlignment: Text.AlignHCenter
        text: root.sentence
        visible: text !== ""
    }
    PrimaryButton {
        id: action

        Layout.alignment: Qt.AlignHCenter
        Layout.topMargin: Space.l
        text: root.actionText
        visible: text !== ""

        onClicked: root.actionTriggered()
    }
    LinkButton {
        Layout.alignment: Qt.AlignHCenter
        Layout.topMargin: Space.s
        text: root.secondActionText
        visible: text !== ""

        onClicked: root.secondActionTriggered()
    }
}
