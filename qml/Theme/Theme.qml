// SPDX-License-Identifier: MIT
// What the user chose about the looks. The main window sets the inputs from the settings and the desktop; the other
// singletons of this module turn them into tokens, and everything on screen reads those.
pragma Singleton

import QtQuick

QtObject {
    id: root

    // "system", "light" or "dark"
    property string mode: "system"
    // What the desktop prefers: "light", "dark" or, where it does not say, ""
    property string systemScheme: ""
    // 0.85 to 1.5: multiplies every size of type
    property real textScale: 1
    property bool reducedMotion: false

    readonly property bool isDark: mode === "dark" || (mode === "system" && systemIsDark)
    readonly property bool systemIsDark: systemScheme !== "" ? systemScheme === "dark"
        : systemPalette.window.hslLightness < systemPalette.windowText.hslLightness

    readonly property SystemPalette systemPalette: SystemPalette { }
}
