// SPDX-License-Identifier: MIT
// The timeline: the messages, where they open, and what floats over them. While the window is in use, what stands at the
// newest is marked as read. The list view is a detail: the rest of the program knows the functions and properties below.
import QtQuick
import QtQuick.Window
import Ui.Controls
import Ui.Theme

FocusScope {
    id: root

    required property var timeline
    property bool isWide: false
    property bool isWindowActive: Window.active
    // Whether the place where the conversation opens is found. Its rows come later than its name, and in more than one
    // page where the server has them; what was passed over meanwhile has not been read.
    property bool hasSettled: false

    readonly property alias isAtNewest: list.isAtNewest
    readonly property alias unseen: list.unseen
    readonly property alias view: list

    function jumpToLatest() {
        hasSettled = true
        list.stick()
    }
    function jumpToFirstUnread() {
        if (timeline.firstUnreadRow >= 0)
            list.centre(timeline.firstUnreadRow)
    }
    function scrollPages(pages: real) {
        list.scrollPages(pages)
    }
    function beginToOpen() {
        hasSettled = false
        Qt.callLater(settleOnOpen)  // qmllint disable
    }
    // Where a conversation opens: at the newest, or with the first unread message just in sight.
    function settleOnOpen() {
        if (hasSettled || timeline.isLoading)
            return
        list.show(timeline.firstUnreadRow)
        hasSettled = true
    }

    Accessible.name: qsTr("Messages")
    Accessible.role: Accessible.Pane

    MessageListView {
        id: list

        anchors.fill: parent
        focus: true
        isReading: root.hasSettled && root.isWindowActive && root.visible
        isWide: root.isWide
        objectName: "timeline"
        timeline: root.timeline

        onMenuRequested: (row, x, y) => menu.openAt(row, x, y)
        onMoved: root.hasSettled = true
    }
    Connections {
        function onConversationChanged() {
            root.beginToOpen()
        }
        function onIsLoadingChanged() {
            Qt.callLater(root.settleOnOpen)  // qmllint disable
        }
        function onNewestArrived(isOwn) {
            if (isOwn)
                root.jumpToLatest()
            else if (list.isStuck)
                list.stick()
            else
                list.unseen += 1
        }

        target: root.timeline
    }
    StickyDay {
        anchors.horizontalCenter: parent.horizontalCenter
        isWanted: list.isScrolling
        objectName: "stickyDay"
        view: list
        y: Space.m
    }
    BusyRing {
        anchors.horizontalCenter: parent.horizontalCenter
        visible: root.timeline.isLoading && list.count > 0
        y: Space.l
    }
    JumpButton {
        anchors.bottom: parent.bottom
        anchors.margins: Space.l
        anchors.right: parent.right
        count: list.unseen
        objectName: "jumpButton"
        visible: !list.isAtNewest

        onClicked: root.jumpToLatest()
    }
    MessageMenu {
        id: menu

        function openAt(row: MessageDelegate, x: real, y: real) {
            messageId = row.messageId
            words = row.text
            selection = row.selectedText
            isFailed = row.delivery === "failed"
            popup(row, x, y)
        }

        objectName: "messageMenu"

        onDiscardRequested: messageId => root.timeline.discard(messageId)
        onRetryRequested: messageId => root.timeline.retry(messageId)
    }

    Component.onCompleted: beginToOpen()
}
