// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Ui.Controls
import Ui.Theme

TestCase {
    id: root

    height: 100
    name: "BusyRing"
    visible: true
    when: windowShown
    width: 100

    BusyRing { id: ring }

    function cleanup() {
        Theme.reducedMotion = false
        ring.visible = true
    }
    function test_standsStillWhenHiddenOrMotionIsReduced() {
        compare(ring.status, Image.Ready)
        Theme.reducedMotion = true
        verify(Motion.isReduced)
        wait(0)
        const angle = ring.rotation
        wait(60)
        compare(ring.rotation, angle)
    }
}
