// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Ui
import Ui.Theme
import "stubs"

TestCase {
    id: root

    property var app: null
    property var window: null

    name: "Main"

    Component {
        id: appComponent

        StubApp { stage: "welcome" }
    }
    Component {
        id: windowComponent

        Main { }
    }

    function init() {
        app = appComponent.createObject(root)  // outlives the window
        window = windowComponent.createObject(null, { app })
        tryVerify(() => window.visible)
    }
    function cleanup() {
        window.destroy()
        wait(0)
    }
    function test_showsThePageOfTheStageAndTheChatTakesOver() {
        verify(findChild(window.contentItem, "startButton") !== null)
        app.stage = "starting"
        app.stage = "chat"
        tryVerify(() => window.chatPage !== null)
        compare(findChild(window.contentItem, "startButton"), null)
        app.stage = "welcome"
        tryVerify(() => findChild(window.contentItem, "startButton") !== null)
    }
    function test_theSettingsReachTheTheme() {
        app.themeMode = "dark"
        verify(Theme.isDark)
        compare(window.color, Colors.canvas)
        app.textScale = 1.25
        compare(Type.body, 18)
        app.textScale = 1
        app.themeMode = "light"
        verify(!Theme.isDark)
    }
    function test_aNoticeIsAToast() {
        const toast = findChild(window.contentItem, "toast")
        verify(!toast.isShown)
        app.notice("There is nobody called zoe")
        compare(toast.text, "There is nobody called zoe")
    }
    function test_theTitleCountsTheUnread() {
        compare(window.title, "Baithak")
        app.chats.totalUnread = 3
        compare(window.title, "Baithak (3)")
    }
    function test_isAsSmallAsAllowedAndNoSmaller() {
        compare(window.minimumWidth, 420)
        compare(window.minimumHeight, 520)
        compare(window.width, 1160)
        compare(window.height, 760)
    }
}
