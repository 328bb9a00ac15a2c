// SPDX-License-Identifier: MIT
// Starting a chat: by somebody's username, or with one of the people known already; and finding several people at once.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ui.Controls
import Ui.Theme

DialogFrame {
    id: root

    required property var app

    readonly property string wanted: nameField.text.trim()

    signal dialogRequested(string name)

    function begin(userName: string) {
        if (userName === "")
            return
        root.app.openDirect(userName)
        close()
    }
    function findAll() {
        const names = findField.text.split(/[\s,;]+/).filter(name => name !== "")
        if (names.length > 0)
            root.app.contacts.sync(names)
    }

    title: qsTr("New chat")

    onAboutToShow: root.app.contacts.filter = ""

    TextInputField {
        id: nameField

        Keys.onDownPressed: people.takeFocus()
        Layout.fillWidth: true
        focus: true
        hints: Qt.ImhNoAutoUppercase | Qt.ImhNoPredictiveText
        label: qsTr("Username")
        objectName: "userNameField"
        placeholder: qsTr("For example: bob")

        onAccepted: root.begin(root.wanted)
        onTextChanged: root.app.contacts.filter = text.trim()
    }
    LinkButton {
        Layout.leftMargin: -Space.xs
        Layout.topMargin: -Space.s
        objectName: "newGroupLink"
        text: qsTr("Or start a group")

        onClicked: {
            root.close()
            root.dialogRequested("newGroup")
        }
    }
    ColumnLayout {
        Layout.fillWidth: true
        spacing: Space.xs
        visible: people.count > 0

        TextLabel {
            Accessible.role: Accessible.Heading
            color: Colors.textMuted
            font.pixelSize: Type.caption
            font.weight: Font.Medium
            words: qsTr("People you know")
        }
        ListView {
            id: people

            function takeFocus() {
                if (count > 0) {
                    currentIndex = Math.max(0, currentIndex)
                    forceActiveFocus(Qt.TabFocusReason)
                }
            }

            Accessible.name: qsTr("People you know")
            Accessible.role: Accessible.List
            Keys.onUpPressed: if (currentIndex <= 0) nameField.forceActiveFocus(); else decrementCurrentIndex()
            Layout.fillWidth: true
            Layout.preferredHeight: Math.min(contentHeight, 4.5 * Math.max(48, Type.px(48)))
            activeFocusOnTab: true
            boundsBehavior: Flickable.StopAtBounds
            clip: true
            currentIndex: -1
            highlightMoveDuration: 0
            model: root.app.contacts
            objectName: "people"

            delegate: PersonDelegate {
                width: ListView.view.width

                onChosen: userName => root.begin(userName)
            }

            onActiveFocusChanged: if (activeFocus && currentIndex < 0) currentIndex = 0
        }
    }
    ColumnLayout {
        Layout.fillWidth: true
        spacing: Space.s

        RowLayout {
            Layout.fillWidth: true
            spacing: Space.s

            TextInputField {
                id: findField

                Layout.fillWidth: true
                hints: Qt.ImhNoAutoUppercase | Qt.ImhNoPredictiveText
                label: qsTr("Find several people")
                objectName: "findField"
                placeholder: qsTr("bob, carol, dave")

                onAccepted: root.findAll()
            }
            SecondaryButton {
                Layout.alignment: Qt.AlignBottom
                enabled: findField.text.trim() !== "" && !root.app.contacts.isBusy
                objectName: "findButton"
                text: qsTr("Find")

                onClicked: root.findAll()
            }
        }
        Paragraph {
            Accessible.name: text
            Accessible.role: Accessible.AlertMessage
            Layout.fillWidth: true
            color: Colors.danger
            font.pixelSize: Type.caption
            lineBox: Type.captionLine
            objectName: "unknownNames"
            text: qsTr("Nobody here is called: %1").arg(root.app.contacts.unknown.join(", "))
            visible: root.app.contacts.unknown.length > 0
        }
    }

    buttons: [
        SecondaryButton {
            text: qsTr("Cancel")

            onClicked: root.close()
        },
        PrimaryButton {
            enabled: root.wanted !== ""
            objectName: "startChatButton"
            text: qsTr("Start chat")

            onClicked: root.begin(root.wanted)
        }
    ]
}
