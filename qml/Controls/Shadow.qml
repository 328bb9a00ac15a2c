// SPDX-License-Identifier: MIT
// The one shadow of the design (y 4, blur 16), to be placed behind a panel as its sibling. It is a picture, not a layer
// effect, so that it never takes the panel away with it on a renderer without effects.
import QtQuick
import Ui.Controls
import Ui.Theme

NinePatch {
    id: root

    property int radius: Space.radiusPanel

    readonly property int blur: 8
    readonly property int reach: 2 * blur

    anchors.bottomMargin: -reach - 4 + blur
    anchors.fill: parent
    anchors.leftMargin: -reach + blur
    anchors.rightMargin: -reach + blur
    anchors.topMargin: -reach + 4 + blur
    corner: radius + reach
    source: Artwork.shadow(radius, blur, Colors.isDark ? 40 : 16, ratio)
}
