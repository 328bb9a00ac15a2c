// SPDX-License-Identifier: MIT
import QtQuick
import QtTest

Scenario {
    id: root

    name: "FirstRun"

    function test_oneClickFromLaunchToTyping() {
        const window = open("default")
        see(window, "nameField")
        click(window, "startButton")
        tryCompare(window.app, "stage", "chat", limit)
        tryCompare(window.app, "link", "online", limit)
        tryVerify(() => see(window, "composerInput").activeFocus, limit)
        compare(window.app.timeline.kind, "self")
        see(window, "newConversation")
        write("Remember the milk")
        keyClick(Qt.Key_Return)
        seeTexts(window, ["Remember the milk"])
        seeState(window, "Remember the milk", "stored", "delivered", "read")
    }
    function test_whatWasWrittenIsThereAfterARestartWithoutAsking() {
        let window = open("default")
        click(window, "startButton")
        tryCompare(window.app, "link", "online", limit)
        tryVerify(() => see(window, "composerInput").activeFocus, limit)
        say(window, "still here tomorrow")
        seeState(window, "still here tomorrow", "stored", "delivered", "read")
        write("a draft")
        close(window)
        window = open("default")
        tryCompare(window.app, "stage", "chat", limit)
        tryCompare(window.app, "link", "online", limit)
        mouseClick(row(window, window.app.chats.count > 0 ? selfTitle(window) : ""))
        seeTexts(window, ["still here tomorrow"])
        tryCompare(see(window, "composerInput"), "text", "a draft", limit)
    }
    function selfTitle(window) {
        const list = see(window, "chatList")
        tryVerify(() => list.count > 0 && list.itemAtIndex(0) !== null, limit)
        return list.itemAtIndex(0).title
    }
    function test_withoutAKeychainItSaysSoShowsThePasswordAndAsksAtTheNextStart() {
        let window = open("default", false)
        click(window, "startButton")
        tryCompare(window.app, "stage", "chat", limit)
        const password = see(window, "passwordToKeep").text
        verify(password.length >= 12)
        click(window, "passwordKeptButton")
        close(window)
        window = open("default", false)
        tryCompare(window.app, "stage", "password", limit)
        fill(window, "passwordField", "not the one")
        keyClick(Qt.Key_Return)
        see(window, "errorCard")
        tryCompare(window.app, "stage", "password", limit)
        fill(window, "passwordField", password)
        click(window, "signInButton")
        tryCompare(window.app, "stage", "chat", limit)
        tryCompare(window.app, "link", "online", limit)
    }
    function test_whoSignedOutComesBackWithTheirPassword() {
        const window = open("default")
        click(window, "startButton")
        tryCompare(window.app, "link", "online", limit)
        tryVerify(() => see(window, "composerInput").activeFocus, limit)
        say(window, "before I left")
        seeState(window, "before I left", "stored", "delivered", "read")
        keyClick(Qt.Key_Comma, Qt.ControlModifier)
        click(window, "signOutButton")
        click(window, "recallButton")
        const password = see(window, "recalledPassword").text
        click(window, "confirmButton")
        tryCompare(window.app, "stage", "welcome", limit)

        click(window, "startButton")
        see(window, "passwordField")
        fill(window, "passwordField", password)
        click(window, "startButton")
        tryCompare(window.app, "link", "online", limit)
        seeTexts(window, ["before I left"])
    }
    function test_aSecondProfileChatsWithTheFirst() {
        const ann = open("ann")
        click(ann, "startButton")
        tryCompare(ann.app, "link", "online", limit)
        const bob = open("bob")
        click(bob, "startButton")
        tryCompare(bob.app, "link", "online", limit)
        startChat(bob, "ann")
        say(bob, "Hello from the other window")
        use(ann)
        mouseClick(row(ann, "bob"))
        seeTexts(ann, ["Hello from the other window"])
        seeState(bob, "Hello from the other window", "read")
    }
}
