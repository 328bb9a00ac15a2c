// SPDX-License-Identifier: MIT
// The pages before the first chat. They stay alive while a sign-in is tried, so that a failure loses no typed word.
import QtQuick
import QtQuick.Layouts
import Ui.Controls
import Ui.Theme

FocusScope {
    id: root

    required property var app
    property bool isConnecting: false

    readonly property OnboardingCard page: app.stage === "starting" ? starting : app.stage === "password" ? password
        : isConnecting ? connectPage : welcome

    onPageChanged: Qt.callLater(page.focusFirst)  // qmllint disable

    WelcomePage {
        id: welcome

        anchors.fill: parent
        app: root.app
        visible: root.page === this

        onConnectRequested: {
            root.app.dismissError()
            root.isConnecting = true
        }
    }
    ConnectPage {
        id: connectPage

        anchors.fill: parent
        app: root.app
        visible: root.page === this

        onBackRequested: {
            root.app.dismissError()
            root.isConnecting = false
        }
    }
    PasswordPage {
        id: password

        anchors.fill: parent
        app: root.app
        visible: root.page === this
    }
    StartingPage {
        id: starting

        anchors.fill: parent
        app: root.app
        visible: root.page === this

        onLogRequested: logDialog.open()
    }
    DialogFrame {
        id: logDialog

        preferredWidth: 720
        title: qsTr("The server's log")

        onAboutToShow: logText.text = root.app.showLog()

        TextEdit {
            id: logText

            Accessible.name: qsTr("The server's log")
            Layout.fillWidth: true
            color: Colors.text
            font.family: "monospace"
            font.pixelSize: Type.caption
            readOnly: true
            selectByMouse: true
            selectionColor: Colors.accent
            textFormat: TextEdit.PlainText
            wrapMode: TextEdit.WrapAnywhere
        }
    }

    Component.onCompleted: Qt.callLater(page.focusFirst)  // qmllint disable
}
