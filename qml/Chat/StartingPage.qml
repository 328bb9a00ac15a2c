// SPDX-License-Identifier: MIT
// What is being done between the click and the first chat; or what went wrong, why, and the ways on.
import QtQuick
import QtQuick.Layouts
import Ui.Controls
import Ui.Theme

OnboardingCard {
    id: root

    required property var app

    readonly property bool hasFailed: app.errorTitle !== ""
    // There is no way past it, so none is offered.
    readonly property bool isServerDoubted: app.errorAction === "certificate"

    signal logRequested

    function focusFirst() {
        if (hasFailed)
            failure.actionButton.forceActiveFocus(Qt.TabFocusReason)
    }

    BusyRing {
        Layout.alignment: Qt.AlignHCenter
        size: Space.stateIcon
        visible: !root.hasFailed
    }
    Paragraph {
        Accessible.name: text
        Accessible.role: Accessible.StatusBar
        Layout.fillWidth: true
        color: Colors.text
        font.pixelSize: Type.title
        horizontalAlignment: Text.AlignHCenter
        lineBox: Type.titleLine
        objectName: "busyText"
        text: root.app.busyText
        visible: !root.hasFailed
    }
    EmptyState {
        id: failure

        Layout.fillWidth: true
        actionText: root.isServerDoubted ? qsTr("Details") : qsTr("Try again")
        iconName: "warning"
        objectName: "failure"
        secondActionText: root.isServerDoubted ? qsTr("Go back") : qsTr("Back")
        sentence: root.app.errorText
        tint: Colors.danger
        title: root.app.errorTitle
        visible: root.hasFailed

        onActionTriggered: root.isServerDoubted ? certificate.open() : root.app.runErrorAction()
        onSecondActionTriggered: root.app.dismissError()
        onVisibleChanged: if (visible) root.focusFirst()
    }
    LinkButton {
        Layout.alignment: Qt.AlignHCenter
        objectName: "logLink"
        text: qsTr("Show log")
        visible: root.hasFailed && root.app.isLocalServer

        onClicked: root.logRequested()
    }
    CertificateDialog {
        id: certificate

        problem: root.app.identityProblem
    }
}
