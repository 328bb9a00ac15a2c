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
    name: "PasswordPage"
    visible: true
    when: windowShown
    width: 500

    Component {
        id: appComponent

        StubApp {
            keychainMissing: true
            stage: "password"
        }
    }
    Component {
        id: pageComponent

        PasswordPage { anchors.fill: parent }
    }

    function init() {
        Theme.reducedMotion = true
        app = appComponent.createObject(root)  // outlives the page
        page = createTemporaryObject(pageComponent, root, { app })
        page.focusFirst()
    }
    function test_saysWhyItAsks() {
        verify(page.sentence.indexOf("no keychain") > 0)
        app.keychainMissing = false
        verify(page.sentence.indexOf("This computer") > 0)
    }
    function test_thePasswordIsTypedAndSent() {
        verify(!findChild(page, "signInButton").enabled)
        for (const letter of "open")
            keyClick(letter)
        keyClick(Qt.Key_Return)
        compare(app.calls, ["enterPassword open"])
    }
    function test_anotherAccountIsOffered() {
        app.keychainMissing = false
        mouseClick(findChild(page, "signOutLink"))
        const dialog = findChild(page, "signOutDialog")
        tryVerify(() => dialog.opened)
        compare(app.calls.length, 0)
        mouseClick(findChild(dialog.contentItem, "recallButton"))
        compare(app.calls, ["recallPassword"])
        mouseClick(findChild(dialog.contentItem, "confirmButton"))
        compare(app.lastCall(), "signOut")
    }
    function test_theKeychainCanBeTriedAgain() {
        mouseClick(findChild(page, "keychainLink"))
        compare(app.calls, ["tryKeychainAgain"])
    }
}
