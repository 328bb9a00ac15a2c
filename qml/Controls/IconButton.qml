// SPDX-License-Identifier: MIT
// A square button with an icon; its text is the accessible name and the tip.
import QtQuick
import QtQuick.Templates as T
import Ui.Controls
import Ui.Theme

// A Loader of Qt 6.4 cannot make bound components, so what is loaded reads this file's ids unbound.
// qmllint disable unqualified

T.AbstractButton {
    id: root

    property string iconName
    property int iconSize: Space.icon
    property color tint: enabled ? Colors.textMuted : Colors.control
    property string shortcutText
    // Filled with the accent: the one main action of its place
    property bool isFilled: false

    Accessible.description: shortcutText
    Accessible.name: text
    Accessible.role: checkable ? Accessible.CheckBox : Accessible.Button
    Keys.onEnterPressed: clicked()
    Keys.onReturnPressed: clicked()
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    implicitHeight: Space.toolbarHit
    implicitWidth: Space.toolbarHit

    background: Rectangle {
        color: root.isFilled ? (!root.enabled ? Colors.border : root.hovered ? Colors.accentHover : Colors.accent)
            : root.down || root.checked ? Colors.accentSoft : root.hovered ? Colors.surfaceAlt : "transparent"
        radius: root.isFilled ? height / 2 : Space.radius

        Behavior on color { ColorAnimation { duration: Motion.hover } }

        FocusRing {
            gap: root.isFilled ? 2 : 0
            isShown: root.visualFocus
            radius: root.isFilled ? height / 2 : Space.radius + 2
        }
    }
    contentItem: Item {
        Icon {
            anchors.centerIn: parent
            name: root.iconName
            size: root.iconSize
            tint: root.isFilled ? (root.enabled ? Colors.inkOnAccent : Colors.textFaint)
                : root.checked ? Colors.accent : root.tint
        }
    }

    Loader {
        active: root.hovered && root.text !== ""

        sourceComponent: Tip {
            parent: root
            text: root.shortcutText === "" ? root.text : qsTr("%1 (%2)").arg(root.text).arg(root.shortcutText)
            visible: root.hovered && !root.down
        }
    }
}
