// SPDX-License-Identifier: MIT
import QtQuick
import QtQuick.Layouts
import QtTest
import Ui.Controls

TestCase {
    id: root

    height: 400
    name: "DialogFrame"
    visible: true
    when: windowShown
    width: 600

    TextInput {
        id: outside

        height: 20
        width: 100
    }
    DialogFrame {
        id: dialog

        title: "New chat"

        TextInputField {
            id: inside

            Layout.fillWidth: true
            focus: true
            label: "Username"
        }

        buttons: [
            PrimaryButton { text: "Start" }
        ]
    }

    function test_takesTheKeyboardAndGivesItBack() {
        outside.forceActiveFocus()
        dialog.open()
        tryVerify(() => dialog.opened)
        verify(inside.activeFocus)
        keyClick("x")
        compare(inside.text, "x")
        for (let i = 0; i < 8; ++i) {
            keyClick(Qt.Key_Tab)
            verify(!outside.activeFocus, "the keyboard left the dialog")
        }
        keyClick(Qt.Key_Escape)
        tryVerify(() => !dialog.visible)
        tryVerify(() => outside.activeFocus)
    }
    function test_staysWithinASmallWindow() {
        dialog.preferredWidth = 2000
        dialog.open()
        tryVerify(() => dialog.opened)
        verify(dialog.width <= root.width - 32)
        verify(dialog.height <= root.height - 32)
        dialog.close()
        dialog.preferredWidth = 420
        tryVerify(() => !dialog.visible)
    }
    function test_isADialogWithAName() {
        compare(dialog.frame.Accessible.role, Accessible.Dialog)
        compare(dialog.frame.Accessible.name, "New chat")
    }
}
