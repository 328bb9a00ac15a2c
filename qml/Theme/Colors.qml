// SPDX-License-Identifier: MIT
// The colours; not called Palette, since QtQuick has a type of that name. Each text colour has at least 4.5:1 on each
// surface it is used on: tests/qml/Theme/tst_Colors.qml computes that, so a token can be changed without fear.
pragma Singleton

import QtQuick

QtObject {
    id: root

    readonly property bool isDark: Theme.isDark

    readonly property color canvas: isDark ? "#0E1116" : "#F3F5F9"
    readonly property color surface: isDark ? "#151A21" : "#FFFFFF"
    readonly property color surfaceAlt: isDark ? "#1B212A" : "#F7F8FB"
    readonly property color border: isDark ? "#2A323E" : "#DFE4EC"
    readonly property color text: isDark ? "#E8ECF3" : "#10151F"
    readonly property color textMuted: isDark ? "#A6B0C0" : "#556074"
    readonly property color textFaint: isDark ? "#8C97A8" : "#667085"
    readonly property color accent: isDark ? "#7C9CFF" : "#2F5BEA"
    readonly property color inkOnAccent: isDark ? "#0B1020" : "#FFFFFF"
    readonly property color accentHover: isDark ? "#97B0FF" : "#254BCB"
    readonly property color accentSoft: isDark ? "#1D2949" : "#E6ECFE"
    readonly property color bubbleIn: isDark ? "#1D242E" : "#FFFFFF"
    readonly property color bubbleInBorder: isDark ? "#1D242E" : "#DFE4EC"
    readonly property color bubbleOut: isDark ? "#2B3F78" : "#DCE6FF"
    readonly property color metaOut: isDark ? "#C3CEEA" : "#4A5670"
    readonly property color link: isDark ? "#9DB4FF" : "#2450D8"
    readonly property color success: isDark ? "#4CC38A" : "#14734A"
    readonly property color warn: isDark ? "#E3A84A" : "#8F5400"
    readonly property color danger: isDark ? "#FF7D88" : "#C3243A"
    // Tints behind words of the colour beside them: banners and the hover of a destructive button.
    readonly property color warnSoft: isDark ? "#2B2415" : "#FFF4E0"
    readonly property color dangerSoft: isDark ? "#331B20" : "#FDECEE"
    // Fields and switches need 3:1 against their surface, which a hairline does not have.
    readonly property color control: isDark ? "#6B788C" : "#7F8A9E"
    readonly property color scrim: isDark ? "#99000000" : "#66101828"

    readonly property var avatarBackgrounds: ["#DCE6FF", "#E7E0FF", "#FBE0F0", "#FFE0E0", "#FFE7D1", "#FFF0C7",
        "#E2F2D0", "#D3F2E1", "#CFF0F2", "#DDEBF7", "#E6E8EE", "#F0E4DA"]
    readonly property var avatarForegrounds: ["#1F3FA8", "#5B2FB8", "#9C1F6B", "#A3222B", "#8F4300", "#755200",
        "#3B6300", "#0E6142", "#0B5E66", "#22557F", "#414B5E", "#6B4426"]

    // Picks by a hash (FNV-1a) of the id, so that a person keeps the colour when the name changes.
    function avatarIndex(seed: string): int {
        let hash = 0x811c9dc5
        for (let i = 0; i < seed.length; ++i)
            hash = Math.imul(hash ^ seed.charCodeAt(i), 0x01000193) >>> 0
        return hash % avatarBackgrounds.length
    }
}
