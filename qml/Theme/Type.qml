// SPDX-License-Identifier: MIT
// Sizes and line heights of type, in pixels, with the user's text scale applied. The family is the application's font.
pragma Singleton

import QtQuick

QtObject {
    id: root

    readonly property real scale: Theme.textScale

    readonly property int meta: px(11)
    readonly property int metaLine: px(14)
    readonly property int caption: px(12)
    readonly property int captionLine: px(16)
    readonly property int preview: px(13)
    readonly property int previewLine: px(18)
    readonly property int body: px(14)
    readonly property int bodyLine: px(20)
    readonly property int title: px(16)
    readonly property int titleLine: px(24)
    readonly property int page: px(20)
    readonly property int pageLine: px(28)
    readonly property int welcome: px(28)
    readonly property int welcomeLine: px(36)
    // A message of nothing but a few emoji
    readonly property int bigEmoji: px(34)

    function px(size: real): int {
        return Math.round(size * scale)
    }
}
