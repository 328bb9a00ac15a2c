// SPDX-License-Identifier: MIT
// A menu at the pointer or under its button.
import QtQuick
import QtQuick.Templates as T
import Ui.Controls
import Ui.Theme

T.Menu {
    id: root

    bottomPadding: Space.xs
    implicitHeight: contentItem.implicitHeight + topPadding + bottomPadding
    implicitWidth: Math.max(200, contentItem.implicitWidth + leftPadding + rightPadding)
    leftPadding: Space.xs
    margins: Space.s
    overlap: 1
    rightPadding: Space.xs
    topPadding: Space.xs

    background: Item {
        Shadow { }
        Rectangle {
            anchors.fill: parent
            border.color: Colors.border
            color: Colors.surface
            radius: Space.radiusPanel
        }
    }
    contentItem: ListView {
        currentIndex: root.currentIndex
        implicitHeight: contentHeight
        implicitWidth: {
            let widest = 0
            for (let i = 0; i < root.count; ++i)
                widest = Math.max(widest, root.itemAt(i)?.implicitWidth ?? 0)
            return widest
        }
        interactive: false
        model: root.contentModel
    }
    enter: Transition {
        NumberAnimation { duration: Motion.fade; from: 0; property: "opacity"; to: 1 }
    }
    exit: Transition {
        NumberAnimation { duration: Motion.hover; from: 1; property: "opacity"; to: 0 }
    }
}
