// SPDX-License-Identifier: MIT
// Above the timeline: who this is with, and what can be done about it.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ui.Controls
import Ui.Theme

Rectangle {
    id: root

    required property var timeline
    property bool hasBack: false
    property bool areMembersShown: false

    signal backRequested
    signal membersToggled

    color: Colors.surface
    implicitHeight: Space.header

    RowLayout {
        anchors.fill: parent
        anchors.leftMargin: root.hasBack ? Space.xs : Space.l
        anchors.rightMargin: Space.m
        spacing: Space.m

        IconButton {
            iconName: "back"
            objectName: "backButton"
            shortcutText: qsTr("Esc")
            text: qsTr("Back to the chats")
            visible: root.hasBack

            onClicked: root.backRequested()
        }
        Avatar {
            initials: root.timeline.initials
            seed: root.timeline.avatarSeed
            size: 36
        }
        ColumnLayout {
            Layout.fillWidth: true
            spacing: 0

            TextLabel {
                Accessible.role: Accessible.Heading
                Layout.fillWidth: true
                font.pixelSize: Type.title
                font.weight: Font.DemiBold
                objectName: "conversationTitle"
                words: root.timeline.title
            }
            TextLabel {
                Layout.fillWidth: true
                color: root.timeline.typingText !== "" ? Colors.accent : Colors.textMuted
                font.pixelSize: Type.caption
                objectName: "conversationSubtitle"
                visible: words !== ""
                words: root.timeline.subtitle
            }
        }
        IconButton {
            checked: root.areMembersShown
            iconName: "group"
            objectName: "membersButton"
            text: qsTr("Members")
            visible: root.timeline.kind === "group"

            onClicked: root.membersToggled()
        }
    }
    Rectangle {
        anchors.bottom: parent.bottom
        color: Colors.border
        height: 1
        width: parent.width
    }
}
