// SPDX-License-Identifier: MIT
// Says, in words, that there is no connection, since when, how much is waiting, and lets the user try at once. While the
// first connection is being made it holds back for a moment, so that a start does not look like a failure.
import QtQuick
import Ui.Controls

Banner {
    id: root

    required property var app
    property bool isCovered: false
    property bool isLate: false

    readonly property bool isOnline: app.link === "online"
    readonly property bool isSinceKnown: !isNaN(app.offlineSince)
    readonly property string sinceText: !isSinceKnown ? qsTr("Offline.")
        : qsTr("Offline since %1.").arg(app.offlineSince.toLocaleTimeString(Qt.locale(), Locale.ShortFormat))
    readonly property string waitingText: app.waiting > 0 ? qsTr("%n message(s) waiting.", "", app.waiting) : ""
    readonly property string retryText: app.link === "connecting" ? qsTr("Connecting …")
        : app.retryInSeconds > 0 ? qsTr("Trying again in %n second(s).", "", app.retryInSeconds) : ""
    readonly property string stateText: sinceText + (waitingText === "" ? "" : " " + waitingText)

    // Without the countdown, which a screen reader would read out each second.
    Accessible.name: stateText
    actionText: app.link === "offline" ? qsTr("Retry now") : ""
    iconName: "offline"
    text: stateText + (retryText === "" ? "" : " " + retryText)
    visible: !isOnline && !isCovered && (isSinceKnown || isLate)

    onActionTriggered: app.retryNow()
    onIsOnlineChanged: isLate = false

    Timer {
        interval: 2000
        running: !root.isOnline && !root.isSinceKnown && !root.isLate

        onTriggered: root.isLate = true
    }
}
