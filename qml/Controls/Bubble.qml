// SPDX-License-Identifier: MIT
// The shape behind a message. Corners towards a neighbour of the same run are tighter.
import QtQuick
import Ui.Controls
import Ui.Theme

NinePatch {
    id: root

    property bool isOwn: false
    // On which side the run's tight corners are
    property bool isRight: isOwn
    property bool startsRun: true
    property bool endsRun: true

    readonly property int round: Space.radiusBubble
    readonly property int tightTop: startsRun ? round : Space.radiusBubbleInner
    readonly property int tightBottom: endsRun ? round : Space.radiusBubbleInner

    corner: round
    source: Artwork.bubble(isRight ? round : tightTop, isRight ? tightTop : round, isRight ? tightBottom : round,
        isRight ? round : tightBottom, isOwn ? Colors.bubbleOut : Colors.bubbleIn,
        isOwn ? Colors.bubbleOut : Colors.bubbleInBorder, ratio)
}
