// SPDX-License-Identifier: MIT
// Back to the newest message, with how many arrived meanwhile.
import QtQuick
import QtQuick.Templates as T
import Ui.Controls
import Ui.Theme

T.AbstractButton {
    id: root

    property int count: 0

    Accessible.name: count > 0 ? qsTr("Jump to the latest, %n new message(s)", "", count) : qsTr("Jump to the latest")
    Keys.onEnterPressed: clicked()
    Keys.onReturnPressed: clicked()
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true
    implicitHeight: 40
    implicitWidth: 40
    text: qsTr("Jump to the latest")

    background: Item {
        Shadow { radius: 20 }
        Rectangle {
            anchors.fill: parent
            border.color: Colors.border
            color: root.hovered ? Colors.surfaceAlt : Colors.surface
            radius: 20

            FocusRing {
                isShown: root.visualFocus
                radius: 24
            }
        }
    }
    contentItem: Item {
        Icon {
            anchors.centerIn: parent
            name: "down"
        }
    }

    Badge {
        anchors.horizontalCenter: parent.horizontalCenter
        count: root.count
        y: -height / 2
    }
}
