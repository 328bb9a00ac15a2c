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

    height: 640
    name: "WelcomePage"
    visible: true
    when: windowShown
    width: 800

    Component {
        id: appComponent

        StubApp { stage: "welcome" }
    }
    Component {
        id: pageComponent

        WelcomePage { anchors.fill: parent }
    }
    SignalSpy {
        id: connects

        signalName: "connectRequested"
        target: root.page
    }

    function init() {
        app = appComponent.createObject(root)  // outlives the page
        page = createTemporaryObject(pageComponent, root, { app })
        page.focusFirst()
        connects.clear()
    }
    function test_oneClickStarts() {
        mouseClick(findChild(page, "startButton"))
        compare(app.calls, ["startChatting Ann"])
    }
    function test_theNameIsReadyToBeReplacedAndReturnStarts() {
        compare(findChild(page, "nameField").text, "Ann")
        keyClick("Z")
        keyClick("o")
        keyClick("e")
        keyClick(Qt.Key_Return)
        compare(app.calls, ["startChatting Zoe"])
    }
    function test_withoutANameNothingStarts() {
        keyClick(Qt.Key_Delete)
        verify(!findChild(page, "startButton").enabled)
        keyClick(Qt.Key_Return)
        compare(app.calls.length, 0)
    }
    function test_theLinkAsksForAnotherServer() {
        mouseClick(findChild(page, "connectLink"))
        compare(connects.count, 1)
    }
    function test_tabGoesThroughEverything() {
        keyClick(Qt.Key_Tab)
        verify(findChild(page, "startButton").activeFocus)
        keyClick(Qt.Key_Tab)
        verify(findChild(page, "connectLink").activeFocus)
        keyClick(Qt.Key_Space)
        compare(connects.count, 1)
    }
    function test_whoseNameIsTakenSignsInWithThePassword() {
        const password = findChild(page, "passwordField")
        verify(!password.visible)
        app.errorAction = "password"
        app.errorTitle = "The name “Ann” is taken"
        verify(password.visible)
        verify(!findChild(page, "startButton").enabled)
        keyClick("s")
        keyClick("3")
        keyClick(Qt.Key_Return)
        compare(app.calls, ["startChatting Ann s3"])
    }
    function test_anotherNameNeedsNoPassword() {
        app.errorAction = "password"
        app.errorTitle = "The name “Ann” is taken"
        findChild(page, "nameField").forceActiveFocus()
        keyClick(Qt.Key_A, Qt.ControlModifier)
        keyClick("Z")
        verify(!findChild(page, "passwordField").visible)
        compare(app.errorTitle, "")
        keyClick(Qt.Key_Return)
        compare(app.lastCall(), "startChatting Z")
    }
    function test_aFailureIsShown() {
        verify(!findChild(page, "errorCard").visible)
        app.errorText = "A name has letters, digits and . _ + @ -"
        app.errorTitle = "This can't be a user name"
        const card = findChild(page, "errorCard")
        verify(card.visible)
        compare(card.title, "This can't be a user name")
    }
}
