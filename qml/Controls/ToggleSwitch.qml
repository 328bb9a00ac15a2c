// SPDX-License-Identifier: MIT
// A setting that is on or off, with its name and a sentence about it.
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Ui.Controls
import Ui.Theme

T.Switch {
    id: root

    property string sentence

    Accessible.checkable: true
    Accessible.checked: checked
    Accessible.description: sentence
    Accessible.name: text
    Accessible.role: Accessible.CheckBox
    Keys.onEnterPressed: { toggle(); toggled() }
    Keys.onReturnPressed: { toggle(); toggled() }
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    implicitHeight: Math.max(contentItem.implicitHeight, indicator.implicitHeight)
    implicitWidth: 320

    contentItem: ColumnLayout {
        spacing: 0

        Paragraph {
            Accessible.ignored: true
            Layout.fillWidth: true
            Layout.rightMargin: root.indicator.width + Space.l
            color: Colors.text
            text: root.text
        }
        Paragraph {
            Accessible.ignored: true
            Layout.fillWidth: true
            Layout.rightMargin: root.indicator.width + Space.l
            font.pixelSize: Type.caption
            lineBox: Type.captionLine
            text: root.sentence
            visible: text !== ""
        }
    }
    indicator: Rectangle {
        border.color: root.checked ? Colors.accent : Colors.control
        border.width: 2
        color: root.checked ? Colors.accent : Colors.surface
        implicitHeight: 22
        implicitWidth: 40
        radius: 11
        x: root.width - width
        y: (root.height - height) / 2

        Rectangle {
            color: root.checked ? Colors.inkOnAccent : Colors.control
            height: 14
            radius: 7
            width: 14
            x: root.checked ? parent.width - width - 4 : 4
            y: 4

            Behavior on x { NumberAnimation { duration: Motion.hover; easing.type: Motion.easing } }
        }
        FocusRing {
            isShown: root.visualFocus
            radius: 15
        }
    }
}
