// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Tests.World

Scenario {
    id: root

    name: "SignIn"

    function test_anAccountIsMadeLeftAndEnteredAgain() {
        World.startServer()
        const window = openRegistered("ann")
        compare(window.app.userName, "ann")
        keyClick(Qt.Key_Comma, Qt.ControlModifier)
        click(window, "signOutButton")
        click(window, "confirmButton")
        tryCompare(window.app, "stage", "welcome", limit)
        click(window, "connectLink")
        fill(window, "addressField", World.serverUrl)
        fill(window, "userField", "ann")
        fill(window, "passwordField", "not the one")
        keyClick(Qt.Key_Return)
        see(window, "errorCard")
        verify(window.app.errorTitle !== "")
        fill(window, "passwordField", "open sesame ann")
        keyClick(Qt.Key_Return)
        tryCompare(window.app, "stage", "chat", limit)
        tryCompare(window.app, "link", "online", limit)
    }
    function test_aServerThatIsNotThereIsNamedAndNothingTypedIsLost() {
        const window = open("ann")
        click(window, "connectLink")
        fill(window, "addressField", "http://127.0.0.1:9")
        fill(window, "userField", "ann")
        fill(window, "passwordField", "open sesame")
        keyClick(Qt.Key_Return)
        tryVerify(() => window.app.errorTitle !== "", limit)
        if (window.app.stage === "starting")
            part(window, "failure").secondActionTriggered()
        tryCompare(window.app, "stage", "welcome", limit)
        compare(see(window, "addressField").text, "http://127.0.0.1:9")
    }
    function test_nobodyOfThatNameIsAToast() {
        World.startServer()
        const window = openRegistered("ann")
        keyClick(Qt.Key_N, Qt.ControlModifier)
        tryVerify(() => see(window, "userNameField").activeFocus, limit)
        write("zoe")
        keyClick(Qt.Key_Return)
        tryVerify(() => see(window, "toast").text.indexOf("zoe") >= 0, limit)
    }
}
