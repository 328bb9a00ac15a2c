// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Ui.Chat
import Ui.Controls
import Ui.Theme
import "../stubs"

TestCase {
    id: root

    property var list: null
    property var timeline: null

    height: 500
    name: "MessageList"
    visible: true
    when: windowShown
    width: 600

    Component {
        id: timelineComponent

        StubTimeline { }
    }
    Component {
        id: listComponent

        MessageList {
            isWindowActive: true
            width: 600
        }
    }

    function init() {
        Theme.reducedMotion = true
        timeline = timelineComponent.createObject(root)  // outlives the page
        fill(60)
        list = createTemporaryObject(listComponent, root, { timeline, height: 500 })
        tryVerify(() => list.isAtNewest && list.view.count === 60 && timeline.countCalls("markRead") > 0)
    }
    function fill(count) {
        const messages = []
        for (let i = 0; i < count; ++i)
            messages.push({ sender: i % 3 === 0 ? "me" : "Bob", text: "Message " + i + " with some words "
                + "and more ".repeat(i % 7), day: i === 0 ? "Yesterday" : i === 40 ? "Today" : "" })
        timeline.fill(messages)
    }
    function scroll(notches) {
        for (let i = 0; i < Math.abs(notches); ++i)
            mouseWheel(list.view, 300, 200, 0, notches > 0 ? 120 : -120)
    }
    function topOf(index) {
        return list.view.itemAtIndex(index).mapToItem(list, 0, 0).y
    }
    function newestBottom() {
        const newest = list.view.itemAtIndex(0)
        return newest.mapToItem(list, 0, newest.height).y
    }
    function test_opensAtTheNewestAndMarksItRead() {
        verify(list.isAtNewest)
        verify(newestBottom() <= 500)
        verify(!findChild(list, "jumpButton").visible)
    }
    function test_staysAtTheNewestWhenItShrinks() {
        list.height = 380
        tryVerify(() => list.isAtNewest && Math.abs(newestBottom() - (380 - 8)) < 2)
    }
    function test_staysAtTheNewestWhenOneArrives() {
        timeline.arrive({ sender: "Bob", text: "new", id: "n1" })
        tryVerify(() => list.view.itemAtIndex(0)?.messageId === "n1" && Math.abs(newestBottom() - (500 - 8)) < 2)
        compare(list.unseen, 0)
    }
    function test_whatIsReadStaysInPlaceWhileOthersArrive() {
        scroll(6)
        verify(!list.isAtNewest)
        const index = list.view.indexAt(300, list.view.contentY + 100)
        const before = topOf(index)
        const marked = timeline.countCalls("markRead")
        timeline.arrive({ sender: "Bob", text: "new", id: "n1" })
        timeline.arrive({ sender: "Bob", text: "newer", id: "n2" })
        tryVerify(() => list.view.itemAtIndex(index + 2) !== null)
        fuzzyCompare(topOf(index + 2), before, 1)
        compare(list.unseen, 2)
        compare(timeline.countCalls("markRead"), marked)
        const button = findChild(list, "jumpButton")
        verify(button.visible)
        compare(button.Accessible.name, "Jump to the latest, 2 new messages")
        mouseClick(button)
        tryVerify(() => list.isAtNewest)
        compare(list.unseen, 0)
        verify(timeline.countCalls("markRead") > marked)
    }
    function test_anOwnMessageGoesToTheNewest() {
        scroll(6)
        timeline.arrive({ sender: "me", text: "mine", id: "own", state: "queued" })
        tryVerify(() => list.isAtNewest)
    }
    function test_olderOnesAreAskedForBeforeTheEdgeIsReached() {
        timeline.canLoadOlder = true
        compare(timeline.countCalls("fetchOlder"), 0)
        for (let i = 0; i < 200 && timeline.countCalls("fetchOlder") === 0; ++i)
            scroll(1)
        verify(timeline.countCalls("fetchOlder") > 0)
        verify(list.view.contentY - list.view.originY > 0, "only at the edge")
        timeline.isLoading = true
        const asked = timeline.countCalls("fetchOlder")
        scroll(1)
        compare(timeline.countCalls("fetchOlder"), asked)
    }
    function test_theWheelStopsAtBothEnds() {
        scroll(-3)
        verify(list.isAtNewest)
        scroll(400)
        tryVerify(() => topOf(59) >= 0 && topOf(59) < 60)
        scroll(-400)
        tryVerify(() => list.isAtNewest)
    }
    function test_nothingIsMarkedReadWhileTheWindowIsNotInUse() {
        list.isWindowActive = false
        const marked = timeline.countCalls("markRead")
        timeline.arrive({ sender: "Bob", text: "new", id: "n1" })
        wait(0)
        compare(timeline.countCalls("markRead"), marked)
        list.isWindowActive = true
        verify(timeline.countCalls("markRead") > marked)
    }
    // The last `unread` of `count` messages are unread, all of them Bob's.
    function messagesWithUnread(count, unread) {
        return Array.from({ length: count }, (_, i) => ({ sender: i < count - unread && i % 3 === 0 ? "me" : "Bob",
            text: "Message " + i, isFirstUnread: i === count - unread }))
    }
    function opensAtTheFirstUnread(row) {
        tryVerify(() => !list.isAtNewest && list.view.itemAtIndex(row) !== null)
        tryVerify(() => topOf(row) >= -1 && topOf(row) < 500)
        compare(timeline.countCalls("markRead"), 0)
    }
    function open() {
        timeline.open("another")
        timeline.calls = []
        wait(0)  // the rows come from another thread: after what the change of the conversation has set off
    }
    function test_aConversationWithManyUnreadOpensAtTheFirst() {
        open()
        timeline.answer(messagesWithUnread(60, 30))
        opensAtTheFirstUnread(29)
        list.jumpToLatest()
        tryVerify(() => list.isAtNewest && timeline.countCalls("markRead") > 0)
        list.jumpToFirstUnread()
        tryVerify(() => topOf(29) > 0 && topOf(29) < 500)
    }
    function test_theUnreadThatTheServerStillHasAreWaitedFor() {
        open()
        timeline.answer(messagesWithUnread(1, 1), true)
        wait(50)
        compare(timeline.countCalls("markRead"), 0)
        timeline.answer(messagesWithUnread(60, 30))
        opensAtTheFirstUnread(29)
    }
    function test_whoScrollsWhileItOpensStaysThere() {
        open()
        timeline.answer(messagesWithUnread(40, 20), true)
        tryVerify(() => list.view.count === 40 && list.isAtNewest)
        scroll(3)
        verify(!list.isAtNewest)
        compare(timeline.countCalls("markRead"), 0)
        const before = list.view.contentY - list.view.originY
        timeline.isLoading = false
        wait(50)
        compare(list.view.contentY - list.view.originY, before)
    }
    function test_fewUnreadAreSeenAtOnce() {
        open()
        timeline.answer(messagesWithUnread(60, 2))
        tryVerify(() => list.isAtNewest && timeline.countCalls("markRead") > 0)
    }
    function test_nothingIsMarkedReadBeforeTheRowsAreThere() {
        open()
        timeline.arrive({ sender: "Bob", text: "new", id: "n1" })
        wait(50)
        compare(timeline.countCalls("markRead"), 0)
    }
    function test_theDayFloatsOverTheTopWhileScrolling() {
        const chip = findChild(list, "stickyDay")
        verify(!chip.visible)
        scroll(5)
        tryVerify(() => chip.visible && chip.text !== "")
    }
    function test_theKeysGoFromMessageToMessage() {
        list.view.forceActiveFocus(Qt.TabFocusReason)
        compare(list.view.currentIndex, 0)
        keyClick(Qt.Key_Up)
        keyClick(Qt.Key_Up)
        compare(list.view.currentIndex, 2)
        verify(list.view.currentItem.activeFocus)
        keyClick(Qt.Key_Down)
        compare(list.view.currentIndex, 1)
        keyClick(Qt.Key_C, Qt.ControlModifier)
        compare(Clipboard.text(), list.view.currentItem.text)
        keyClick(Qt.Key_PageUp)
        verify(!list.isAtNewest)
        keyClick(Qt.Key_End)
        tryVerify(() => list.isAtNewest)
    }
    function test_aFailedMessageIsSentAgainOrDeleted() {
        timeline.arrive({ sender: "me", text: "lost", id: "f1", state: "failed", error: "too long" })
        tryVerify(() => findChild(list.view.itemAtIndex(0), "retryButton") !== null && list.isAtNewest)
        mouseClick(findChild(list.view.itemAtIndex(0), "retryButton"))
        verify(timeline.calls.indexOf("retry f1") >= 0)
        mouseClick(findChild(list.view.itemAtIndex(0), "discardButton"))
        verify(timeline.calls.indexOf("discard f1") >= 0)
    }
    function test_theMenuCopiesAMessage() {
        const row = list.view.itemAtIndex(1)
        const bubbleX = row.isRight ? row.width - 60 : 100
        mouseClick(row, bubbleX, row.height - 20, Qt.RightButton)
        tryVerify(() => findChild(list, "messageMenu").opened)
        keyClick(Qt.Key_Down)
        keyClick(Qt.Key_Return)
        compare(Clipboard.text(), row.text)
    }
    function cleanup() {
        Theme.reducedMotion = false
    }
}
