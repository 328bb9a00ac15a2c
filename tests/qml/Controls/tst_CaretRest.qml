// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Ui.Controls

TestCase {
    id: root

    height: 100
    name: "CaretRest"
    visible: true
    when: windowShown
    width: 300

    TextInput {
        id: input

        focus: true
        width: 300
    }
    Component {
        id: restComponent

        CaretRest { restAfter: 50 }
    }

    function test_standsStillAtRestAndBlinksAtAKey() {
        const usual = Qt.styleHints.cursorFlashTime
        verify(usual > 0)
        const rest = createTemporaryObject(restComponent, root)
        input.forceActiveFocus()
        keyClick("a")
        tryVerify(() => Qt.styleHints.cursorFlashTime === 0)
        verify(input.cursorVisible)
        keyClick("b")
        compare(Qt.styleHints.cursorFlashTime, usual)
        tryVerify(() => Qt.styleHints.cursorFlashTime === 0)
        rest.destroy()
        tryVerify(() => Qt.styleHints.cursorFlashTime === usual)
    }
}
