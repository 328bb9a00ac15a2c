// SPDX-License-Identifier: MIT
// Shows one dialog at a time, made when it is asked for and thrown away when it closes.
import QtQuick
import Ui.Controls

// A Loader of Qt 6.4 cannot make bound components, so what is loaded reads this file's ids unbound.
// qmllint disable unqualified

Item {
    id: root

    required property var app

    readonly property DialogFrame dialog: loader.item as DialogFrame
    readonly property bool isOpen: dialog !== null && dialog.visible

    signal closed

    // "newChat", "newGroup", "settings", "keyboard", "signOut" or "leaveGroup"
    function show(name: string) {
        loader.sourceComponent = null
        loader.sourceComponent = { newChat, newGroup, settings, keyboard, signOut, leaveGroup }[name]
        dialog.open()
    }
    function askToRemove(userName: string) {
        loader.sourceComponent = null
        loader.sourceComponent = removeMember
        dialog.userName = userName
        dialog.open()
    }

    Loader { id: loader }
    Connections {
        function onClosed() {
            root.closed()
        }

        target: root.dialog
    }

    Component {
        id: newChat

        NewChatDialog {
            app: root.app

            onDialogRequested: name => Qt.callLater(root.show, name)
        }
    }
    Component {
        id: newGroup

        GroupDialog { app: root.app }
    }
    Component {
        id: settings

        SettingsDialog {
            app: root.app

            onDialogRequested: name => Qt.callLater(root.show, name)
        }
    }
    Component {
        id: keyboard

        KeyboardHelp { }
    }
    Component {
        id: signOut

        SignOutDialog { app: root.app }
    }
    Component {
        id: leaveGroup

        ConfirmDialog {
            actionText: qsTr("Leave")
            question: qsTr("You will get no more of its messages. An admin can add you again.")
            title: qsTr("Leave %1?").arg(root.app.timeline.title)

            onConfirmed: root.app.members.leave()
        }
    }
    Component {
        id: removeMember

        ConfirmDialog {
            property string userName

            actionText: qsTr("Remove")
            question: qsTr("%1 gets no more messages of this group; what was received stays.").arg(userName)
            title: qsTr("Remove %1 from the group?").arg(userName)

            onConfirmed: root.app.members.remove(userName)
        }
    }
}
