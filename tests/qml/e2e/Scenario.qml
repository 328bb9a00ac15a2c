// SPDX-License-Identifier: MIT
// What every flow has at hand: windows of people, and the ways they act on them.
import QtQuick
import QtTest
import Tests.World
import Ui

TestCase {
    id: root

    property var windows: []

    readonly property int limit: 20000

    when: windowShown

    function init() {
        World.reset()
        windows = []
    }
    function cleanup() {
        for (const window of windows)
            window.destroy()
        windows = []
        wait(0)
        World.reset()
    }
    // Opens the program of that profile, as a person would by starting it.
    function open(profile, hasKeychain) {
        const window = windowComponent.createObject(null, { app: World.openApp(profile, hasKeychain ?? true) })
        window.app.reducedMotion = true
        windows.push(window)
        use(window)
        return window
    }
    function close(window) {
        const app = window.app
        windows = windows.filter(other => other !== window)
        window.close()
        window.destroy()
        wait(0)
        World.closeApp(app)
    }
    // Brings the window to the front: keys go there from now on.
    function use(window) {
        window.requestActivate()
        tryCompare(window, "active", true, limit)
    }
    function part(window, name) {
        return shown(window.contentItem, name)
    }
    function shown(item, name) {
        if (!item.visible)
            return null
        if (item.objectName === name)
            return item
        for (let i = item.children.length - 1; i >= 0; --i) {
            const found = shown(item.children[i], name)
            if (found)
                return found
        }
        return null
    }
    function see(window, name) {
        tryVerify(() => part(window, name) !== null && part(window, name).width > 0, limit, name + " does not show")
        return part(window, name)
    }
    function click(window, name) {
        const item = see(window, name)
        tryVerify(() => item.enabled, limit, name + " stays disabled")
        waitForRendering(item, 100)
        mouseClick(item)
    }
    function write(text) {
        for (const letter of text)
            keyClick(letter)
    }
    function fill(window, name, text) {
        see(window, name).forceActiveFocus()
        keyClick(Qt.Key_A, Qt.ControlModifier)
        write(text)
    }
    function register(window, userName) {
        click(window, "connectLink")
        const kind = see(window, "accountKind")
        waitForRendering(kind, 100)
        mouseClick(kind, kind.width * 0.75, kind.height / 2)
        fill(window, "addressField", World.serverUrl)
        fill(window, "userField", userName)
        fill(window, "passwordField", "open sesame " + userName)
        keyClick(Qt.Key_Return)
        tryCompare(window.app, "stage", "chat", limit)
        tryCompare(window.app, "link", "online", limit)
    }
    function openRegistered(userName) {
        const window = open(userName)
        register(window, userName)
        return window
    }
    function startChat(window, userName) {
        use(window)
        keyClick(Qt.Key_N, Qt.ControlModifier)
        see(window, "userNameField")
        tryVerify(() => part(window, "userNameField").activeFocus, limit)
        write(userName)
        keyClick(Qt.Key_Return)
        tryVerify(() => window.app.timeline.title === userName, limit, "no chat with " + userName + ", notice: "
            + shownOrEmpty(window))
        tryVerify(() => see(window, "composerInput").activeFocus, limit)
    }
    function shownOrEmpty(window) {
        return part(window, "toast")?.text ?? "none"
    }
    function say(window, text) {
        use(window)
        tryVerify(() => see(window, "composerInput").activeFocus, limit)
        write(text)
        keyClick(Qt.Key_Return)
        compare(part(window, "composerInput").text, "")
    }
    // The rows in sight, the oldest first: { text, state, isOwn }
    function messages(window) {
        const view = part(window, "timeline")
        const rows = []
        for (let i = (view?.count ?? 0) - 1; i >= 0; --i) {
            const row = view.itemAtIndex(i)
            if (row)
                rows.push({ text: row.text, state: row.delivery, isOwn: row.isOwn, isNotice: row.isNotice })
        }
        return rows
    }
    function texts(window) {
        return messages(window).filter(row => !row.isNotice).map(row => row.text)
    }
    function seeTexts(window, expected) {
        tryVerify(() => JSON.stringify(texts(window)) === JSON.stringify(expected), limit,
            window.app.userName + " sees " + JSON.stringify(texts(window)) + " of " + window.app.timeline.count
            + " and not " + JSON.stringify(expected))
    }
    function seeState(window, text, ...states) {
        tryVerify(() => messages(window).some(row => row.text === text && states.indexOf(row.state) >= 0), limit,
            text + " is not " + states + " in " + JSON.stringify(messages(window)))
    }
    function row(window, title) {
        const list = see(window, "chatList")
        let found = null
        tryVerify(() => {
            for (let i = 0; i < list.count; ++i)
                if (list.itemAtIndex(i)?.title === title)
                    found = list.itemAtIndex(i)
            return found !== null
        }, limit, "no chat called " + title)
        return found
    }

    Component {
        id: windowComponent

        Main { }
    }
}
