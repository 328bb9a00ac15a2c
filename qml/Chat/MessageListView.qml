// SPDX-License-Identifier: MIT
// The rows of a conversation, row 0 the newest and at the bottom. It stays at the newest until the reader leaves it, asks
// the model for older messages before the reader gets to the end, and marks as read what stands at the newest.
import QtQuick
import Ui.Controls
import Ui.Theme

// A view of Qt 6.4 cannot make a bound header, so components here read this file's ids unbound.
// qmllint disable unqualified

ListView {
    id: root

    required property var timeline
    property bool isWide: false
    // Whether what stands at the newest counts as read
    property bool isReading: false
    // Whether the newest message is to stay in sight as rows and heights change
    property bool isStuck: true
    property int unseen: 0
    property bool isScrolling: false
    property bool isQuiet: false

    readonly property real newestEdge: originY + contentHeight - height
    readonly property bool isAtNewest: contentY >= newestEdge - 2

    // The reader, not a row that came or went, has changed what is in sight.
    signal moved
    signal menuRequested(MessageDelegate row, real x, real y)

    // At the newest; or with this row just in sight.
    function show(row: int) {
        currentIndex = -1
        unseen = 0
        isStuck = true
        positionViewAtBeginning()
        if (row > 0) {
            positionViewAtIndex(row, ListView.Contain)
            isStuck = isAtNewest
        }
        settle()
    }
    // The keyboard comes here by itself: no message has the ring before a key has moved.
    function takeFocusQuietly() {
        isQuiet = true
        forceActiveFocus()
        isQuiet = false
    }
    function stick() {
        isStuck = true
        unseen = 0
        positionViewAtBeginning()
        markSeen()
    }
    function keepStuck() {
        if (isStuck) {
            positionViewAtBeginning()
            markSeen()
        }
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
        moved()
        isScrolling = true
        scrollEnd.restart()
        if (isStuck)
            unseen = 0
        settle()
    }
    // A screen less a line: what was last read stays in sight.
    function scrollPages(pages: real) {
        scrollBy(-pages * (height - Type.bodyLine * 2))
    }
    function centre(row: int) {
        isStuck = false
        positionViewAtIndex(row, ListView.Center)
        moved()
        settle()
    }
    function moveTo(row: int) {
        currentIndex = Math.max(0, Math.min(count - 1, row))
        positionViewAtIndex(currentIndex, ListView.Contain)
        isStuck = isAtNewest
        moved()
        settle()
    }
    function markSeen() {
        if (isReading && isAtNewest && count > 0)
            timeline.markRead()
    }
    function askForOlder() {
        if (contentY - originY < 2 * height && timeline.canLoadOlder && !timeline.isLoading)
            timeline.fetchOlder()
    }

    Accessible.name: qsTr("Messages")
    Accessible.role: Accessible.List
    Keys.onDownPressed: if (currentIndex > 0) moveTo(currentIndex - 1)
    Keys.onPressed: event => {
        if (event.key === Qt.Key_PageUp || event.key === Qt.Key_PageDown)
            scrollPages(event.key === Qt.Key_PageUp ? 1 : -1)
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
    boundsBehavior: Flickable.StopAtBounds
    clip: true
    currentIndex: -1
    footer: Item { height: Space.s; width: 1 }
    header: Item { height: Space.s; width: 1 }
    highlightFollowsCurrentItem: false
    interactive: false
    keyNavigationEnabled: false
    model: timeline
    reuseItems: true
    verticalLayoutDirection: ListView.BottomToTop

    delegate: MessageDelegate {
        isGroup: root.timeline.kind === "group"
        isWide: root.isWide

        ListView.onAdd: if (isOwn && index === 0) rise()
        onDiscardRequested: messageId => root.timeline.discard(messageId)
        onMenuRequested: (row, x, y) => root.menuRequested(row, x, y)
        onRetryRequested: messageId => root.timeline.retry(messageId)
    }

    onActiveFocusChanged: if (activeFocus && !isQuiet && currentIndex < 0 && count > 0) currentIndex = 0
    onContentHeightChanged: if (isStuck) Qt.callLater(keepStuck)  // qmllint disable
    onContentYChanged: askForOlder()
    onCountChanged: if (isStuck) Qt.callLater(keepStuck)  // qmllint disable
    onHeightChanged: if (isStuck) positionViewAtBeginning()
    onIsReadingChanged: markSeen()

    SmoothWheel {
        view: root

        onScrolled: pixels => root.scrollBy(-pixels)
    }
    Timer {
        id: scrollEnd

        interval: 1500

        onTriggered: root.isScrolling = false
    }
}
