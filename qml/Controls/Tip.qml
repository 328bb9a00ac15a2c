// SPDX-License-Identifier: MIT
// The words that appear after resting on a control.
import QtQuick
import QtQuick.Templates as T
import Ui.Theme

T.ToolTip {
    id: root

    bottomPadding: Space.xs + 2
    closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutsideParent | T.Popup.CloseOnReleaseOutsideParent
    delay: 500
    implicitHeight: contentItem.implicitHeight + topPadding + bottomPadding
    implicitWidth: contentItem.implicitWidth + leftPadding + rightPadding
    leftPadding: Space.s
    margins: Space.s
    rightPadding: Space.s
    topPadding: Space.xs + 2
    x: parent ? Math.round((parent.width - implicitWidth) / 2) : 0
    y: parent ? parent.height + Space.xs : 0

    background: Rectangle {
        color: Colors.text
        radius: 6
    }
    contentItem: Text {
        color: Colors.surface
        font.pixelSize: Type.caption
        text: root.text
        textFormat: Text.PlainText
    }
    enter: Transition {
        NumberAnimation { duration: Motion.fade; from: 0; property: "opacity"; to: 1 }
    }
}
