// SPDX-License-Identifier: MIT
// One line of text: plain, cut with an ellipsis. Emoji come out right, at the price of rich text for those lines only.
import QtQuick
import Ui.Controls
import Ui.Theme

Text {
    id: root

    // What people wrote; `text` is what is shown of it.
    property string words
    readonly property bool hasEmoji: TextFormatter.hasEmoji(words)

    Accessible.name: words
    Accessible.role: Accessible.StaticText
    color: Colors.text
    elide: Text.ElideRight
    font.pixelSize: Type.body
    maximumLineCount: 1
    text: !hasEmoji ? words.replace(/\s+/g, " ") : width > 0
        ? TextFormatter.elidedRich(words.replace(/\s+/g, " "), root.font, width) : TextFormatter.rich(words)
    textFormat: hasEmoji ? Text.RichText : Text.PlainText
    verticalAlignment: Text.AlignVCenter
    wrapMode: hasEmoji ? Text.NoWrap : Text.NoWrap
}
