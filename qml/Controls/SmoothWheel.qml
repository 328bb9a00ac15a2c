// SPDX-License-Identifier: MIT
// Scrolls a Flickable by the wheel without letting a drag move it, so that dragging can select text.
import QtQuick
import Ui.Theme

WheelHandler {
    id: root

    required property Flickable view

    signal scrolled(real pixels)

    acceptedDevices: PointerDevice.Mouse | PointerDevice.TouchPad
    target: null

    onWheel: event => {
        const pixels = event.pixelDelta.y !== 0 ? event.pixelDelta.y : event.angleDelta.y / 120 * 3 * Type.bodyLine
        root.scrolled(pixels)
        event.accepted = true
    }
}
