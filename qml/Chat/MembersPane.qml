// SPDX-License-Identifier: MIT
// Who is in the open group; adding, removing and leaving. Taking somebody out and leaving are asked about first.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ui.Controls
import Ui.Theme

FocusScope {
    id: root

    required property var app

    readonly property var members: app.members
    readonly property bool isMember: app.timeline.isMember

    signal closeRequested
    signal removalRequested(string userName)
    signal leavingRequested

    function add() {
        const names = addField.text.split(/[\s,;]+/).filter(name => name !== "")
        if (names.length === 0)
            return
        root.members.add(names)
        addField.text = ""
    }
    function takeFocus() {
        closeButton.forceActiveFocus(Qt.TabFocusReason)
    }

    Accessible.name: qsTr("Members")
    Accessible.role: Accessible.Pane
    Keys.onEscapePressed: root.closeRequested()

    Rectangle {
        anchors.fill: parent
        color: Colors.surface

        Rectangle {
            color: Colors.border
            height: parent.height
            width: 1
        }
    }
    ColumnLayout {
        anchors.fill: parent
        anchors.leftMargin: 1
        spacing: 0

        RowLayout {
            Layout.fillWidth: true
            Layout.leftMargin: Space.l
            Layout.preferredHeight: Space.header
            Layout.rightMargin: Space.m

            TextLabel {
                Accessible.role: Accessible.Heading
                Layout.fillWidth: true
                font.pixelSize: Type.title
                font.weight: Font.DemiBold
                words: qsTr("%n member(s)", "", root.members.count)
            }
            IconButton {
                id: closeButton

                focus: true
                iconName: "close"
                shortcutText: qsTr("Esc")
                text: qsTr("Close")

                onClicked: root.closeRequested()
            }
        }
        RowLayout {
            Layout.bottomMargin: Space.m
            Layout.fillWidth: true
            Layout.leftMargin: Space.l
            Layout.rightMargin: Space.l
            spacing: Space.s
            visible: root.members.isAdmin && root.isMember

            TextInputField {
                id: addField

                Layout.fillWidth: true
                hints: Qt.ImhNoAutoUppercase | Qt.ImhNoPredictiveText
                iconName: "person-add"
                objectName: "addField"
                placeholder: qsTr("Add by username")

                onAccepted: root.add()
            }
            SecondaryButton {
                enabled: addField.text.trim() !== ""
                objectName: "addButton"
                text: qsTr("Add")

                onClicked: root.add()
            }
        }
        ListView {
            id: list

            Accessible.name: qsTr("Members")
            Accessible.role: Accessible.List
            Layout.fillHeight: true
            Layout.fillWidth: true
            activeFocusOnTab: true
            boundsBehavior: Flickable.StopAtBounds
            clip: true
            currentIndex: -1
            highlightMoveDuration: 0
            model: root.members
            objectName: "memberList"

            delegate: MemberDelegate {
                canChange: root.isMember
                width: ListView.view.width

                onRemoveRequested: userName => root.removalRequested(userName)
            }

            onActiveFocusChanged: if (activeFocus && currentIndex < 0) currentIndex = 0
        }
        SecondaryButton {
            Layout.fillWidth: true
            Layout.margins: Space.l
            iconName: "sign-out"
            isDanger: true
            objectName: "leaveButton"
            text: qsTr("Leave the group")
            visible: root.isMember

            onClicked: root.leavingRequested()
        }
    }
}
