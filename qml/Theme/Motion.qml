// SPDX-License-Identifier: MIT
// Durations in milliseconds. With reduced motion nothing moves, and only fades of at most 80 ms remain.
pragma Singleton

import QtQuick

QtObject {
    id: root

    readonly property bool isReduced: Theme.reducedMotion

    readonly property int hover: isReduced ? 0 : 80
    readonly property int menu: isReduced ? 0 : 120
    readonly property int panel: isReduced ? 0 : 200
    readonly property int fade: isReduced ? 80 : 120
    readonly property int highlight: isReduced ? 0 : 1200
    readonly property int rise: isReduced ? 0 : 8
    readonly property int easing: Easing.OutCubic
}
