// SPDX-License-Identifier: MIT
// What stands above a message in the timeline: the day, the unread line, and the gap to the message before.
import QtQuick
import Ui.Theme

// A Loader of Qt 6.4 cannot make bound components, so what is loaded reads this file's ids unbound.
// qmllint disable unqualified

// Not a Column, which takes its height a frame later: what the view was told to show would then move.
Item {
    id: root

    property string dayText
    property bool isFirstUnread: false
    property int gap: 2

    height: day.height + unread.height + gap

    Loader {
        id: day

        active: root.dayText !== ""
        anchors.horizontalCenter: parent.horizontalCenter
        height: item ? (item as Item).implicitHeight + Space.l : 0
        visible: active

        sourceComponent: Item {
            implicitHeight: chip.implicitHeight
            implicitWidth: chip.implicitWidth

            DayChip {
                id: chip

                text: root.dayText
                width: implicitWidth
                y: Space.m
            }
        }
    }
    Loader {
        id: unread

        active: root.isFirstUnread
        height: item ? (item as Item).implicitHeight + Space.s : 0
        visible: active
        width: parent.width
        y: day.height

        sourceComponent: Item {
            implicitHeight: line.implicitHeight

            UnreadLine {
                id: line

                width: parent.width
                y: Space.s
            }
        }
    }
}
