// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Tests.World

Scenario {
    id: root

    name: "OfflineAndBack"

    function test_whatIsWrittenOfflineWaitsAndIsSentOnceOnReturn() {
        World.startServer()
        const ann = openRegistered("ann")
        const bob = openRegistered("bob")
        startChat(ann, "bob")
        say(ann, "before")
        seeState(ann, "before", "delivered")
        use(bob)
        mouseClick(row(bob, "ann"))
        seeTexts(bob, ["before"])
        use(ann)
        World.killServer()
        tryVerify(() => ann.app.link !== "online", limit)
        verify(see(ann, "linkBanner").text.indexOf("Offline since") === 0)
        say(ann, "first in the dark")
        say(ann, "second in the dark")
        seeState(ann, "second in the dark", "queued")
        tryVerify(() => see(ann, "linkBanner").text.indexOf("2 messages waiting.") > 0, limit)
        write("and a dra")
        World.startServer()
        ann.app.retryNow()
        bob.app.retryNow()
        tryCompare(ann.app, "link", "online", limit)
        tryVerify(() => part(ann, "linkBanner") === null, limit)
        compare(see(ann, "composerInput").text, "and a dra")
        compare(ann.app.timeline.title, "bob")
        seeState(ann, "second in the dark", "stored", "delivered", "read")
        seeTexts(ann, ["before", "first in the dark", "second in the dark"])
        seeTexts(bob, ["before", "first in the dark", "second in the dark"])
        compare(bob.app.timeline.count, 3)
    }
    function test_whatWaitedWhenTheProgramEndedIsSentByTheNextRun() {
        World.startServer()
        let ann = openRegistered("ann")
        const bob = openRegistered("bob")
        startChat(ann, "bob")
        say(ann, "before")
        seeState(ann, "before", "delivered")
        World.killServer()
        tryVerify(() => ann.app.link !== "online", limit)
        say(ann, "written in the dark")
        seeState(ann, "written in the dark", "queued")
        close(ann)
        ann = open("ann")
        tryCompare(ann.app, "stage", "chat", limit)
        mouseClick(row(ann, "bob"))
        seeTexts(ann, ["before", "written in the dark"])
        seeState(ann, "written in the dark", "queued")
        World.startServer()
        ann.app.retryNow()
        bob.app.retryNow()
        seeState(ann, "written in the dark", "stored", "delivered", "read")
        use(bob)
        mouseClick(row(bob, "ann"))
        seeTexts(bob, ["before", "written in the dark"])
        compare(bob.app.timeline.count, 2)
    }
    function test_theRetryButtonOfTheBannerTriesAtOnce() {
        World.startServer()
        const ann = openRegistered("ann")
        World.killServer()
        tryCompare(ann.app, "link", "offline", limit)
        World.startServer()
        see(ann, "linkBanner").actionTriggered()
        tryCompare(ann.app, "link", "online", limit)
    }
}
