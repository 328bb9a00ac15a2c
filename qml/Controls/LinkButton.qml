// SPDX-License-Identifier: MIT
// An action that looks like a link: underlined while hovered or focused, so that it is told by more than its colour.
import QtQuick
import QtQuick.Templates as T
import Ui.Controls
import Ui.Theme

T.AbstractButton {
    id: root

    property color ink: Colors.link
    property int fontSize: Type.body

    Accessible.name: text
    Accessible.role: Accessible.Button
    Keys.onEnterPressed: clicked()
    Keys.onReturnPressed: clicked()
    bottomPadding: Space.xs
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    implicitHeight: contentItem.implicitHeight + topPadding + bottomPadding
    // Whole: a layout rounds down, and on a sharp screen the last letter would be missing.
    implicitWidth: Math.ceil(contentItem.implicitWidth) + leftPadding + rightPadding
    leftPadding: Space.xs
    rightPadding: Space.xs
    topPadding: Space.xs

    background: Item {
        FocusRing {
            gap: 0
            isShown: root.visualFocus
            radius: 6
        }
    }
    contentItem: Text {
        Accessible.ignored: true
        color: root.enabled ? root.ink : Colors.textFaint
        font.pixelSize: root.fontSize
        font.underline: root.hovered || root.visualFocus
        font.weight: Font.Medium
        horizontalAlignment: Text.AlignHCenter
        text: root.text
        textFormat: Text.PlainText
    }
}
