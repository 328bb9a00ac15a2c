// SPDX-License-Identifier: MIT
// The line between the list and the conversation, which can be dragged to give the list more or less room.
import QtQuick
import Ui.Theme

Rectangle {
    id: root

    property bool canDrag: false
    // Where the pane that it sizes begins, in the parent
    property real paneLeft: 0

    signal dragged(int width)

    Accessible.ignored: true
    color: drag.active || hover.hovered ? Colors.accent : Colors.border
    z: 1

    Item {
        anchors.horizontalCenter: parent.horizontalCenter
        enabled: root.canDrag
        height: parent.height
        objectName: "dividerGrip"
        width: 8

        HoverHandler {
            id: hover

            cursorShape: Qt.SplitHCursor
        }
        DragHandler {
            id: drag

            target: null
            xAxis.enabled: true
            yAxis.enabled: false

            onCentroidChanged: {
                const left = root.parent.mapToItem(null, root.paneLeft, 0).x
                if (active)
                    root.dragged(Math.max(Space.listMinimum, Math.min(Space.listMaximum, centroid.scenePosition.x - left)))
            }
        }
    }
}
