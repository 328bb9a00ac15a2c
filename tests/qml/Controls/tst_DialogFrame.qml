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

    DialogFrame {
        id: tall

        title: "Many"

        Item {
            id: above

            Layout.preferredHeight: 1
        }
        Repeater {
            id: fields

            model: 12

            delegate: TextInputField {
                required property int index

                Layout.fillWidth: true
                label: "Field " + index
            }
        }
    }
    DialogFrame {
        id: page

        title: "Words"

        Paragraph {
            Layout.fillWidth: true
            text: "Words and more words. ".repeat(200)
        }
    }

    function isInSight(dialog, item) {
        const scroll = findChild(dialog.frame, "dialogScroll")
        const top = item.mapToItem(scroll, 0, 0).y
        return top >= 0 && top + item.height <= scroll.height
    }
    function test_whatTheKeyboardIsInStaysInSight() {
        tall.open()
        tryVerify(() => tall.opened)
        fields.itemAt(0).forceActiveFocus(Qt.TabFocusReason)
        for (let i = 1; i < fields.count; ++i) {
            keyClick(Qt.Key_Tab)
            verify(fields.itemAt(i).activeFocus)
            tryVerify(() => isInSight(tall, fields.itemAt(i)), 1000, "field " + i)
        }
        for (let i = fields.count - 2; i >= 0; --i)
            keyClick(Qt.Key_Tab, Qt.ShiftModifier)
        tryVerify(() => isInSight(tall, fields.itemAt(0)))
        above.Layout.preferredHeight = 500
        tryVerify(() => isInSight(tall, fields.itemAt(0)))
        tall.close()
        tryVerify(() => !tall.visible)
    }
    function test_theKeysScrollWhatHasNothingToFocus() {
        page.open()
        tryVerify(() => page.opened)
        const scroll = findChild(page.frame, "dialogScroll")
        verify(scroll.contentHeight > scroll.height)
        keyClick(Qt.Key_PageDown)
        verify(scroll.contentY > 100)
        const before = scroll.contentY
        keyClick(Qt.Key_Down)
        verify(scroll.contentY > before)
        keyClick(Qt.Key_PageUp)
        keyClick(Qt.Key_PageUp)
        compare(scroll.contentY, 0)
        for (let i = 0; i < 50; ++i)
            keyClick(Qt.Key_PageDown)
        compare(scroll.contentY, scroll.contentHeight - scroll.height)
        page.close()
        tryVerify(() => !page.visible)
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
