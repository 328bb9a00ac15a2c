// SPDX-License-Identifier: MIT
// Says, in words, that there is no connection, since when, how much is waiting, and lets the user try at once.
import QtQuick
import Ui.Controls

Banner {
    id: root

    required property var app

    readonly property string sinceText: isNaN(app.offlineSince) ? qsTr("Offline.")
        : qsTr("Offline since %1.").arg(app.offlineSince.toLocaleTimeString(Qt.locale(), Locale.ShortFormat))
    readonly property string waitingText: app.waiting > 0 ? qsTr("%n message(s) waiting.", "", app.waiting) : ""
    readonly property string retryText: app.link === "connecting" ? qsTr("Connecting …")
        : app.retryInSeconds > 0 ? qsTr("Trying again in %n second(s).", "", app.retryInSeconds) : ""

    actionText: app.link === "offline" ? qsTr("Retry now") : ""
    iconName: "offline"
    text: sinceText + (waitingText === "" ? "" : " " + waitingText) + (retryText === "" ? "" : " " + retryText)
    visible: app.link !== "online"

    onActionTriggered: app.retryNow()
}
