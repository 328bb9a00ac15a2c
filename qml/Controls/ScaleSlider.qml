// SPDX-License-Identifier: MIT
// A number from a range with steps, shown beside the track as a percentage.
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Ui.Controls
import Ui.Theme

RowLayout {
    id: root

    property alias from: slider.from
    property alias to: slider.to
    property real value: 1
    property string name

    signal moved(real value)

    spacing: Space.m

    T.Slider {
        id: slider

        Accessible.name: root.name
        Layout.fillWidth: true
        focusPolicy: Qt.StrongFocus
        implicitHeight: Space.hit
        live: false
        snapMode: T.Slider.SnapAlways
        stepSize: 0.05
        value: root.value

        background: Rectangle {
            color: Colors.border
            height: 4
            radius: 2
            width: slider.availableWidth
            x: slider.leftPadding
            y: slider.topPadding + (slider.availableHeight - height) / 2

            Rectangle {
                color: Colors.accent
                height: parent.height
                radius: 2
                width: slider.visualPosition * parent.width
            }
        }
        handle: Rectangle {
            border.color: Colors.accent
            border.width: 2
            color: Colors.surface
            height: 20
            radius: 10
            width: 20
            x: slider.leftPadding + slider.visualPosition * (slider.availableWidth - width)
            y: slider.topPadding + (slider.availableHeight - height) / 2

            FocusRing {
                isShown: slider.visualFocus
                radius: 14
            }
        }

        onMoved: root.moved(value)
        onPressedChanged: if (!pressed) root.moved(valueAt(position))
    }
    TextLabel {
        Layout.preferredWidth: Type.px(44)
        color: Colors.textMuted
        font.pixelSize: Type.preview
        horizontalAlignment: Text.AlignRight
        words: qsTr("%1 %").arg(Math.round((slider.pressed ? slider.valueAt(slider.position) : root.value) * 100))
    }
}
