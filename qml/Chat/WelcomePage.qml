// SPDX-License-Identifier: MIT
// The first screen: a name, and one click to the first conversation.
import QtQuick
import QtQuick.Layouts
import Ui.Controls

OnboardingCard {
    id: root

    required property var app

    // An account of this name is there already: its owner comes back.
    readonly property bool needsPassword: app.errorAction === "password"

    signal connectRequested

    function focusFirst() {
        if (passwordField.visible)
            return passwordField.forceActiveFocus()
        nameField.forceActiveFocus()
        nameField.selectAll()
    }
    function start() {
        if (startButton.enabled)
            root.app.startChatting(nameField.text.trim(), needsPassword ? passwordField.text : "")
    }

    hasMark: true
    sentence: qsTr("Baithak runs its own server on this computer: there is nothing to set up.")
    title: qsTr("Welcome")

    TextInputField {
        id: nameField

        Layout.fillWidth: true
        hint: qsTr("This is how others see you.")
        label: qsTr("Your name")
        maximumLength: 64
        objectName: "nameField"
        placeholder: qsTr("Name")
        text: root.app.suggestedName

        onAccepted: root.start()
        onTextChanged: {
            if (root.needsPassword)
                root.app.dismissError()
        }
    }
    NoticeCard {
        Layout.fillWidth: true
        objectName: "errorCard"
        sentence: root.app.errorText
        title: root.app.errorTitle
        visible: root.app.errorTitle !== ""
    }
    TextInputField {
        id: passwordField

        Layout.fillWidth: true
        isPassword: true
        label: qsTr("Password")
        objectName: "passwordField"
        visible: root.needsPassword

        onAccepted: root.start()
        onVisibleChanged: {
            text = ""
            if (visible)
                forceActiveFocus()
        }
    }
    PrimaryButton {
        id: startButton

        Layout.fillWidth: true
        enabled: nameField.text.trim() !== "" && (!root.needsPassword || passwordField.text !== "")
        objectName: "startButton"
        text: root.needsPassword ? qsTr("Sign in") : qsTr("Start chatting")

        onClicked: root.start()
    }
    LinkButton {
        Layout.alignment: Qt.AlignHCenter
        objectName: "connectLink"
        text: qsTr("Connect to another server")

        onClicked: root.connectRequested()
    }
}
