// SPDX-License-Identifier: MIT
// A short notice at the bottom of the window. It goes by itself, later while the pointer rests on it.
import QtQuick
import QtQuick.Layouts
import Ui.Controls
import Ui.Theme

Item {
    id: root

    property string text
    property int interval: 5000
    readonly property bool isShown: text !== ""

    function show(words: string) {
        text = words
        timer.restart()
    }
    function hide() {
        text = ""
    }

    Accessible.name: text
    Accessible.role: Accessible.AlertMessage
    enabled: isShown
    implicitHeight: row.implicitHeight + 2 * Space.s
    implicitWidth: row.implicitWidth + Space.l + Space.s
    opacity: isShown ? 1 : 0
    visible: opacity > 0

    Behavior on opacity { NumberAnimation { duration: Motion.fade } }

    Shadow { radius: Space.radius }
    Rectangle {
        anchors.fill: parent
        color: Colors.text
        radius: Space.radius
    }
    RowLayout {
        id: row

        anchors.fill: parent
        anchors.leftMargin: Space.l
        anchors.rightMargin: Space.s
        spacing: Space.s

        Paragraph {
            Accessible.ignored: true
            Layout.fillWidth: true
            Layout.maximumWidth: 420
            color: Colors.surface
            text: root.text
        }
        IconButton {
            iconName: "close"
            iconSize: 16
            implicitHeight: Space.hit
            implicitWidth: Space.hit
            text: qsTr("Dismiss")
            tint: Colors.surface

            onClicked: root.hide()
        }
    }
    HoverHandler { id: hover }
    Timer {
        id: timer

        interval: root.interval
        running: root.isShown && !hover.hovered

        onTriggered: root.hide()
    }
}
