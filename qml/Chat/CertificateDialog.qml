// SPDX-License-Identifier: MIT
// Why the server's certificate is not believed, and what its owner would compare: the name and the fingerprint. There is
// nothing to agree to.
import QtQuick
import QtQuick.Layouts
import Ui.Controls
import Ui.Theme

DialogFrame {
    id: root

    required property var problem

    readonly property bool isMoot: problem.reasons.length === 0

    preferredWidth: 480
    title: qsTr("The server's certificate")

    onIsMootChanged: if (isMoot) close()

    ColumnLayout {
        Layout.fillWidth: true
        spacing: Space.xs

        TextLabel { words: qsTr("Server") }
        Paragraph {
            Layout.fillWidth: true
            objectName: "certificateHost"
            text: root.problem.host
            wrapMode: Text.WrapAnywhere
        }
    }
    ColumnLayout {
        Layout.fillWidth: true
        spacing: Space.xs

        TextLabel { words: qsTr("Its certificate is") }
        Paragraph {
            Layout.fillWidth: true
            objectName: "certificateReasons"
            text: root.problem.reasons.join("\n")
        }
    }
    ColumnLayout {
        Layout.fillWidth: true
        spacing: Space.xs

        TextLabel { words: qsTr("Fingerprint (SHA-256)") }
        TextEdit {
            Accessible.name: qsTr("Fingerprint (SHA-256)")
            Accessible.role: Accessible.StaticText
            Layout.fillWidth: true
            color: Colors.textMuted
            font.family: "monospace"
            font.pixelSize: Type.caption
            objectName: "certificateFingerprint"
            readOnly: true
            selectByMouse: true
            selectionColor: Colors.accent
            text: root.problem.fingerprint
            textFormat: TextEdit.PlainText
            wrapMode: TextEdit.WrapAnywhere
        }
    }
}
