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
    property var list: null

    height: 600
    name: "ChatList"
    visible: true
    when: windowShown
    width: 320

    Component {
        id: appComponent

        StubApp { }
    }
    Component {
        id: listComponent

        ChatList { anchors.fill: parent }
    }
    SignalSpy {
        id: opens

        signalName: "opened"
        target: root.list
    }

    function init() {
        app = appComponent.createObject(root)  // outlives the page
        Samples.fillChats(app)
        list = createTemporaryObject(listComponent, root, { chats: app.chats })
        opens.clear()
    }
    function row(index) {
        const view = findChild(list, "chatList")
        tryVerify(() => view.itemAtIndex(index) !== null)
        return view.itemAtIndex(index)
    }
    function textsOf(item, found) {
        for (let i = 0; i < item.children.length; ++i) {
            const child = item.children[i]
            if (child.visible && child.text !== undefined && child.text !== "")
                found.push(child.text)
            textsOf(child, found)
        }
        return found
    }
    function test_theTimeOfTheOpenChatIsDarkerThanTheOthers() {
        app.chats.open("bob")
        compare(findChild(row(2), "timeText").color, Colors.textMuted)
        compare(findChild(row(3), "timeText").color, Colors.textFaint)
    }
    function test_aClickOpensAChat() {
        mouseClick(row(2))
        compare(opens.count, 1)
        compare(opens.signalArguments[0][0], "bob")
    }
    function test_theKeysMoveAndReturnOpens() {
        list.focusList()
        keyClick(Qt.Key_Down)
        keyClick(Qt.Key_Down)
        keyClick(Qt.Key_Return)
        compare(opens.signalArguments[0][0], "bob")
        keyClick(Qt.Key_End)
        keyClick(Qt.Key_Space)
        compare(opens.signalArguments[1][0], "jo")
        keyClick(Qt.Key_Home)
        keyClick(Qt.Key_Up)
        verify(findChild(list, "searchField").activeFocus)
    }
    function test_searchFiltersAndEscEmptiesIt() {
        list.focusSearch()
        for (const letter of "zebra")
            keyClick(letter)
        compare(app.chats.filter, "zebra")
        app.chats.clear()
        const nothing = findChild(list, "noHit")
        tryVerify(() => nothing.visible)
        compare(nothing.title, "Nothing found for 'zebra'")
        keyClick(Qt.Key_Escape)
        compare(app.chats.filter, "")
        verify(!nothing.visible)
    }
    function test_showsUnreadDraftTypingAndState() {
        verify(textsOf(row(1), []).indexOf("3") >= 0)
        verify(textsOf(row(4), []).indexOf("Draft:") >= 0)
        verify(textsOf(row(4), []).indexOf("About the invoice: could we") >= 0)
        verify(textsOf(row(3), []).indexOf("typing …") >= 0)
    }
    function test_theDraftOfTheOpenChatIsInItsComposerInstead() {
        app.chats.open("erika")
        compare(textsOf(row(4), []).indexOf("Draft:"), -1)
    }
    function test_collapsedOnlyAvatarsAndNumbersAreLeft() {
        list.isCollapsed = true
        compare(textsOf(row(1), []).filter(text => text !== "WH"), ["3"])
        verify(!findChild(list, "searchField").visible)
        mouseClick(row(1), 36, 32)
        compare(opens.signalArguments[0][0], "team")
    }
    function test_everyRowIsASentence() {
        compare(row(2).Accessible.name, "Bob Martins")
        compare(row(2).Accessible.role, Accessible.ListItem)
    }
    function test_theMenuOffersWhatTheRailWould() {
        list.hasMenu = true
        const spy = createTemporaryObject(spyComponent, root, { target: list, signalName: "dialogRequested" })
        tryVerify(() => findChild(list, "searchField").x > 0)
        mouseClick(findChild(list, "menuButton"))
        tryVerify(() => findChild(list, "chatMenu").opened)
        keyClick(Qt.Key_Down)
        keyClick(Qt.Key_Return)
        tryCompare(spy, "count", 1)
        compare(spy.signalArguments[0][0], "newChat")
    }

    function test_aRowIsPinnedAndMutedFromItsMenu() {
        const pins = createTemporaryObject(spyComponent, root, { target: list, signalName: "pinRequested" })
        const mutes = createTemporaryObject(spyComponent, root, { target: list, signalName: "muteRequested" })
        mouseClick(row(2), 100, 30, Qt.RightButton)
        tryVerify(() => findChild(list, "rowMenu").opened)
        keyClick(Qt.Key_Down)
        keyClick(Qt.Key_Return)
        tryCompare(pins, "count", 1)
        compare(pins.signalArguments[0][0], "bob")
        compare(pins.signalArguments[0][1], true)
        compare(opens.count, 0)
        tryVerify(() => !findChild(list, "rowMenu").visible)
        list.focusList()
        keyClick(Qt.Key_End)
        for (let i = 0; i < 4; ++i)
            keyClick(Qt.Key_Up)
        keyClick(Qt.Key_Menu)
        tryVerify(() => findChild(list, "rowMenu").opened)
        keyClick(Qt.Key_Down)
        keyClick(Qt.Key_Down)
        keyClick(Qt.Key_Return)
        tryCompare(mutes, "count", 1)
        compare(Array.from(mutes.signalArguments[0]), ["office", false])
    }

    Component {
        id: spyComponent

        SignalSpy { }
    }
}
