// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Tests.World

Scenario {
    id: root

    name: "Group"

    function makeGroup(window, title, people) {
        use(window)
        click(window, "newGroupButton")
        tryVerify(() => see(window, "groupNameField").activeFocus, limit)
        write(title)
        keyClick(Qt.Key_Return)
        for (const person of people) {
            write(person)
            keyClick(Qt.Key_Return)
            tryVerify(() => window.app.groupEditor.members.indexOf(person) >= 0, limit)
        }
        click(window, "createGroupButton")
        tryVerify(() => window.app.timeline.title === title, limit)
        tryVerify(() => see(window, "composerInput").activeFocus, limit)
    }
    function test_aGroupIsMadeTalkedInAndLeft() {
        World.startServer()
        const ann = openRegistered("ann")
        const bob = openRegistered("bob")
        const carol = openRegistered("carol")
        makeGroup(ann, "Hike", ["bob", "carol"])
        say(ann, "Who is in?")
        use(bob)
        mouseClick(row(bob, "Hike"))
        seeTexts(bob, ["Who is in?"])
        say(bob, "Me")
        use(carol)
        mouseClick(row(carol, "Hike"))
        seeTexts(carol, ["Who is in?", "Me"])
        seeTexts(ann, ["Who is in?", "Me"])

        use(ann)
        click(ann, "membersButton")
        tryCompare(see(ann, "memberList"), "count", 3, limit)
        const list = see(ann, "memberList")
        let carols = null
        tryVerify(() => {
            for (let i = 0; i < list.count; ++i)
                if (list.itemAtIndex(i)?.userName === "carol")
                    carols = list.itemAtIndex(i)
            return carols !== null
        }, limit)
        mouseClick(shown(carols, "removeButton"))
        click(ann, "confirmButton")
        tryCompare(list, "count", 2, limit)
        use(carol)
        see(carol, "closedText")

        use(bob)
        click(bob, "membersButton")
        click(bob, "leaveButton")
        click(bob, "confirmButton")
        use(ann)
        tryCompare(list, "count", 1, limit)
    }
    function test_someoneAddedLaterSeesWhatIsSaidFromThenOn() {
        World.startServer()
        const ann = openRegistered("ann")
        openRegistered("bob")
        const dave = openRegistered("dave")
        makeGroup(ann, "Hike", ["bob"])
        say(ann, "before dave")
        seeState(ann, "before dave", "stored", "delivered", "read")
        click(ann, "membersButton")
        fill(ann, "addField", "dave")
        keyClick(Qt.Key_Return)
        tryCompare(see(ann, "memberList"), "count", 3, limit)
        see(ann, "composerInput").forceActiveFocus()
        say(ann, "welcome dave")
        use(dave)
        mouseClick(row(dave, "Hike"))
        seeTexts(dave, ["welcome dave"])
    }
}
