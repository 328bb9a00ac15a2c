// SPDX-License-Identifier: MIT
// The open conversation: header, banner, timeline, who is typing, composer. With no conversation open it says what to do
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

    readonly property bool hasChat: app.openConversation !== ""
    readonly property bool isEmpty: hasChat && app.timeline.count === 0 && !app.timeline.isLoading
    readonly property bool canWrite: hasChat && app.timeline.isMember && app.timeline.kind !== "system"
    readonly property alias messages: messages
    readonly property alias composer: composer

    signal membersToggled
    signal dialogRequested(string name)

    function focusComposer() {
        if (hasChat)
            composer.input.forceActiveFocus()
    }

    Accessible.name: hasChat ? qsTr("Conversation with %1").arg(app.timeline.title) : qsTr("No conversation")
    Accessible.role: Accessible.Pane

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
    LinkBanner {
        id: banner

        anchors.top: header.bottom
        app: root.app
        height: visible ? implicitHeight : 0
        objectName: "linkBanner"
        width: parent.width
    }
    Banner {
        id: keychain

        property bool isDismissedByUser: false

        anchors.top: banner.bottom
        height: visible ? implicitHeight : 0
        iconName: "key"
        isDismissible: true
        objectName: "keychainBanner"
        text: qsTr("This computer has no keychain: Baithak will ask for your password each time.")
        visible: root.app.keychainMissing && !isDismissedByUser && root.app.passwordToKeep === ""
        width: parent.width

        onDismissed: isDismissedByUser = true
    }
    PasswordToKeep {
        id: passwordToKeep

        anchors.top: keychain.bottom
        app: root.app
        height: visible ? implicitHeight : 0
        width: parent.width
    }
    MessageList {
        id: messages

        anchors.bottom: typing.top
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: passwordToKeep.bottom
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
            root.focusComposer()
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
