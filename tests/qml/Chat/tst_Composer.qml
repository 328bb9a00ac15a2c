// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Ui.Chat
import Ui.Controls
import Ui.Theme
import "../stubs"

TestCase {
    id: root

    property var composer: null
    property var model: null

    height: 500
    name: "Composer"
    visible: true
    when: windowShown
    width: 500

    Component {
        id: modelComponent

        StubComposer { }
    }
    Component {
        id: composerComponent

        Composer {
            height: implicitHeight
            maximumHeight: 200
            width: 500
        }
    }
    SignalSpy {
        id: pages

        signalName: "pageRequested"
        target: root.composer
    }

    function init() {
        model = modelComponent.createObject(root)  // outlives the page
        composer = createTemporaryObject(composerComponent, root, { composer: model })
        composer.input.forceActiveFocus()
        pages.clear()
    }
    function write(text) {
        for (const letter of text)
            keyClick(letter)
    }
    function test_returnSendsAndEmptiesIt() {
        write("hi")
        compare(model.text, "hi")
        keyClick(Qt.Key_Return)
        compare(model.sent, ["hi"])
        compare(composer.input.text, "")
    }
    function test_theButtonSendsAndKeepsTheFocus() {
        verify(!findChild(composer, "sendButton").enabled)
        write("hi")
        mouseClick(findChild(composer, "sendButton"))
        compare(model.sent, ["hi"])
        verify(composer.input.activeFocus)
    }
    function test_shiftReturnStartsALineAndItGrowsToItsLimit() {
        const before = composer.height
        write("a")
        for (let i = 0; i < 30; ++i)
            keyClick(Qt.Key_Return, Qt.ShiftModifier)
        verify(composer.height > before)
        verify(composer.height <= 200)
        compare(model.sent.length, 0)
        compare(model.text.split("\n").length, 31)
    }
    function test_theDraftOfAnotherChatTakesItsPlace() {
        write("one")
        model.text = "draft of another"
        compare(composer.input.text, "draft of another")
        compare(composer.input.cursorPosition, 16)
    }
    function test_saysWhyItCannotSend() {
        const before = composer.height
        model.problem = "A message has at most 64 KiB."
        verify(composer.height > before)
        write("x")
        keyClick(Qt.Key_Return)
        compare(model.sent.length, 0)
    }
    function test_blanksAreNotSent() {
        write("   ")
        keyClick(Qt.Key_Return)
        compare(model.sent.length, 0)
    }
    function test_pageKeysGoToTheTimeline() {
        keyClick(Qt.Key_PageUp)
        keyClick(Qt.Key_PageDown)
        compare(pages.signalArguments.map(line => line[0]), [1, -1])
    }
    function test_isNamedAfterTheConversation() {
        compare(composer.input.Accessible.name, "Message Bob")
        compare(composer.input.Accessible.role, Accessible.EditableText)
    }
}
