// SPDX-License-Identifier: MIT
// The keyboard map of the chat page. A modal dialog keeps these from firing.
import QtQuick

Item {
    id: root

    required property var app

    signal searchRequested
    signal dialogRequested(string name)
    signal paneRequested
    signal firstUnreadRequested
    signal latestRequested
    signal unwound

    Shortcut {
        sequence: "Ctrl+K"

        onActivated: root.searchRequested()
    }
    Shortcut {
        sequence: "Ctrl+N"

        onActivated: root.dialogRequested("newChat")
    }
    Shortcut {
        sequence: "Alt+Up"

        onActivated: root.app.openNextChat(-1, false)
    }
    Shortcut {
        sequence: "Alt+Down"

        onActivated: root.app.openNextChat(1, false)
    }
    Shortcut {
        sequence: "Alt+Shift+Up"

        onActivated: root.app.openNextChat(-1, true)
    }
    Shortcut {
        sequence: "Alt+Shift+Down"

        onActivated: root.app.openNextChat(1, true)
    }
    Shortcut {
        sequence: "F6"

        onActivated: root.paneRequested()
    }
    Shortcut {
        sequence: "Shift+PgUp"

        onActivated: root.firstUnreadRequested()
    }
    Shortcut {
        sequence: "Shift+PgDown"

        onActivated: root.latestRequested()
    }
    Shortcut {
        sequence: "Ctrl+,"

        onActivated: root.dialogRequested("settings")
    }
    Shortcut {
        sequence: "Ctrl+/"

        onActivated: root.dialogRequested("keyboard")
    }
    Shortcut {
        sequence: "Esc"

        onActivated: root.unwound()
    }
}
