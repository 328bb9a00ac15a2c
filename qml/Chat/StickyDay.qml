// SPDX-License-Identifier: MIT
// The day of the topmost message in sight, over the timeline while it is scrolled. The chip within the timeline takes
// its place when it comes by.
import QtQuick
import Ui.Theme

DayChip {
    id: root

    required property ListView view
    property bool isWanted: false

    readonly property int row: visible || isWanted ? view.indexAt(view.width / 2, view.contentY + Space.xs) : -1
    readonly property MessageDelegate message: row < 0 ? null : view.itemAtIndex(row) as MessageDelegate

    function dayName(day: date): string {
        const now = new Date()
        const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate())
        const daysAgo = Math.ceil((midnight - day) / 86400000)
        if (daysAgo <= 0)
            return qsTr("Today")
        if (daysAgo === 1)
            return qsTr("Yesterday")
        if (daysAgo < 7)
            return day.toLocaleDateString(Qt.locale(), "dddd")
        return day.toLocaleDateString(Qt.locale(), day.getFullYear() === now.getFullYear() ? qsTr("ddd d MMMM")
            : qsTr("d MMMM yyyy"))
    }

    Accessible.ignored: true
    opacity: isWanted && message && message.dayText === "" ? 1 : 0
    text: message ? dayName(message.sentAt) : ""
    visible: opacity > 0

    Behavior on opacity { NumberAnimation { duration: Motion.fade } }
}
