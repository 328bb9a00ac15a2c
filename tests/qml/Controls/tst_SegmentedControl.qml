// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Ui.Controls

TestCase {
    id: root

    height: 100
    name: "SegmentedControl"
    visible: true
    when: windowShown
    width: 400

    SegmentedControl {
        id: control

        name: "Theme"
        options: [{ value: "a", text: "First" }, { value: "b", text: "Second" }, { value: "c", text: "Third" }]
        value: "a"
        width: 300

        onChosen: chosen => value = chosen
    }

    function init() {
        control.value = "a"
    }
    function test_aClickChooses() {
        mouseClick(control, 150, 20)
        compare(control.value, "b")
        mouseClick(control, 150, 20)
        compare(control.value, "b")
    }
    function test_theArrowKeysMoveTheChoice() {
        mouseClick(control, 50, 20)
        keyClick(Qt.Key_Right)
        compare(control.value, "b")
        keyClick(Qt.Key_Right)
        keyClick(Qt.Key_Right)
        compare(control.value, "c")
        keyClick(Qt.Key_Left)
        compare(control.value, "b")
    }
}
