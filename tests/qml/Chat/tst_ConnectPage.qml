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
    name: "ConnectPage"
    visible: true
    when: windowShown
    width: 800

    Component {
        id: appComponent

        StubApp { stage: "welcome" }
    }
    Component {
        id: pageComponent

        ConnectPage { anchors.fill: parent }
    }

    function init() {
        app = appComponent.createObject(root)  // outlives the page
        page = createTemporaryObject(pageComponent, root, { app })
        page.focusFirst()
    }
    function write(text) {
        for (const letter of text)
            keyClick(letter)
    }
    function test_isFilledInAndSentByKeysAlone() {
        write("http://127.0.0.1:7443")
        keyClick(Qt.Key_Return)
        write("bob")
        keyClick(Qt.Key_Return)
        write("secret pass")
        keyClick(Qt.Key_Return)
        compare(app.calls, ["connectTo http://127.0.0.1:7443 bob secret pass false"])
    }
    function test_makesAnAccountWhenAsked() {
        const kind = findChild(page, "accountKind")
        mouseClick(kind, kind.width * 0.75, kind.height / 2)
        findChild(page, "addressField").text = "http://chat"
        findChild(page, "userField").text = "bob"
        findChild(page, "passwordField").text = "long enough"
        compare(findChild(page, "connectButton").text, "Create account")
        mouseClick(findChild(page, "connectButton"))
        compare(app.calls, ["connectTo http://chat bob long enough true"])
    }
    function test_isNotSentHalfFilled() {
        write("http://chat")
        verify(!findChild(page, "connectButton").enabled)
        page.submit()
        compare(app.calls.length, 0)
    }
    function test_keepsWhatWasTypedWhenItFails() {
        findChild(page, "addressField").text = "http://chat"
        app.errorText = "The name or the password is wrong."
        app.errorTitle = "You could not be signed in"
        compare(findChild(page, "addressField").text, "http://chat")
        verify(findChild(page, "errorCard").visible)
    }
}
