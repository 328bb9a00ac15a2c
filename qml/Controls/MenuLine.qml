// SPDX-License-Identifier: MIT
// The hairline between two groups of a menu.
import QtQuick
import QtQuick.Templates as T
import Ui.Theme

T.MenuSeparator {
    id: root

    Accessible.ignored: true
    bottomPadding: Space.xs
    implicitHeight: 1 + topPadding + bottomPadding
    implicitWidth: 1
    topPadding: Space.xs

    contentItem: Rectangle { color: Colors.border }
}
