// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Ui.Chat
import Ui.Controls
import Ui.Theme
import "../stubs"

TestCase {
    id: root

    property var timeline: null

    height: 500
    name: "MessageDelegate"
    visible: true
    when: windowShown
    width: 600

    Component {
        id: timelineComponent

        StubTimeline { }
    }
    ListView {
        id: view

        property bool isGroup: true
        property bool isWide: false

        anchors.fill: parent
        model: root.timeline
        verticalLayoutDirection: ListView.BottomToTop

        delegate: MessageDelegate {
            isGroup: view.isGroup
            isWide: view.isWide
        }
    }

    function init() {
        timeline = timelineComponent.createObject(root)
        view.isWide = false
    }
    function show(messages) {
        timeline.fill(messages)
        tryVerify(() => view.itemAtIndex(0) !== null)
        waitForRendering(view, 100)
    }
    function row(index) {
        return view.itemAtIndex(index)
    }
    function bubble(index) {
        return Array.from({ length: row(index).children.length }, (_, i) => row(index).children[i])
            .find(child => child.tightTop !== undefined)
    }
    function test_ownMessagesStandOnTheRightAndOthersOnTheLeft() {
        show([{ sender: "Bob", text: "hi" }, { sender: "me", text: "hello" }])
        verify(bubble(0).x > 300)
        verify(bubble(1).x < 100)
        view.isWide = true
        compare(bubble(0).x, bubble(1).x)
    }
    function test_aRunIsTightWithinAndWideBetween() {
        show([{ sender: "Bob", text: "one" }, { sender: "Bob", text: "two" }, { sender: "me", text: "three" }])
        compare(bubble(1).y, 2)
        compare(bubble(0).y, 12)
        compare(bubble(2).tightBottom, Space.radiusBubbleInner)
        compare(bubble(2).tightTop, Space.radiusBubble)
    }
    function test_neverWiderThanTwoThirds() {
        show([{ sender: "Bob", text: "word ".repeat(200) }])
        verify(bubble(0).width <= 600 * 0.68)
        verify(bubble(0).width > 600 * 0.5)
    }
    function test_theDayAndTheUnreadLineStandAbove() {
        show([{ sender: "Bob", text: "one", day: "Yesterday" }, { sender: "Bob", text: "two", isFirstUnread: true }])
        verify(bubble(1).y >= 24 + 12)
        verify(bubble(0).y >= 16 + 12)
    }
    function test_aNoticeStandsInTheMiddleWithoutBubble() {
        show([{ sender: "Bob", text: "Bob added Carol", isNotice: true }])
        verify(!bubble(0).visible)
        compare(row(0).Accessible.role, Accessible.StaticText)
        verify(row(0).height < 60)
    }
    function test_aFailedMessageSaysSoInWords() {
        show([{ sender: "me", text: "lost", state: "failed", error: "too long" }])
        const retry = findChild(row(0), "retryButton")
        verify(retry.visible)
        compare(retry.parent.Accessible.name, "Not sent: too long")
        timeline.setProperty(0, "state", "stored")
        compare(row(0).delivery, "stored")
        tryVerify(() => findChild(row(0), "retryButton") === null)
    }
    function test_whyOneWasRefusedFitsANarrowWindow() {
        view.anchors.fill = null
        view.height = 500
        view.width = 420
        show([{ sender: "me", text: "lost", state: "failed",
            error: "this conversation takes only messages that are shorter than what was written here" }])
        const discard = findChild(row(0), "discardButton")
        tryVerify(() => discard.mapToItem(row(0), discard.width, 0).x <= row(0).width - Space.l + 1)
        const line = discard.parent
        verify(line.mapToItem(row(0), 0, 0).x >= 0)
        for (let i = 0; i < line.children.length; ++i)
            verify(!line.children[i].truncated, "the reason is cut off")
        view.anchors.fill = root
    }
    function test_aRowIsASentence() {
        show([{ sender: "Bob", text: "Lunch?" }])
        compare(row(0).Accessible.name, "Bob: Lunch?, 10:24")
    }
}
