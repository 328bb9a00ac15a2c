// SPDX-License-Identifier: MIT
// One of the icons of resources/icons/ui, in any colour and size. Decorative: the control round it has the name.
import QtQuick
import Ui.Controls
import Ui.Theme

Image {
    id: root

    property string name
    property color tint: Colors.textMuted
    property int size: Space.icon

    // A large icon with lines as thick in proportion would look heavy.
    readonly property real lineWidth: size >= 40 ? 1.2 : 1.75

    Accessible.ignored: true
    height: size
    source: Artwork.icon(name, tint, lineWidth)
    sourceSize.height: size
    sourceSize.width: size
    width: size
}
