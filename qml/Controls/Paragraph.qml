// SPDX-License-Identifier: MIT
// Text of several lines, each as high as the type scale says.
import QtQuick
import Ui.Theme

Text {
    id: root

    property int lineBox: Type.bodyLine

    color: Colors.textMuted
    font.pixelSize: Type.body
    lineHeight: lineBox
    lineHeightMode: Text.FixedHeight
    textFormat: Text.PlainText
    wrapMode: Text.Wrap
}
