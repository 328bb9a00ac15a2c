// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Ui.Theme

TestCase {
    id: root

    name: "Type"

    function cleanup() {
        Theme.textScale = 1
        Theme.reducedMotion = false
    }
    function test_theScaleMultipliesEverySize() {
        compare(Type.body, 14)
        compare(Type.bodyLine, 20)
        Theme.textScale = 1.5
        compare(Type.body, 21)
        compare(Type.meta, 17)
        verify(Space.rowHeight > 64)
    }
    function test_hitTargetsStayLargeEnoughWhenTextIsSmall() {
        Theme.textScale = 0.85
        verify(Space.hit >= 32)
        verify(Space.toolbarHit >= 36)
        verify(Space.header >= 56)
    }
    function test_withReducedMotionOnlyShortFadesAreLeft() {
        compare(Motion.menu, 120)
        Theme.reducedMotion = true
        compare(Motion.menu, 0)
        compare(Motion.panel, 0)
        compare(Motion.rise, 0)
        verify(Motion.fade <= 80)
    }
}
