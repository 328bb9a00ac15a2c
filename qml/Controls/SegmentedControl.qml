// SPDX-License-Identifier: MIT
// One of a few: radio buttons that look like one strip. Left and Right move within it.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Ui.Controls
import Ui.Theme

Rectangle {
    id: root

    // Each: { value, text, iconName }
    property var options: []
    property string value
    property string name

    signal chosen(string value)

    function move(from: int, step: int) {
        const to = Math.max(0, Math.min(segments.count - 1, from + step))
        chosen(options[to].value)
        segments.itemAt(to).forceActiveFocus(Qt.TabFocusReason)
    }

    Accessible.name: name
    Accessible.role: Accessible.Grouping
    border.color: Colors.border
    color: Colors.surfaceAlt
    implicitHeight: Space.field
    radius: Space.radius

    RowLayout {
        anchors.fill: parent
        anchors.margins: 3
        spacing: 3

        Repeater {
            id: segments

            model: root.options

            delegate: T.RadioButton {
                id: segment

                required property var modelData
                required property int index

                Accessible.checkable: true
                Accessible.checked: checked
                Accessible.name: text
                Accessible.role: Accessible.RadioButton
                Keys.onLeftPressed: root.move(index, -1)
                Keys.onRightPressed: root.move(index, 1)
                Layout.fillHeight: true
                Layout.fillWidth: true
                Layout.preferredWidth: 1
                autoExclusive: false
                checked: root.value === modelData.value
                focusPolicy: Qt.StrongFocus
                hoverEnabled: true
                text: modelData.text

                background: Rectangle {
                    border.color: segment.checked ? Colors.accent : "transparent"
                    color: segment.checked ? Colors.surface : segment.hovered ? Colors.border : "transparent"
                    radius: 6

                    FocusRing {
                        gap: 0
                        isShown: segment.visualFocus
                    }
                }
                contentItem: Item {
                    Row {
                        anchors.centerIn: parent
                        spacing: Space.xs + 2

                        Icon {
                            anchors.verticalCenter: parent.verticalCenter
                            name: segment.modelData.iconName ?? ""
                            size: 16
                            tint: segment.checked ? Colors.accent : Colors.textMuted
                            visible: name !== ""
                        }
                        Text {
                            Accessible.ignored: true
                            anchors.verticalCenter: parent.verticalCenter
                            color: segment.checked ? Colors.text : Colors.textMuted
                            font.pixelSize: Type.preview
                            font.weight: segment.checked ? Font.DemiBold : Font.Medium
                            text: segment.text
                            textFormat: Text.PlainText
                        }
                    }
                }

                onClicked: root.move(index, 0)
                onToggled: checked = Qt.binding(() => root.value === modelData.value)
            }
        }
    }
}
