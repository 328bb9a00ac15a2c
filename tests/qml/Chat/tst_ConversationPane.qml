// SPDX-License-Identifier: MIT
import QtQuick
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
        app.timeline.isMember = true
        app.timeline.kind = "system"
        compare(findChild(pane, "closedText").words, "Only the server writes here.")
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
