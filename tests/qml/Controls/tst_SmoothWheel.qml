// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Ui.Controls

TestCase {
    id: root

    property real moved: 0

    height: 200
    name: "SmoothWheel"
    visible: true
    when: windowShown
    width: 200

    Flickable {
        id: view

        anchors.fill: parent
        contentHeight: 2000
        interactive: false

        SmoothWheel {
            view: view

            onScrolled: pixels => root.moved += pixels
        }
    }

    function test_reportsTheWheelAndDoesNotDrag() {
        mouseWheel(view, 100, 100, 0, 120)
        verify(moved > 0)
        mouseDrag(view, 100, 150, 0, -100)
        compare(view.contentY, 0)
    }
}
