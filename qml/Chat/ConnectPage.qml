// SPDX-License-Identifier: MIT
// Signing in, or making an account, on a server that somebody else runs.
import QtQuick
import QtQuick.Layouts
import Ui.Controls

OnboardingCard {
    id: root

    required property var app
    property bool isNewAccount: false

    readonly property bool isComplete: addressField.text.trim() !== "" && userField.text.trim() !== ""
        && passwordField.text !== ""

    signal backRequested

    function focusFirst() {
        const first = addressField.text === "" ? addressField : userField.text === "" ? userField : passwordField
        first.forceActiveFocus()
    }
    function submit() {
        if (isComplete)
            root.app.connectTo(addressField.text.trim(), userField.text.trim(), passwordField.text, isNewAccount)
    }

    sentence: qsTr("Ask whoever runs the server for its address.")
    title: qsTr("Connect to a server")

    SegmentedControl {
        Layout.fillWidth: true
        name: qsTr("Account")
        objectName: "accountKind"
        options: [{ value: "existing", text: qsTr("Sign in") }, { value: "new", text: qsTr("Create account") }]
        value: root.isNewAccount ? "new" : "existing"

        onChosen: value => root.isNewAccount = value === "new"
    }
    TextInputField {
        id: addressField

        Layout.fillWidth: true
        hints: Qt.ImhUrlCharactersOnly
        label: qsTr("Server address")
        objectName: "addressField"
        placeholder: "https://chat.example.org"
        text: root.app.suggestedServer

        onAccepted: userField.forceActiveFocus()
    }
    TextInputField {
        id: userField

        Layout.fillWidth: true
        hints: Qt.ImhNoAutoUppercase | Qt.ImhNoPredictiveText
        label: qsTr("Username")
        maximumLength: 64
        objectName: "userField"

        onAccepted: passwordField.forceActiveFocus()
    }
    TextInputField {
        id: passwordField

        Layout.fillWidth: true
        hint: root.isNewAccount ? qsTr("At least 8 characters.") : ""
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
        enabled: root.isComplete
        objectName: "connectButton"
        text: root.isNewAccount ? qsTr("Create account") : qsTr("Sign in")

        onClicked: root.submit()
    }
    LinkButton {
        Layout.alignment: Qt.AlignHCenter
        objectName: "backLink"
        text: qsTr("Back")

        onClicked: root.backRequested()
    }
}
