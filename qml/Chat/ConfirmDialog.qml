// SPDX-License-Identifier: MIT
// Asks before something that cannot be undone: leaving a group, taking somebody out of one.
import QtQuick
import QtQuick.Layouts
import Ui.Controls

DialogFrame {
    id: root

    property string question
    property string actionText

    signal confirmed

    preferredWidth: 400

    Paragraph {
        Layout.fillWidth: true
        text: root.question
    }

    buttons: [
        SecondaryButton {
            focus: true
            objectName: "cancelButton"
            text: qsTr("Cancel")

            onClicked: root.close()
        },
        PrimaryButton {
            isDanger: true
            objectName: "confirmButton"
            text: root.actionText

            onClicked: {
                root.confirmed()
                root.close()
            }
        }
    ]
}
