// SPDX-License-Identifier: MIT
// Who is typing, on a line whose room is always kept, so that nothing jumps.
pragma ComponentBehavior: Bound

import QtQuick
import Ui.Controls
import Ui.Theme

Item {
    id: root

    property string text

    Accessible.ignored: text === ""
    Accessible.name: text
    Accessible.role: Accessible.StatusBar
    implicitHeight: Type.captionLine + Space.xs

    Row {
        anchors.verticalCenter: parent.verticalCenter
        spacing: Space.s
        visible: root.text !== ""
        x: Space.l

        Row {
            anchors.verticalCenter: parent.verticalCenter
            spacing: 3

            Repeater {
                model: 3

                delegate: Rectangle {
                    id: dot

                    required property int index

                    color: Colors.textFaint
                    height: 5
                    radius: 2.5
                    width: 5

                    SequentialAnimation on opacity {
                        loops: Animation.Infinite
                        running: root.text !== "" && root.visible && !Motion.isReduced

                        PauseAnimation { duration: dot.index * 160 }
                        NumberAnimation { duration: 300; from: 1; to: 0.3 }
                        NumberAnimation { duration: 300; from: 0.3; to: 1 }
                        PauseAnimation { duration: (3 - dot.index) * 160 }
                    }
                }
            }
        }
        TextLabel {
            Accessible.ignored: true
            anchors.verticalCenter: parent.verticalCenter
            color: Colors.textMuted
            font.pixelSize: Type.caption
            words: root.text
        }
    }
}
