// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Ui.Controls

TestCase {
    id: root

    height: 100
    name: "ScaleSlider"
    visible: true
    when: windowShown
    width: 400

    ScaleSlider {
        id: slider

        from: 0.85
        name: "Text size"
        to: 1.5
        value: 1
        width: 300

        onMoved: moved => value = moved
    }

    function test_theKeysMoveItByFivePercent() {
        slider.children[0].forceActiveFocus(Qt.TabFocusReason)
        keyClick(Qt.Key_Right)
        fuzzyCompare(slider.value, 1.05, 0.001)
        keyClick(Qt.Key_Left)
        keyClick(Qt.Key_Left)
        fuzzyCompare(slider.value, 0.95, 0.001)
    }
    function test_theMouseMovesItWithinTheRange() {
        mouseClick(slider, 225, slider.height / 2)
        verify(slider.value >= 1.3 && slider.value <= 1.5)
    }
}
