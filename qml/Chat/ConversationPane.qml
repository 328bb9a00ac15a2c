// SPDX-License-Identifier: MIT
// The open conversation: header, notices, timeline, who is typing, composer. With no conversation open it says what to do
// instead, and shows no composer.
pragma ComponentBehavior: Bound

import QtQuick
import Ui.Controls
import Ui.Theme

FocusScope {
    id: root

    required property var app
    property bool hasBack: false
    property bool areMembersShown: false
    // Where the notices go while this pane is out of sight
    property Item noticeSlot: null

    readonly property bool hasChat: app.openConversation !== ""
    readonly property bool isEmpty: hasChat && app.timeline.count === 0 && !app.timeline.isLoading
    readonly property bool canWrite: hasChat && app.timeline.isMember && app.timeline.kind !== "system"
    readonly property alias messages: messages
    readonly property alias composer: composer

    signal membersToggled
    signal dialogRequested(string name)

    // The composer, or where nobody can write the messages.
    function takeFocus() {
        if (canWrite)
            composer.input.forceActiveFocus()
        else if (hasChat)
            messages.view.takeFocusQuietly()
    }

    Accessible.name: hasChat ? qsTr("Conversation with %1").arg(app.timeline.title) : qsTr("No conversation")
    Accessible.role: Accessible.Pane

    onCanWriteChanged: if (hasChat && activeFocus) Qt.callLater(takeFocus)  // qmllint disable

    Rectangle {
        anchors.fill: parent
        color: Colors.canvas
    }
    ConversationHeader {
        id: header

        areMembersShown: root.areMembersShown
        hasBack: root.hasBack
        height: visible ? implicitHeight : 0
        timeline: root.app.timeline
        visible: root.hasChat
        width: parent.width

        onBackRequested: root.app.closeChat()
        onMembersToggled: root.membersToggled()
    }
    Item {
        id: slot

        anchors.top: header.bottom
        height: childrenRect.height
        width: parent.width

        ChatNotices {
            id: notices

            app: root.app
            parent: root.noticeSlot ? root.noticeSlot : slot
            width: parent ? parent.width : 0
        }
    }
    MessageList {
        id: messages

        anchors.bottom: typing.top
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: slot.bottom
        isWide: root.app.wideLayout
        timeline: root.app.timeline
        visible: root.hasChat && !root.isEmpty
    }
    NewConversation {
        anchors.centerIn: messages
        isSelf: root.app.timeline.kind === "self"
        objectName: "newConversation"
        title: root.app.timeline.title
        visible: root.isEmpty
        width: Math.min(440, messages.width - 2 * Space.xl)

        onGreeted: text => {
            root.app.composer.sendText(text)
            root.takeFocus()
        }
    }
    EmptyState {
        anchors.centerIn: parent
        actionText: qsTr("New chat")
        iconName: "chats"
        objectName: "noChat"
        sentence: qsTr("Ctrl+N starts a chat, Ctrl+K finds one.")
        title: qsTr("Pick a chat, or start one")
        visible: !root.hasChat
        width: Math.min(360, parent.width - 2 * Space.xl)

        onActionTriggered: root.dialogRequested("newChat")
    }
    TypingLine {
        id: typing

        anchors.bottom: root.canWrite ? composer.top : closed.top
        height: visible ? implicitHeight : 0
        text: root.app.timeline.typingText
        visible: root.hasChat
        width: parent.width
    }
    Rectangle {
        id: closed

        anchors.bottom: parent.bottom
        color: Colors.surface
        height: visible ? Type.px(56) : 0
        visible: root.hasChat && !root.canWrite
        width: parent.width

        TextLabel {
            anchors.centerIn: parent
            color: Colors.textMuted
            objectName: "closedText"
            words: root.app.timeline.kind === "system" ? qsTr("Only the server writes here.")
                : qsTr("You are no longer in this group.")
        }
    }
    Composer {
        id: composer

        anchors.bottom: parent.bottom
        composer: root.app.composer
        enabled: visible
        focus: true
        height: visible ? implicitHeight : 0
        maximumHeight: root.height * 0.4
        visible: root.canWrite
        width: parent.width

        onPageRequested: pages => messages.scrollPages(pages)
    }
}
