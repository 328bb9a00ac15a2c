// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Tests.World

Scenario {
    id: root

    name: "SendAndReceive"

    function test_aMessageGoesFromSentToReadAndAnswersComeBack() {
        World.startServer()
        const ann = openRegistered("ann")
        const bob = openRegistered("bob")
        startChat(ann, "bob")
        say(ann, "Lunch?")
        seeState(ann, "Lunch?", "stored", "delivered")
        seeState(ann, "Lunch?", "delivered")
        use(bob)
        compare(row(bob, "ann").unread, 1)
        compare(bob.app.chats.totalUnread, 1)
        mouseClick(row(bob, "ann"))
        seeTexts(bob, ["Lunch?"])
        tryCompare(bob.app.chats, "totalUnread", 0, limit)
        seeState(ann, "Lunch?", "read")
        say(bob, "Yes, at one")
        seeTexts(ann, ["Lunch?", "Yes, at one"])
        seeTexts(bob, ["Lunch?", "Yes, at one"])
    }
    function test_typingIsSeen() {
        World.startServer()
        const ann = openRegistered("ann")
        const bob = openRegistered("bob")
        startChat(ann, "bob")
        say(ann, "hi")
        use(bob)
        mouseClick(row(bob, "ann"))
        seeTexts(bob, ["hi"])
        tryVerify(() => see(bob, "composerInput").activeFocus, limit)
        write("I am writ")
        tryVerify(() => ann.app.timeline.typingText !== "", limit)
    }
    function test_manyQuickMessagesKeepTheirOrderAndComeOnce() {
        World.startServer()
        const ann = openRegistered("ann")
        const bob = openRegistered("bob")
        startChat(ann, "bob")
        const said = []
        for (let i = 0; i < 8; ++i) {
            said.push("n" + i)
            say(ann, "n" + i)
        }
        use(bob)
        mouseClick(row(bob, "ann"))
        seeTexts(bob, said)
        seeTexts(ann, said)
        compare(bob.app.timeline.count, 8)
    }
    function test_aDraftWaitsInTheListAndComesBack() {
        World.startServer()
        const ann = openRegistered("ann")
        openRegistered("bob")
        openRegistered("carol")
        startChat(ann, "bob")
        say(ann, "hi")
        write("half a")
        startChat(ann, "carol")
        tryCompare(row(ann, "bob"), "draft", "half a", limit)
        compare(see(ann, "composerInput").text, "")
        mouseClick(row(ann, "bob"))
        tryCompare(see(ann, "composerInput"), "text", "half a", limit)
    }
}
