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
    property var dialogs: null

    height: 800
    name: "ChatDialogs"
    visible: true
    when: windowShown
    width: 800

    Component {
        id: appComponent

        StubApp { }
    }
    Component {
        id: dialogsComponent

        ChatDialogs { anchors.fill: parent }
    }

    function init() {
        Theme.reducedMotion = true
        app = appComponent.createObject(root)  // outlives the page
        Samples.fillChats(app)
        Samples.fillContacts(app)
        dialogs = createTemporaryObject(dialogsComponent, root, { app })
    }
    function cleanup() {
        if (dialogs.isOpen)
            dialogs.dialog.close()
        tryVerify(() => !dialogs.isOpen)
        Theme.reducedMotion = false
    }
    function open(name) {
        dialogs.show(name)
        tryVerify(() => dialogs.dialog.opened)
        waitForRendering(dialogs.dialog.contentItem, 100)
    }
    function part(name) {
        return findChild(dialogs.dialog.contentItem, name)
    }
    function write(text) {
        for (const letter of text)
            keyClick(letter)
    }
    function test_aChatIsStartedByUsername() {
        open("newChat")
        verify(!part("startChatButton").enabled)
        write("bob")
        compare(app.contacts.filter, "bob")
        keyClick(Qt.Key_Return)
        compare(app.calls, ["openDirect bob"])
        tryVerify(() => !dialogs.isOpen)
    }
    function test_aChatIsStartedWithAKnownPersonByKeysOrMouse() {
        open("newChat")
        keyClick(Qt.Key_Down)
        keyClick(Qt.Key_Down)
        keyClick(Qt.Key_Return)
        compare(app.calls, ["openDirect carol"])
        tryVerify(() => !dialogs.isOpen)
        open("newChat")
        mouseClick(part("people").itemAtIndex(2))
        compare(app.lastCall(), "openDirect dilip")
    }
    function test_severalPeopleAreLookedUpAtOnce() {
        open("newChat")
        part("findField").forceActiveFocus()
        write("bob, carol zoe")
        keyClick(Qt.Key_Return)
        compare(app.contacts.calls, ["sync bob carol zoe"])
        verify(!part("unknownNames").visible)
        app.contacts.unknown = ["zoe"]
        compare(part("unknownNames").text, "Nobody here is called: zoe")
        verify(part("unknownNames").visible)
    }
    function test_theGroupDialogFollowsFromTheLink() {
        open("newChat")
        mouseClick(part("newGroupLink"))
        tryVerify(() => dialogs.dialog && dialogs.dialog.title === "New group" && dialogs.dialog.opened)
    }
    function test_aGroupIsMadeByKeysAlone() {
        open("newGroup")
        write("Hike")
        keyClick(Qt.Key_Return)
        write("bob")
        keyClick(Qt.Key_Return)
        write("carol")
        keyClick(Qt.Key_Return)
        compare(app.groupEditor.members, ["bob", "carol"])
        keyClick(Qt.Key_Return)
        compare(app.groupEditor.calls, ["create Hike: bob carol"])
        tryVerify(() => !dialogs.isOpen)
    }
    function test_aGroupNeedsANameAndPeopleAndSaysItsProblems() {
        open("newGroup")
        verify(!part("createGroupButton").enabled)
        mouseClick(part("people").itemAtIndex(0))
        compare(app.groupEditor.members, ["bob"])
        mouseClick(part("people").itemAtIndex(0))
        compare(app.groupEditor.members, [])
        app.groupEditor.problem = "There is nobody called zoe."
        verify(part("groupProblem").visible)
    }
    function test_aChosenPersonIsTakenOutByItsChip() {
        open("newGroup")
        app.groupEditor.addMember("bob")
        waitForRendering(dialogs.dialog.contentItem, 100)
        mouseClick(part("memberChip"))
        compare(app.groupEditor.members, [])
    }
    function test_settingsAreSetAtOnce() {
        open("settings")
        const theme = part("themeControl")
        mouseClick(theme, theme.width * 0.9, theme.height / 2)
        compare(app.themeMode, "dark")
        mouseClick(part("wideSwitch"))
        verify(app.wideLayout)
        const motion = app.reducedMotion
        mouseClick(part("motionSwitch"))
        compare(app.reducedMotion, !motion)
        part("scaleSlider").moved(1.2)
        compare(app.textScale, 1.2)
    }
    function test_signingOutIsAskedFirst() {
        open("settings")
        mouseClick(part("signOutButton"))
        tryVerify(() => dialogs.dialog && dialogs.dialog.title === "Sign out of ann?" && dialogs.dialog.opened)
        waitForRendering(dialogs.dialog.contentItem, 100)
        compare(app.calls.length, 0)
        mouseClick(part("confirmButton"))
        compare(app.calls, ["signOut"])
    }
    function test_thePasswordCanBeSeenBeforeSigningOut() {
        open("signOut")
        verify(!part("recalledPassword").visible)
        compare(part("recallButton").text, "Show my password")
        mouseClick(part("recallButton"))
        compare(part("recalledPassword").text, "tulip-garden-42")
        compare(part("recallButton").text, "Copy")
        keyClick(Qt.Key_Escape)
        tryVerify(() => !dialogs.isOpen)
        compare(app.recalledPassword, "")
    }
    function test_withoutAKeychainThereIsNothingToShow() {
        app.keychainMissing = true
        open("signOut")
        verify(!part("recallButton").visible)
    }
    function test_whatIsNotSentYetIsNamedBeforeSigningOut() {
        app.waiting = 2
        open("signOut")
        verify(dialogs.dialog.question.indexOf("2 messages not sent yet") === 0)
        keyClick(Qt.Key_Escape)
        tryVerify(() => !dialogs.isOpen)
        compare(app.calls.length, 0)
    }
    function test_leavingAGroupIsAskedFirst() {
        Samples.openGroup(app)
        open("leaveGroup")
        compare(dialogs.dialog.title, "Leave Weekend hike?")
        mouseClick(part("confirmButton"))
        compare(app.members.calls, ["leave"])
    }
    function test_theKeyboardPageListsTheWholeMap() {
        open("keyboard")
        verify(dialogs.dialog.shortcuts.length >= 12)
        for (const line of dialogs.dialog.shortcuts)
            verify(line[0] !== "" && line[1] !== "")
    }
    function test_everythingThatTakesTheKeyboardHasAName_data() {
        return ["newChat", "newGroup", "settings", "keyboard", "signOut"].map(name => ({ tag: name }))
    }
    function test_everythingThatTakesTheKeyboardHasAName(data) {
        open(data.tag)
        const nameless = []
        walk(dialogs.dialog.contentItem, item => {
            if (item.activeFocusOnTab && item.visible && item.Accessible.name === "")
                nameless.push(item.toString())
        })
        compare(nameless, [])
    }
    function walk(item, visit) {
        visit(item)
        for (let i = 0; i < item.children.length; ++i)
            walk(item.children[i], visit)
    }
}
