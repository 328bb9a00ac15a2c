// SPDX-License-Identifier: MIT
// The initials of a person or a group on a colour that follows the id. Decorative: the row round it has the name.
import QtQuick
import Ui.Theme

Rectangle {
    id: root

    property string seed
    property string initials
    property int size: 44

    readonly property int colorIndex: Colors.avatarIndex(seed)

    Accessible.ignored: true
    color: Colors.avatarBackgrounds[colorIndex]
    height: size
    radius: size / 2
    width: size

    Text {
        Accessible.ignored: true
        anchors.centerIn: parent
        color: Colors.avatarForegrounds[root.colorIndex]
        font.pixelSize: Math.round(root.size * (root.initials.length > 1 ? 0.36 : 0.42))
        font.weight: Font.DemiBold
        text: root.initials
        textFormat: Text.PlainText
    }
}
