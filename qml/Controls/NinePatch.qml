// SPDX-License-Identifier: MIT
// A picture of rounded corners, stretched between them, as sharp as the screen.
import QtQuick
import QtQuick.Window

BorderImage {
    id: root

    required property int corner

    // How many pixels of the picture a unit of the corner has. The software renderer of Qt 6.4 cuts a picture as if that
    // were one on every screen, and would show a part of each corner only.
    readonly property real ratio: GraphicsInfo.api === GraphicsInfo.Software ? 1 : Screen.devicePixelRatio

    Accessible.ignored: true
    border.bottom: corner
    border.left: corner
    border.right: corner
    border.top: corner
}
