// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Ui.Controls

TestCase {
    id: root

    name: "TextLabel"

    TextLabel {
        id: label

        width: 200
    }

    function test_plainWordsAreShownAsTheyAre() {
        label.words = "<b>Bob</b> & co"
        compare(label.textFormat, Text.PlainText)
        compare(label.text, "<b>Bob</b> & co")
        compare(label.Accessible.name, "<b>Bob</b> & co")
    }
    function test_emojiComeInTheirFontAndMarkupStaysText() {
        label.words = "<b>Bob</b> 😀"
        compare(label.textFormat, Text.RichText)
        verify(label.text.indexOf("&lt;b&gt;") >= 0)
        verify(label.text.indexOf("Noto Color Emoji") > 0)
    }
    function test_linesBecomeOneLine() {
        label.words = "one\ntwo"
        compare(label.text, "one two")
        compare(label.lineCount, 1)
    }
}
