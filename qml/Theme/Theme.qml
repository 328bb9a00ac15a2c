// SPDX-License-Identifier: MIT
// What the user chose about the looks. The main window sets the three inputs from the settings; the other singletons of
// this module turn them into tokens, and everything on screen reads those.
pragma Singleton

import QtQuick

QtObject {
    id: root

    // "system", "light" or "dark"
    property string mode: "system"
    // 0.85 to 1.5: multiplies every size of type
    property real textScale: 1
    property bool reducedMotion: false

    readonly property bool isDark: mode === "dark" || (mode === "system" && systemIsDark)
    readonly property bool systemIsDark: systemPalette.window.hslLightness < systemPalette.windowText.hslLightness

    readonly property SystemPalette systemPalette: SystemPalette { }
}
