// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Ui.Controls

TestCase {
    id: root

    name: "TextFormatter"

    function test_emojiAreFoundAndNothingElse_data() {
        return [
            { tag: "face", text: "hi 😀", has: true }, { tag: "heart with selector", text: "❤️", has: true },
            { tag: "heart without", text: "❤", has: true }, { tag: "family", text: "👩‍👩‍👧‍👦", has: true },
            { tag: "flag", text: "🇩🇪", has: true }, { tag: "rainbow flag", text: "🏳️‍🌈", has: true },
            { tag: "keycap", text: "1️⃣", has: true }, { tag: "skin tone", text: "👍🏽", has: true },
            { tag: "plain", text: "hello", has: false }, { tag: "digits", text: "12 # *", has: false },
            { tag: "copyright as text", text: "© 2026", has: false }, { tag: "arrow as text", text: "a → b", has: false },
            { tag: "arrow as picture", text: "➡️", has: true }, { tag: "text style", text: "☺︎", has: false },
            { tag: "Devanagari", text: "नमस्ते", has: false }, { tag: "lone flag letter", text: "🇩", has: false }
        ]
    }
    function test_emojiAreFoundAndNothingElse(data) {
        compare(TextFormatter.hasEmoji(data.text), data.has)
    }
    function test_whatPeopleWriteIsNeverMarkup() {
        const html = TextFormatter.rich("<b>bold</b> & \"quoted\" <img src='x'> 😀")
        verify(html.indexOf("<b>") < 0)
        verify(html.indexOf("<img") < 0)
        verify(html.indexOf("&lt;b&gt;bold&lt;/b&gt; &amp; &quot;quoted&quot;") === 0)
        verify(html.indexOf("<span style=\"font-family:'Noto Color Emoji'\">😀</span>") > 0)
    }
    function test_anEmojiSequenceStaysTogetherWithoutItsSelector() {
        compare(TextFormatter.rich("🏳️‍🌈"), "<span style=\"font-family:'Noto Color Emoji'\">🏳‍🌈</span>")
        compare(TextFormatter.rich("1️⃣"), "<span style=\"font-family:'Noto Color Emoji'\">1⃣</span>")
    }
    function test_aFewLoneEmojiAreShownBig_data() {
        return [
            { tag: "one", text: "🎉", big: true }, { tag: "three", text: "🎉🎉 🎉", big: true },
            { tag: "four", text: "🎉🎉🎉🎉", big: false }, { tag: "with words", text: "🎉 yes", big: false },
            { tag: "one family is one", text: "👩‍👩‍👧‍👦", big: true }, { tag: "empty", text: "", big: false },
            { tag: "blank", text: "  ", big: false }
        ]
    }
    function test_aFewLoneEmojiAreShownBig(data) {
        compare(TextFormatter.isBigEmoji(data.text), data.big)
    }
    function test_aLongLineIsCutBeforeItIsFormatted() {
        const cut = TextFormatter.elidedRich("A long line with a 🚗 in the middle of it and more", Qt.font({ pixelSize: 13 }), 80)
        verify(cut.indexOf("…") > 0)
    }
}
