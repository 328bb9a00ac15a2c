// SPDX-License-Identifier: MIT
import QtQuick
import QtQuick.Controls
import QtTest
import Ui.Chat
import Ui.Controls
import Ui.Theme
import "../stubs"

TestCase {
    id: root

    property var app: null
    property var page: null

    height: 800
    name: "OnboardingPage"
    visible: true
    when: windowShown
    width: 800

    Component {
        id: appComponent

        StubApp { stage: "welcome" }
    }
    Component {
        id: pageComponent

        OnboardingPage { anchors.fill: parent }
    }

    function init() {
        app = appComponent.createObject(root)  // outlives the page
        page = createTemporaryObject(pageComponent, root, { app })
    }
    function visibleChild(name) {
        return findChild(page.page, name)
    }
    function test_showsThePageOfTheStage() {
        compare(page.page.title, "Welcome")
        app.stage = "starting"
        compare(visibleChild("busyText").text, app.busyText)
        app.stage = "password"
        compare(page.page.title, "Hello, ann")
    }
    function test_goesToTheOtherServerAndBack() {
        mouseClick(visibleChild("connectLink"))
        compare(page.page.title, "Connect to a server")
        visibleChild("addressField").text = "http://chat"
        mouseClick(visibleChild("backLink"))
        compare(page.page.title, "Welcome")
    }
    function test_whatWasTypedIsStillThereAfterATry() {
        mouseClick(visibleChild("connectLink"))
        visibleChild("addressField").text = "http://chat"
        app.stage = "starting"
        app.stage = "welcome"
        compare(visibleChild("addressField").text, "http://chat")
    }
    function test_thePasswordOfATakenNameGoesIntoItsField() {
        app.stage = "starting"
        app.errorAction = "password"
        app.errorTitle = "The name “Ann” is taken"
        app.stage = "welcome"
        const password = visibleChild("passwordField")
        tryVerify(() => password.activeFocus)
        wait(0)  // what the pages put off
        keyClick("s")
        compare(password.text, "s")
        compare(visibleChild("nameField").text, app.suggestedName)
    }
    function test_aFailedStartOffersTheActionTheLogAndTheWayBack() {
        app.stage = "starting"
        app.errorAction = "retry"
        app.errorText = "The disk is full."
        app.errorTitle = "The local server did not start"
        verify(!visibleChild("busyText").visible)
        const failure = visibleChild("failure")
        compare(failure.actionText, "Try again")
        tryVerify(() => failure.actionButton.activeFocus)
        keyClick(Qt.Key_Return)
        compare(app.calls, ["runErrorAction"])
        mouseClick(visibleChild("logLink"))
        keyClick(Qt.Key_Escape)
        failure.secondActionTriggered()
        compare(app.lastCall(), "dismissError")
    }
    function test_aServerThatIsNotBelievedOffersDetailsAndTheWayBackOnly() {
        app.stage = "starting"
        app.isLocalServer = false
        app.doubtServer()
        const failure = visibleChild("failure")
        compare(failure.title, "This server's identity could not be checked: expired 3 days ago")
        compare(failure.actionText, "Details")
        compare(failure.secondActionText, "Go back")
        tryVerify(() => failure.actionButton.activeFocus)
        keyClick(Qt.Key_Return)
        const overlay = Overlay.overlay
        tryVerify(() => findChild(overlay, "certificateHost")?.text === "chat.example.org")
        compare(findChild(overlay, "certificateReasons").text, "expired 3 days ago\nsigned only by itself")
        compare(findChild(overlay, "certificateFingerprint").text, app.identityProblem.fingerprint)
        keyClick(Qt.Key_Escape)
        tryVerify(() => failure.actionButton.activeFocus)
        compare(app.calls, [])
        failure.secondActionTriggered()
        compare(app.calls, ["dismissError"])
    }
    function test_onlyTheServerOfThisComputerHasALogToShow() {
        app.stage = "starting"
        app.isLocalServer = false
        app.errorTitle = "No connection to the server"
        verify(visibleChild("failure").visible)
        verify(!visibleChild("logLink").visible)
    }
}
