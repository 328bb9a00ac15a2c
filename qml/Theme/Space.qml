// SPDX-License-Identifier: MIT
// Distances: a grid of 4, and the fixed measures of the shell.
pragma Singleton

pragma ComponentBehavior: Bound

import QtQuick

QtObject {
    id: root

    readonly property int xs: 4
    readonly property int s: 8
    readonly property int m: 12
    readonly property int l: 16
    readonly property int xl: 24
    readonly property int xxl: 32
    readonly property int xxxl: 48

    readonly property int hit: Math.max(32, Type.px(32))
    readonly property int toolbarHit: Math.max(36, Type.px(36))
    readonly property int field: Math.max(40, Type.px(40))
    readonly property int icon: 20
    readonly property int stateIcon: 48

    readonly property int radius: 8
    readonly property int radiusPanel: 12
    readonly property int radiusBubble: 16
    readonly property int radiusBubbleInner: 6

    readonly property int header: Math.max(56, Type.px(56))
    readonly property int rail: 64
    readonly property int listWidth: 320
    readonly property int listMinimum: 240
    readonly property int listMaximum: 420
    readonly property int listCollapsed: 72
    readonly property int details: 320
    readonly property int rowHeight: Math.max(64, Type.px(64))
    readonly property int bubbleMaximum: 560

    // Window widths at which the shell changes
    readonly property int singlePaneBelow: 640
    readonly property int avatarsOnlyBelow: 900
}
