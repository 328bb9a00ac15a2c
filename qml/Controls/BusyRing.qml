// SPDX-License-Identifier: MIT
// Turns while something is being done for the user, and only then. With reduced motion it stands still; the words beside
// it say what is going on.
import QtQuick
import Ui.Controls
import Ui.Theme

Icon {
    id: root

    name: "spinner"
    tint: Colors.accent

    RotationAnimator on rotation {
        duration: 900
        from: 0
        loops: Animation.Infinite
        running: root.visible && !Motion.isReduced
        to: 360
    }
}
