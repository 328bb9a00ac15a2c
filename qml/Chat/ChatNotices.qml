// SPDX-License-Identifier: MIT
// What the user has to know besides the messages, one strip below the other: what went wrong, that there is no
// connection, that there is no keychain, and the password to keep.
import QtQuick
import Ui.Controls

Column {
    id: root

    required property var app

    // Its own action is the way on, so the link's state need not be told as well.
    readonly property bool isRetryOffered: app.errorTitle !== "" && app.errorAction === "retry"
    readonly property bool isServerDoubted: app.errorAction === "certificate"

    Banner {
        actionText: root.isRetryOffered ? qsTr("Retry now") : root.isServerDoubted ? qsTr("Details") : ""
        height: implicitHeight
        isDismissible: true
        objectName: "problemBanner"
        text: root.app.errorText
        title: root.app.errorTitle
        visible: title !== ""
        width: root.width

        onActionTriggered: root.isServerDoubted ? certificate.open() : root.app.runErrorAction()
        onDismissed: root.app.dismissError()
    }
    LinkBanner {
        app: root.app
        height: implicitHeight
        isCovered: root.isRetryOffered
        objectName: "linkBanner"
        width: root.width
    }
    Banner {
        property bool isDismissedByUser: false

        height: implicitHeight
        iconName: "key"
        isDismissible: true
        objectName: "keychainBanner"
        text: qsTr("This computer has no keychain: Baithak will ask for your password each time.")
        visible: root.app.keychainMissing && !isDismissedByUser && root.app.passwordToKeep === ""
        width: root.width

        onDismissed: isDismissedByUser = true
    }
    PasswordToKeep {
        app: root.app
        height: implicitHeight
        width: root.width
    }
    CertificateDialog {
        id: certificate

        problem: root.app.identityProblem
    }
}
