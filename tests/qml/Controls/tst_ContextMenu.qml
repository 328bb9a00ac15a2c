// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Ui.Controls

TestCase {
    id: root

    property string chosen

    height: 300
    name: "ContextMenu"
    visible: true
    when: windowShown
    width: 400

    ContextMenu {
        id: menu

        MenuEntry {
            iconName: "copy"
            text: "Copy"

            onTriggered: root.chosen = "copy"
        }
        MenuLine { }
        MenuEntry {
            iconName: "trash"
            isDanger: true
            text: "Delete"

            onTriggered: root.chosen = "delete"
        }
    }

    function init() {
        chosen = ""
        menu.popup(root, 20, 20)
        tryVerify(() => menu.opened)
    }
    function cleanup() {
        menu.close()
        tryVerify(() => !menu.visible)
    }
    function test_anEntryIsClicked() {
        mouseClick(menu.itemAt(2))
        compare(chosen, "delete")
    }
    function test_theKeysChoose() {
        keyClick(Qt.Key_Down)
        keyClick(Qt.Key_Return)
        compare(chosen, "copy")
    }
    function test_escLeavesIt() {
        keyClick(Qt.Key_Escape)
        tryVerify(() => !menu.visible)
        compare(chosen, "")
    }
    function test_entriesHaveNames() {
        compare(menu.itemAt(0).Accessible.name, "Copy")
        verify(menu.itemAt(0).width >= 190)
    }
}
