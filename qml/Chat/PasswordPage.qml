// SPDX-License-Identifier: MIT
// Asks for the password again: where there is no keychain, and after it was changed elsewhere. The app may have made the
// password itself and kept it in the keychain, so no way on from here may lose what the keychain has.
import QtQuick
import QtQuick.Layouts
import Ui.Controls

OnboardingCard {
    id: root

    required property var app

    function focusFirst() {
        passwordField.forceActiveFocus()
    }
    function submit() {
        if (passwordField.text !== "")
            root.app.enterPassword(passwordField.text)
    }

    hasMark: true
    sentence: root.app.keychainMissing
        ? qsTr("This computer has no keychain to keep the password in, so Baithak asks for it each time.")
        : qsTr("Your password for %1").arg(root.app.serverText)
    title: qsTr("Hello, %1").arg(root.app.userName)

    TextInputField {
        id: passwordField

        Layout.fillWidth: true
        isPassword: true
        label: qsTr("Password")
        objectName: "passwordField"

        onAccepted: root.submit()
    }
    NoticeCard {
        Layout.fillWidth: true
        objectName: "errorCard"
        sentence: root.app.errorText
        title: root.app.errorTitle
        visible: root.app.errorTitle !== ""
    }
    PrimaryButton {
        Layout.fillWidth: true
        enabled: passwordField.text !== ""
        objectName: "signInButton"
        text: qsTr("Sign in")

        onClicked: root.submit()
    }
    LinkButton {
        Layout.alignment: Qt.AlignHCenter
        objectName: "keychainLink"
        text: qsTr("Try the keychain again")

        onClicked: root.app.tryKeychainAgain()
    }
    LinkButton {
        Layout.alignment: Qt.AlignHCenter
        objectName: "signOutLink"
        text: qsTr("Use another account")

        onClicked: signOutDialog.open()
    }
    SignOutDialog {
        id: signOutDialog

        app: root.app
        objectName: "signOutDialog"
    }
}
