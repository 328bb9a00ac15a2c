// SPDX-License-Identifier: MIT
// Making a group: a name, and the people in it.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ui.Controls
import Ui.Theme

DialogFrame {
    id: root

    required property var app

    readonly property var editor: app.groupEditor

    function add(userName: string) {
        if (userName !== "" && root.editor.addMember(userName))
            memberField.text = ""
        memberField.forceActiveFocus()
    }
    function create() {
        if (root.editor.canCreate && !root.editor.isBusy)
            root.editor.create()
    }

    title: qsTr("New group")

    onAboutToShow: {
        root.editor.reset()
        root.app.contacts.filter = ""
    }

    Connections {
        function onCreated() {
            root.close()
        }

        target: root.editor
    }
    TextInputField {
        id: nameField

        Layout.fillWidth: true
        focus: true
        label: qsTr("Name of the group")
        maximumLength: 128
        objectName: "groupNameField"
        text: root.editor.name

        onAccepted: memberField.forceActiveFocus()
        onTextChanged: if (root.editor.name !== text) root.editor.name = text
    }
    RowLayout {
        Layout.fillWidth: true
        spacing: Space.s

        TextInputField {
            id: memberField

            Keys.onDownPressed: people.takeFocus()
            Layout.fillWidth: true
            hints: Qt.ImhNoAutoUppercase | Qt.ImhNoPredictiveText
            label: qsTr("Add people by username")
            objectName: "memberField"
            placeholder: qsTr("For example: bob")

            onAccepted: if (text.trim() === "") root.create(); else root.add(text.trim())
            onTextChanged: root.app.contacts.filter = text.trim()
        }
        SecondaryButton {
            Layout.alignment: Qt.AlignBottom
            enabled: memberField.text.trim() !== ""
            objectName: "addMemberButton"
            text: qsTr("Add")

            onClicked: root.add(memberField.text.trim())
        }
    }
    Flow {
        Layout.fillWidth: true
        spacing: Space.s
        visible: root.editor.members.length > 0

        Repeater {
            model: root.editor.members

            delegate: Chip {
                required property string modelData

                isRemovable: true
                objectName: "memberChip"
                text: modelData

                onRemoveRequested: root.editor.removeMember(modelData)
            }
        }
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
        Keys.onUpPressed: if (currentIndex <= 0) memberField.forceActiveFocus(); else decrementCurrentIndex()
        Layout.fillWidth: true
        Layout.preferredHeight: Math.min(contentHeight, 3.5 * Math.max(48, Type.px(48)))
        activeFocusOnTab: true
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        currentIndex: -1
        highlightMoveDuration: 0
        model: root.app.contacts
        objectName: "people"
        visible: count > 0

        delegate: PersonDelegate {
            isChosen: root.editor.members.indexOf(userName) >= 0
            width: ListView.view.width

            onChosen: userName => isChosen ? root.editor.removeMember(userName) : root.add(userName)
        }

        onActiveFocusChanged: if (activeFocus && currentIndex < 0) currentIndex = 0
    }
    NoticeCard {
        Layout.fillWidth: true
        objectName: "groupProblem"
        sentence: root.editor.problem
        visible: root.editor.problem !== ""
    }

    buttons: [
        SecondaryButton {
            text: qsTr("Cancel")

            onClicked: root.close()
        },
        PrimaryButton {
            enabled: root.editor.canCreate && !root.editor.isBusy
            isBusy: root.editor.isBusy
            objectName: "createGroupButton"
            text: qsTr("Create group")

            onClicked: root.create()
        }
    ]
}
