// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Ui.Controls

TestCase {
    id: root

    height: 100
    name: "Toast"
    visible: true
    when: windowShown
    width: 600

    Toast {
        id: toast

        height: implicitHeight
        interval: 200
        width: implicitWidth
        y: 20
    }

    function init() {
        mouseMove(root, 599, 99)
        toast.hide()
        tryVerify(() => !toast.visible)
    }
    function test_goesByItself() {
        toast.show("Copied")
        verify(toast.isShown)
        compare(toast.Accessible.name, "Copied")
        tryVerify(() => !toast.visible)
    }
    function test_isDismissed() {
        toast.interval = 100000
        toast.show("There is nobody called zoe")
        tryVerify(() => toast.opacity === 1)
        mouseClick(toast, toast.width - 24, toast.height / 2)
        verify(!toast.isShown)
        toast.interval = 200
    }
}
