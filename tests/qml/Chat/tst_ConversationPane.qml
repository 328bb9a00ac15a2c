// SPDX-License-Identifier: MIT
import QtQuick
import QtQuick.Controls
import QtTest
import Ui.Chat
import Ui.Controls
import Ui.Theme
import "../stubs"

TestCase {
    id: root

    property var app: null
    property var pane: null

    height: 600
    name: "ConversationPane"
    visible: true
    when: windowShown
    width: 700

    Component {
        id: appComponent

        StubApp { }
    }
    Component {
        id: paneComponent

        ConversationPane { anchors.fill: parent }
    }

    function init() {
        app = appComponent.createObject(root)  // outlives the page
        Samples.fillChats(app)
        Samples.openBob(app)
        pane = createTemporaryObject(paneComponent, root, { app })
        waitForRendering(pane, 100)
    }
    function isShown(name) {
        return findChild(pane, name).visible
    }
    function test_offlineIsSaidInWordsWithARetry() {
        verify(!isShown("linkBanner"))
        app.offlineSince = new Date(2026, 10, 22, 10, 24)
        app.waiting = 2
        app.link = "offline"
        const banner = findChild(pane, "linkBanner")
        verify(banner.visible)
        verify(/^Offline since 10:24.* 2 messages waiting\.$/.test(banner.text), banner.text)
        banner.actionTriggered()
        compare(app.lastCall(), "retryNow")
        app.waiting = 1
        verify(banner.text.indexOf("1 message waiting.") > 0)
        app.link = "connecting"
        verify(banner.text.indexOf("Connecting") > 0)
        app.link = "online"
        verify(!banner.visible)
    }
    function test_aStartDoesNotLookLikeAFailure() {
        app.link = "connecting"
        wait(300)
        verify(!isShown("linkBanner"))
        app.link = "online"
        wait(0)
        verify(!isShown("linkBanner"))
    }
    function test_aServerThatDoesNotAnswerIsToldAfterAMoment() {
        app.link = "connecting"
        tryVerify(() => isShown("linkBanner"), 4000)
        compare(findChild(pane, "linkBanner").text, "Offline. Connecting …")
        app.link = "online"
        app.link = "connecting"
        verify(!isShown("linkBanner"))
    }
    function test_theCountdownIsSeenButNotSaid() {
        app.offlineSince = new Date(2026, 10, 22, 10, 24)
        app.link = "offline"
        const banner = findChild(pane, "linkBanner")
        const said = banner.Accessible.name
        app.retryInSeconds = 5
        verify(banner.text.indexOf("Trying again in 5 seconds.") > 0)
        compare(banner.Accessible.name, said)
    }
    function test_aFailureWhileChattingIsShownWithItsWayOn() {
        verify(!isShown("problemBanner"))
        app.offlineSince = new Date(2026, 10, 22, 10, 24)
        app.link = "offline"
        app.errorText = "It has taken over the connection of this device."
        app.errorAction = "retry"
        app.errorTitle = "This account is open in another window"
        const banner = findChild(pane, "problemBanner")
        verify(banner.visible)
        compare(banner.title, "This account is open in another window")
        compare(banner.text, "It has taken over the connection of this device.")
        compare(banner.actionText, "Retry now")
        verify(!isShown("linkBanner"), "one way on is enough")
        banner.actionTriggered()
        compare(app.lastCall(), "runErrorAction")
        banner.dismissed()
        compare(app.lastCall(), "dismissError")
        verify(!banner.visible)
        verify(isShown("linkBanner"))
    }
    function test_aServerThatIsNotBelievedIsToldBesideTheLink() {
        app.offlineSince = new Date(2026, 10, 22, 10, 24)
        app.link = "offline"
        app.doubtServer()
        const banner = findChild(pane, "problemBanner")
        verify(banner.visible)
        compare(banner.actionText, "Details")
        verify(isShown("linkBanner"))
        const calls = app.calls.length
        banner.actionTriggered()
        compare(app.calls.length, calls)
        const host = findChild(Overlay.overlay, "certificateHost")
        tryVerify(() => host.visible)
        app.identityProblem = { host: "", reasons: [], fingerprint: "" }
        tryVerify(() => !host.visible)
    }
    function test_aFailureWithoutAWayOnOffersNone() {
        app.errorTitle = "You could not be signed in"
        compare(findChild(pane, "problemBanner").actionText, "")
    }
    function test_theChatAndTheTextStayWhenTheLinkComesAndGoes() {
        app.composer.text = "half a thought"
        app.link = "offline"
        app.link = "online"
        compare(findChild(pane, "composerInput").text, "half a thought")
        verify(isShown("timeline"))
    }
    function test_anEmptyChatOffersThreeGreetings() {
        app.timeline.clear()
        tryVerify(() => isShown("newConversation"))
        verify(!isShown("timeline"))
        const chips = []
        walk(findChild(pane, "newConversation"), item => {
            if (item.objectName === "greeting")
                chips.push(item)
        })
        compare(chips.length, 3)
        tryVerify(() => {
            const left = chips[0].mapToItem(pane, 0, 0).x
            const last = chips[2].mapToItem(pane, chips[2].width, 0).x
            return chips[2].y === chips[0].y && Math.abs(left + last - pane.width) <= 2
        })
        tryVerify(() => chips[1].width > 20)
        mouseClick(chips[1])
        compare(app.composer.sent, ["How are you?"])
        tryVerify(() => findChild(pane, "composerInput").activeFocus)
    }
    function walk(item, visit) {
        visit(item)
        for (let i = 0; i < item.children.length; ++i)
            walk(item.children[i], visit)
    }
    function test_whereOneCannotWriteThereIsNoComposer() {
        app.timeline.isMember = false
        verify(!isShown("composerInput"))
        compare(findChild(pane, "closedText").words, "You are no longer in this group.")
        pane.takeFocus()
        const timeline = findChild(pane, "timeline")
        verify(timeline.activeFocus)
        compare(timeline.currentIndex, -1)
        keyClick(Qt.Key_Up)
        compare(timeline.currentIndex, 0)
        app.timeline.isMember = true
        app.timeline.kind = "system"
        compare(findChild(pane, "closedText").words, "Only the server writes here.")
    }
    function test_whoIsPutOutWhileWritingStillHasTheKeyboard() {
        pane.takeFocus()
        verify(findChild(pane, "composerInput").activeFocus)
        app.timeline.isMember = false
        tryVerify(() => findChild(pane, "timeline").activeFocus)
    }
    function test_aMissingKeychainIsSaidUntilDismissed() {
        app.keychainMissing = true
        verify(isShown("keychainBanner"))
        findChild(pane, "keychainBanner").dismissed()
        verify(!isShown("keychainBanner"))
    }
    function test_theMadePasswordIsShownToBeKept() {
        app.passwordToKeep = "tulip-garden"
        waitForRendering(pane, 100)
        compare(findChild(pane, "passwordToKeep").text, "tulip-garden")
        mouseClick(findChild(pane, "copyPasswordButton"))
        compare(Clipboard.text(), "tulip-garden")
        mouseClick(findChild(pane, "passwordKeptButton"))
        compare(app.passwordToKeep, "")
    }
    function test_typingIsSaidWithoutMovingAnything() {
        const before = pane.messages.height
        app.timeline.typingText = "Bob is typing …"
        compare(pane.messages.height, before)
        compare(findChild(pane, "conversationSubtitle").words, "Bob is typing …")
    }
    function test_theTimelineStaysAtTheNewestWhileTheComposerGrows() {
        tryVerify(() => pane.messages.isAtNewest)
        app.composer.text = "1\n2\n3\n4\n5\n6"
        tryVerify(() => pane.composer.height > 100)
        tryVerify(() => pane.messages.isAtNewest)
    }
    function test_theComposerTakesAtMostTwoFifths() {
        app.composer.text = "line\n".repeat(60)
        tryVerify(() => pane.composer.height > 200)
        verify(pane.composer.height <= pane.height * 0.4)
    }
}
