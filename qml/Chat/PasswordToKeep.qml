// SPDX-License-Identifier: MIT
// Where there is no keychain, the password that was made for the account is shown once, for its owner to keep.
import QtQuick
import QtQuick.Layouts
import Ui.Controls
import Ui.Theme

Rectangle {
    id: root

    required property var app

    Accessible.name: qsTr("Keep this password: %1").arg(app.passwordToKeep)
    Accessible.role: Accessible.AlertMessage
    color: Colors.warnSoft
    implicitHeight: row.implicitHeight + 2 * Space.s
    visible: app.passwordToKeep !== ""

    RowLayout {
        id: row

        anchors.left: parent.left
        anchors.leftMargin: Space.l
        anchors.right: parent.right
        anchors.rightMargin: Space.m
        anchors.verticalCenter: parent.verticalCenter
        spacing: Space.s

        Icon {
            name: "key"
            tint: Colors.warn
        }
        ColumnLayout {
            Layout.fillWidth: true
            spacing: 0

            Paragraph {
                Accessible.ignored: true
                Layout.fillWidth: true
                color: Colors.text
                font.pixelSize: Type.preview
                lineBox: Type.previewLine
                text: qsTr("This computer has no keychain. Keep this password: Baithak asks for it at each start.")
            }
            TextEdit {
                Accessible.name: qsTr("Password")
                Accessible.role: Accessible.StaticText
                color: Colors.text
                font.family: "monospace"
                font.pixelSize: Type.body
                objectName: "passwordToKeep"
                readOnly: true
                selectByMouse: true
                selectionColor: Colors.accent
                text: root.app.passwordToKeep
                textFormat: TextEdit.PlainText
            }
        }
        SecondaryButton {
            iconName: "copy"
            objectName: "copyPasswordButton"
            text: qsTr("Copy")

            onClicked: Clipboard.copy(root.app.passwordToKeep)
        }
        PrimaryButton {
            objectName: "passwordKeptButton"
            text: qsTr("I have it")

            onClicked: root.app.dismissPasswordToKeep()
        }
    }
    Rectangle {
        anchors.bottom: parent.bottom
        color: Colors.border
        height: 1
        width: parent.width
    }
}
