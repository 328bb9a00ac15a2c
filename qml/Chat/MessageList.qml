// SPDX-License-Identifier: MIT
// The timeline: newest at the bottom (row 0), anchored there until the reader scrolls up. It asks the model for older
// messages before the reader gets to the end, and marks what is seen as read while the window is in use. The list view
// is a detail: the rest of the program knows the functions and properties below.
import QtQuick
import QtQuick.Window
import Ui.Controls
import Ui.Theme

// A view of Qt 6.4 cannot make a bound header, so components here read this file's ids unbound.
// qmllint disable unqualified

FocusScope {
    id: root

    required property var timeline
    property bool isWide: false
    property bool isWindowActive: Window.active

    readonly property alias isAtNewest: list.isAtNewest
    readonly property alias unseen: list.unseen
    readonly property alias view: list

    signal typed(string text)

    function jumpToLatest() {
        list.stick()
    }
    function jumpToFirstUnread() {
        if (timeline.firstUnreadRow < 0)
            return
        list.isStuck = false
        list.positionViewAtIndex(timeline.firstUnreadRow, ListView.Center)
        list.settle()
    }
    function scrollPages(pages: real) {
        list.scrollBy(-pages * (list.height - Type.bodyLine * 2))
    }
    // Where a conversation opens: at the newest, or with the first unread message just in sight.
    function settleOnOpen() {
        list.currentIndex = -1
        list.unseen = 0
        list.stick()
        if (timeline.firstUnreadRow > 0) {
            list.positionViewAtIndex(timeline.firstUnreadRow, ListView.Contain)
            list.isStuck = list.isAtNewest
        }
        list.settle()
    }

    Accessible.name: qsTr("Messages")
    Accessible.role: Accessible.Pane

    onIsWindowActiveChanged: list.markSeen()

    ListView {
        id: list

        // Whether the newest message is to stay in sight as rows and heights change
        property bool isStuck: true
        property int unseen: 0
        property bool isScrolling: false

        readonly property real newestEdge: originY + contentHeight - height
        readonly property bool isAtNewest: contentY >= newestEdge - 2

        function stick() {
            isStuck = true
            unseen = 0
            positionViewAtBeginning()
            markSeen()
        }
        function settle() {
            returnToBounds()
            askForOlder()
            markSeen()
        }
        function scrollBy(pixels: real) {
            contentY = Math.max(Math.min(originY, newestEdge), Math.min(newestEdge, contentY + pixels))
            returnToBounds()
            isStuck = isAtNewest
            isScrolling = true
            scrollEnd.restart()
            if (isStuck)
                unseen = 0
            settle()
        }
        function markSeen() {
            if (isAtNewest && count > 0 && root.isWindowActive && root.visible)
                root.timeline.markRead()
        }
        function askForOlder() {
            if (contentY - originY < 2 * height && root.timeline.canLoadOlder && !root.timeline.isLoading)
                root.timeline.fetchOlder()
        }
        function moveTo(row: int) {
            currentIndex = Math.max(0, Math.min(count - 1, row))
            positionViewAtIndex(currentIndex, ListView.Contain)
            isStuck = isAtNewest
            settle()
        }

        Accessible.name: qsTr("Messages")
        Accessible.role: Accessible.List
        Keys.onDownPressed: if (currentIndex > 0) moveTo(currentIndex - 1)
        Keys.onPressed: event => {
            if (event.key === Qt.Key_PageUp || event.key === Qt.Key_PageDown)
                root.scrollPages(event.key === Qt.Key_PageUp ? 1 : -1)
            else if (event.key === Qt.Key_End)
                moveTo(0)
            else if (event.matches(StandardKey.Copy) && currentItem)
                Clipboard.copy((currentItem as MessageDelegate).text)
            else
                return
            event.accepted = true
        }
        Keys.onUpPressed: moveTo(currentIndex + 1)
        activeFocusOnTab: true
        anchors.fill: parent
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        currentIndex: -1
        focus: true
        footer: Item { height: Space.s; width: 1 }
        header: Item { height: Space.s; width: 1 }
        highlightFollowsCurrentItem: false
        interactive: false
        keyNavigationEnabled: false
        model: root.timeline
        objectName: "timeline"
        reuseItems: true
        verticalLayoutDirection: ListView.BottomToTop

        delegate: MessageDelegate {
            isGroup: root.timeline.kind === "group"
            isWide: root.isWide

            ListView.onAdd: if (isOwn && index === 0) rise()
            onDiscardRequested: messageId => root.timeline.discard(messageId)
            onMenuRequested: (row, x, y) => menu.openAt(row, x, y)
            onRetryRequested: messageId => root.timeline.retry(messageId)
        }

        onActiveFocusChanged: if (activeFocus && currentIndex < 0 && count > 0) currentIndex = 0
        onContentHeightChanged: if (isStuck) Qt.callLater(keepStuck)  // qmllint disable
        onContentYChanged: askForOlder()
        onCountChanged: if (isStuck) Qt.callLater(keepStuck)  // qmllint disable
        onHeightChanged: if (isStuck) positionViewAtBeginning()

        function keepStuck() {
            if (isStuck) {
                positionViewAtBeginning()
                markSeen()
            }
        }

        SmoothWheel {
            view: list

            onScrolled: pixels => list.scrollBy(-pixels)
        }
        Timer {
            id: scrollEnd

            interval: 1500

            onTriggered: list.isScrolling = false
        }
    }
    Connections {
        function onConversationChanged() {
            Qt.callLater(root.settleOnOpen)  // qmllint disable
        }
        function onNewestArrived(isOwn) {
            if (isOwn || list.isStuck)
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

        function openAt(row: Item, x: real, y: real) {
            const message = row as MessageDelegate
            messageId = message.messageId
            words = message.text
            selection = message.selectedText
            isFailed = message.delivery === "failed"
            popup(row, x, y)
        }

        objectName: "messageMenu"

        onDiscardRequested: messageId => root.timeline.discard(messageId)
        onRetryRequested: messageId => root.timeline.retry(messageId)
    }

    Component.onCompleted: Qt.callLater(settleOnOpen)  // qmllint disable
}
