// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Ui.Chat
import Ui.Controls
import Ui.Theme
import "../stubs"

TestCase {
    id: root

    property var body: null

    height: 300
    name: "MessageBody"
    visible: true
    when: windowShown
    width: 500

    Component {
        id: bodyComponent

        MessageBody {
            height: implicitHeight
            maximumWidth: 300
            timeText: "10:24"
            width: implicitWidth
        }
    }

    function show(words) {
        body = createTemporaryObject(bodyComponent, root, { words })
        waitForRendering(body, 100)
        return body
    }
    function edit() {
        return body.children[0]
    }
    function test_theTimeStandsOnTheLastLineWhereItFits() {
        show("Short")
        verify(body.isMetaInline)
        verify(body.height <= Type.bodyLine + 1)
    }
    function test_orBelowWhereItDoesNot() {
        show("These are words that fill the whole of a line, and")
        let text = body.words
        for (let i = 0; i < 40 && body.isMetaInline; ++i) {
            text += "n"
            body.words = text
        }
        verify(!body.isMetaInline)
        verify(body.height > edit().height)
    }
    function test_linesAreTwentyPixelsHigh() {
        show("one\ntwo\nthree")
        compare(edit().contentHeight, 3 * Type.bodyLine)
    }
    function test_neverWiderThanAllowed() {
        show("word ".repeat(60))
        verify(body.width <= 300)
        body.words = "x".repeat(400)
        verify(body.width <= 300)
    }
    function test_whatPeopleWriteIsNotMarkup() {
        show("<b>bold</b> & <img src='file:///etc/hostname'>")
        compare(edit().getText(0, edit().length), "<b>bold</b> & <img src='file:///etc/hostname'>")
    }
    function test_addressesAreLinksAndTheFullStopIsNot() {
        show("See https://example.org/a(b). Or http://localhost:1/?q=1, ok")
        const html = edit().text
        verify(html.indexOf("href=\"https://example.org/a(b)\"") > 0, html)
        verify(html.indexOf("href=\"http://localhost:1/?q=1\"") > 0, html)
        verify(html.indexOf("href=\"javascript") < 0)
    }
    function test_onlyWebAddressesAreLinks() {
        show("javascript:alert(1) file:///etc/passwd mailto:a@b ssh://x")
        compare(edit().text.indexOf("href"), -1)
    }
    function test_loneEmojiAreBig() {
        show("🎉")
        verify(body.isBigEmoji)
        verify(edit().font.pixelSize > 30)
        verify(!body.isMetaInline)
    }
    function test_textIsSelectedByDragging() {
        show("Select some of these words")
        mouseDrag(edit(), 2, 10, 80, 0)
        verify(body.selectedText.length > 3)
        body.deselect()
        compare(body.selectedText, "")
    }
    function test_isReusedForAnotherMessage() {
        show("first https://example.org")
        body.words = "second"
        compare(edit().getText(0, edit().length), "second")
        compare(edit().text.indexOf("href"), -1)
    }
}
