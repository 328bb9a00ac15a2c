// SPDX-License-Identifier: MIT
// Asks before signing out, and shows the password that it takes to come back: the app may have made it by itself.
import QtQuick
import QtQuick.Layouts
import Ui.Controls
import Ui.Theme

ConfirmDialog {
    id: root

    required property var app

    actionText: qsTr("Sign out")
    question: app.waiting > 0
        ? qsTr("%n message(s) not sent yet will wait until you sign in again, with your password.", "", app.waiting)
        : qsTr("To come back you need your password. Your messages stay on this computer until then.")
    title: qsTr("Sign out of %1?").arg(app.userName)

    onClosed: app.forgetRecalled()
    onConfirmed: app.signOut()

    RowLayout {
        Layout.fillWidth: true
        spacing: Space.s
        visible: !root.app.keychainMissing

        TextEdit {
            Accessible.name: qsTr("Password")
            Accessible.role: Accessible.StaticText
            Layout.fillWidth: true
            color: Colors.text
            font.family: "monospace"
            font.pixelSize: Type.body
            objectName: "recalledPassword"
            readOnly: true
            selectByMouse: true
            selectionColor: Colors.accent
            text: root.app.recalledPassword
            textFormat: TextEdit.PlainText
            visible: text !== ""
            wrapMode: TextEdit.WrapAnywhere
        }
        SecondaryButton {
            readonly property bool isShown: root.app.recalledPassword !== ""

            iconName: isShown ? "copy" : "key"
            objectName: "recallButton"
            text: isShown ? qsTr("Copy") : qsTr("Show my password")

            onClicked: isShown ? Clipboard.copy(root.app.recalledPassword) : root.app.recallPassword()
        }
    }
}
