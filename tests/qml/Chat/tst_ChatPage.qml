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
    property var page: null

    height: 700
    name: "ChatPage"
    visible: true
    when: windowShown
    width: 1200

    Component {
        id: appComponent

        StubApp { }
    }
    Component {
        id: pageComponent

        ChatPage { height: 700 }
    }

    function init() {
        Theme.reducedMotion = true
    }
    function cleanup() {
        Theme.reducedMotion = false
    }
    function show(width) {
        app = appComponent.createObject(root)  // outlives the page
        Samples.fillChats(app)
        Samples.fillContacts(app)
        page = createTemporaryObject(pageComponent, root, { app, width })
        waitForRendering(page, 100)
        return page
    }
    function open(width) {
        show(width)
        Samples.openBob(app)
        app.calls = []
        tryVerify(() => input().activeFocus)
    }
    function input() {
        return findChild(page, "composerInput")
    }
    function isShown(name) {
        const item = findChild(page, name)
        return item !== null && item.visible
    }
    function test_theShellFollowsTheWidth_data() {
        return [
            { tag: "wide", width: 1160, rail: true, list: 320, chat: true },
            { tag: "middle", width: 820, rail: false, list: 72, chat: true },
            { tag: "narrow", width: 420, rail: false, list: 0, chat: true }
        ]
    }
    function test_theShellFollowsTheWidth(data) {
        open(data.width)
        compare(isShown("settingsButton"), data.rail)
        compare(isShown("chatPane"), data.list > 0)
        if (data.list > 0)
            compare(findChild(page, "chatPane").width, data.list)
        compare(isShown("composerInput"), data.chat)
        compare(isShown("backButton"), data.width < 640)
    }
    function test_inASinglePaneTheListGivesWayToTheChatAndBack() {
        show(420)
        verify(isShown("chatPane"))
        verify(!isShown("composerInput"))
        mouseClick(findChild(page, "chatList").itemAtIndex(2))
        compare(app.lastCall(), "openChat bob")
        tryVerify(() => !isShown("chatPane") && input().activeFocus)
        mouseClick(findChild(page, "backButton"))
        tryVerify(() => isShown("chatPane"))
        compare(app.openConversation, "")
    }
    function test_withNoChatOpenItSaysWhatToDoAndShowsNoComposer() {
        show(1160)
        verify(isShown("noChat"))
        verify(!isShown("composerInput"))
        findChild(page, "noChat").actionTriggered()
        tryVerify(() => findChild(page, "userNameField").activeFocus)
        keyClick(Qt.Key_Escape)
    }
    function test_openingAChatPutsTheKeyboardIntoTheComposer() {
        show(1160)
        mouseClick(findChild(page, "chatList").itemAtIndex(2))
        compare(app.calls, ["openChat bob"])
        tryVerify(() => input().activeFocus)
    }
    function test_theKeysOfTheMap_data() {
        return [
            { tag: "Alt+Up", key: Qt.Key_Up, modifiers: Qt.AltModifier, call: "openNextChat -1 false" },
            { tag: "Alt+Down", key: Qt.Key_Down, modifiers: Qt.AltModifier, call: "openNextChat 1 false" },
            { tag: "Alt+Shift+Up", key: Qt.Key_Up, modifiers: Qt.AltModifier | Qt.ShiftModifier,
                call: "openNextChat -1 true" },
            { tag: "Alt+Shift+Down", key: Qt.Key_Down, modifiers: Qt.AltModifier | Qt.ShiftModifier,
                call: "openNextChat 1 true" }
        ]
    }
    function test_theKeysOfTheMap(data) {
        open(1160)
        keyClick(data.key, data.modifiers)
        compare(app.calls, [data.call])
    }
    function test_ctrlKGoesToTheSearch() {
        open(1160)
        keyClick(Qt.Key_K, Qt.ControlModifier)
        verify(findChild(page, "searchField").activeFocus)
        keyClick("b")
        compare(app.chats.filter, "b")
        keyClick(Qt.Key_Escape)
        compare(app.chats.filter, "")
    }
    function test_dialogsOpenByKeyAndGiveTheKeyboardBack_data() {
        return [
            { tag: "Ctrl+N", key: Qt.Key_N, title: "New chat" },
            { tag: "Ctrl+,", key: Qt.Key_Comma, title: "Settings" },
            { tag: "Ctrl+/", key: Qt.Key_Slash, title: "Keyboard shortcuts" }
        ]
    }
    function test_dialogsOpenByKeyAndGiveTheKeyboardBack(data) {
        open(1160)
        keyClick(data.key, Qt.ControlModifier)
        tryVerify(() => page.dialog !== null && page.dialog.opened)
        compare(page.dialog.title, data.title)
        keyClick(Qt.Key_Escape)
        tryVerify(() => !page.dialog || !page.dialog.visible)
        tryVerify(() => input().activeFocus)
        compare(app.openConversation, "bob")
    }
    function test_aChatThatOpensUnderADialogDoesNotTakeTheKeyboard() {
        open(1160)
        keyClick(Qt.Key_N, Qt.ControlModifier)
        tryVerify(() => findChild(page, "userNameField")?.activeFocus)
        app.openChat("dilip")
        wait(20)
        verify(findChild(page, "userNameField").activeFocus)
        keyClick(Qt.Key_Escape)
        tryVerify(() => input().activeFocus)
    }
    function test_theListIsDraggedWiderWithinItsLimits() {
        open(1160)
        const grip = findChild(page, "dividerGrip")
        mouseDrag(grip, 4, 300, 60, 0)
        tryVerify(() => findChild(page, "chatPane").width > 350)
        mouseDrag(grip, 4, 300, 400, 0)
        tryCompare(findChild(page, "chatPane"), "width", 420)
    }
    function test_f6GoesRoundThePanes() {
        open(1160)
        const panes = []
        for (let i = 0; i < 3; ++i) {
            keyClick(Qt.Key_F6)
            panes.push(findChild(page, "chatList").activeFocus ? "list"
                : findChild(page, "timeline").activeFocus ? "timeline" : input().activeFocus ? "composer" : "?")
        }
        compare(panes, ["list", "timeline", "composer"])
    }
    function test_lettersTypedAnywhereGoToTheComposer() {
        open(1160)
        keyClick(Qt.Key_F6)
        verify(!input().activeFocus)
        keyClick("h")
        keyClick("i")
        compare(app.composer.text, "hi")
        verify(input().activeFocus)
    }
    function test_whereOneCannotWriteNoLetterIsTaken() {
        show(1160)
        Samples.openGroup(app)
        app.timeline.isMember = false
        tryVerify(() => findChild(page, "timeline").activeFocus)
        keyClick("h")
        compare(app.composer.text, "")
        const panes = []
        for (let i = 0; i < 2; ++i) {
            keyClick(Qt.Key_F6)
            panes.push(findChild(page, "chatList").activeFocus ? "list"
                : findChild(page, "timeline").activeFocus ? "timeline" : "?")
        }
        compare(panes, ["list", "timeline"])
        app.timeline.isMember = true
    }
    function test_aSinglePaneSaysInTheListThatThereIsNoConnection() {
        show(420)
        app.offlineSince = new Date(2026, 10, 22, 10, 24)
        app.link = "offline"
        const banner = findChild(page, "linkBanner")
        tryVerify(() => banner.visible && banner.width === 420)
        const bottom = () => banner.mapToItem(page, 0, banner.height).y
        tryVerify(() => bottom() > 56 && bottom() <= findChild(page, "chatList").mapToItem(page, 0, 0).y)
        mouseClick(findChild(page, "chatList").itemAtIndex(2))
        tryVerify(() => !isShown("chatPane") && banner.visible)
        tryVerify(() => bottom() > 56 && bottom() <= findChild(page, "timeline").mapToItem(page, 0, 0).y)
        mouseClick(findChild(page, "backButton"))
        tryVerify(() => isShown("chatPane") && banner.visible)
    }
    function test_escGoesToTheLatestAndThenBackToTheList() {
        open(420)
        const timeline = findChild(page, "timeline")
        tryVerify(() => timeline.isAtNewest && timeline.count > 5)
        keyClick(Qt.Key_PageUp)
        tryVerify(() => !timeline.isAtNewest)
        keyClick(Qt.Key_Escape)
        tryVerify(() => timeline.isAtNewest)
        compare(app.calls.length, 0)
        keyClick(Qt.Key_Escape)
        compare(app.calls, ["closeChat"])
    }
    function test_shiftPageDownGoesToTheLatest() {
        open(420)
        const timeline = findChild(page, "timeline")
        tryVerify(() => timeline.isAtNewest && timeline.count > 5)
        keyClick(Qt.Key_PageUp)
        tryVerify(() => !timeline.isAtNewest)
        keyClick(Qt.Key_PageDown, Qt.ShiftModifier)
        tryVerify(() => timeline.isAtNewest)
    }
    function test_membersOpenBesideOrOverAndCloseWithEsc_data() {
        return [{ tag: "beside", width: 1280, over: false }, { tag: "over", width: 700, over: true }]
    }
    function test_membersOpenBesideOrOverAndCloseWithEsc(data) {
        show(data.width)
        Samples.openGroup(app)
        tryVerify(() => isShown("membersButton") && input().activeFocus)
        mouseClick(findChild(page, "membersButton"))
        tryVerify(() => isShown("memberList"))
        compare(page.areMembersOver, data.over)
        keyClick(Qt.Key_Escape)
        tryVerify(() => !isShown("memberList"))
    }
    function test_removingAMemberIsAskedFirst() {
        show(1280)
        Samples.openGroup(app)
        tryVerify(() => isShown("membersButton") && input().activeFocus)
        mouseClick(findChild(page, "membersButton"))
        tryVerify(() => isShown("memberList"))
        findChild(page, "memberList").itemAtIndex(2).removeRequested("carol")
        tryVerify(() => page.dialog.opened)
        compare(app.members.calls.length, 0)
        mouseClick(findChild(page.dialog.contentItem, "confirmButton"))
        compare(app.members.calls, ["remove carol"])
        tryVerify(() => !page.dialog || !page.dialog.visible)
    }
    function test_everythingThatTakesTheKeyboardHasAName() {
        show(1280)
        Samples.openGroup(app)
        tryVerify(() => isShown("membersButton"))
        mouseClick(findChild(page, "membersButton"))
        tryVerify(() => isShown("memberList"))
        const nameless = []
        walk(page, item => {
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
