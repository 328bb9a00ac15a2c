// SPDX-License-Identifier: MIT
// How far an own message has come: a clock, one tick, two ticks, two ticks in a filled pill. Shapes, so that nobody has
// to tell colours apart.
import QtQuick
import Ui.Controls
import Ui.Theme

Icon {
    id: root

    // "", "queued", "stored", "delivered", "read" or "failed"
    property string delivery

    readonly property string words: delivery === "queued" ? qsTr("waiting to be sent")
        : delivery === "stored" ? qsTr("sent") : delivery === "delivered" ? qsTr("delivered")
        : delivery === "read" ? qsTr("read") : delivery === "failed" ? qsTr("not sent") : ""

    Accessible.ignored: words === ""
    Accessible.name: words
    Accessible.role: Accessible.Indicator
    name: delivery === "" ? "" : delivery === "failed" ? "error" : "state-" + delivery
    size: Math.max(16, Type.px(16))
    tint: delivery === "failed" ? Colors.danger : Colors.textFaint
    visible: delivery !== ""
}
