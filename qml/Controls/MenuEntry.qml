// SPDX-License-Identifier: MIT
// One line of a menu.
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Ui.Controls
import Ui.Theme

T.MenuItem {
    id: root

    property string iconName
    property string keys
    property bool isDanger: false

    readonly property color ink: !enabled ? Colors.textFaint : isDanger ? Colors.danger : Colors.text

    Accessible.description: keys
    Accessible.name: text
    Accessible.role: Accessible.MenuItem
    // The menu's own keys skip what cannot take the focus.
    activeFocusOnTab: visible && enabled
    height: visible ? implicitHeight : 0
    implicitHeight: Space.toolbarHit
    implicitWidth: contentItem.implicitWidth + leftPadding + rightPadding
    leftPadding: Space.s
    rightPadding: Space.m

    background: Rectangle {
        color: !root.highlighted ? "transparent" : root.isDanger ? Colors.dangerSoft : Colors.accentSoft
        radius: Space.radius
    }
    contentItem: RowLayout {
        spacing: Space.s

        Icon {
            name: root.iconName
            tint: root.isDanger ? Colors.danger : Colors.textMuted
        }
        TextLabel {
            Accessible.ignored: true
            Layout.fillWidth: true
            color: root.ink
            words: root.text
        }
        TextLabel {
            Accessible.ignored: true
            Layout.leftMargin: Space.l
            color: Colors.textFaint
            font.pixelSize: Type.caption
            visible: root.keys !== ""
            words: root.keys
        }
    }
}
