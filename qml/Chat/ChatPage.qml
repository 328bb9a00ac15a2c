// SPDX-License-Identifier: MIT
// The shell: rail, list, conversation, members. Under 900 px the list is avatars, under 640 px one pane shows at a time.
import QtQuick
import Ui.Theme

FocusScope {
    id: root

    required property var app
    property bool areMembersWanted: false
    property int listWidth: Space.listWidth

    readonly property bool isSingle: width < Space.singlePaneBelow
    readonly property bool isCollapsed: !isSingle && width < Space.avatarsOnlyBelow
    readonly property bool hasRail: !isSingle && !isCollapsed
    readonly property bool hasChat: app.openConversation !== ""
    readonly property bool areMembersShown: areMembersWanted && hasChat && app.timeline.kind === "group"
    readonly property bool hasRoomForMembers: width - chatList.width - rail.width - Space.details >= 420
    readonly property alias dialog: dialogs.dialog
    readonly property bool areMembersOver: areMembersShown && !hasRoomForMembers

    function showDialog(name: string) {
        dialogs.show(name)
    }
    // Where typing goes when nothing else asks for it; an open dialog does.
    function focusHome() {
        if (dialogs.isOpen)
            return
        if (hasChat)
            conversation.takeFocus()
        else {
            chatList.focusList()
            chatList.isRingShown = false
        }
    }
    // One step back: search, then members, then to the latest, then (in a single pane) to the list.
    function unwind() {
        if (app.chats.filter !== "")
            app.chats.filter = ""
        else if (areMembersShown)
            areMembersWanted = false
        else if (hasChat && !conversation.messages.isAtNewest)
            conversation.messages.jumpToLatest()
        else if (isSingle && hasChat)
            app.closeChat()
        focusHome()
    }
    function focusNextPane() {
        if (chatList.activeFocus && hasChat)
            conversation.messages.view.forceActiveFocus(Qt.TabFocusReason)
        else if (conversation.messages.activeFocus && areMembersShown)
            members.takeFocus()
        else if (conversation.canWrite && (conversation.messages.activeFocus || members.activeFocus))
            conversation.takeFocus()
        else if (!isSingle || !hasChat)
            chatList.focusList()
        else
            conversation.messages.view.forceActiveFocus(Qt.TabFocusReason)
    }

    Keys.onPressed: event => {
        const isPlain = !(event.modifiers & (Qt.ControlModifier | Qt.AltModifier | Qt.MetaModifier))
        if (conversation.canWrite && isPlain && event.text.length > 0 && event.text.charCodeAt(0) > 32
                && event.text.charCodeAt(0) !== 127) {
            conversation.composer.type(event.text)
            event.accepted = true
        }
    }
    focus: true

    NavigationRail {
        id: rail

        app: root.app
        height: parent.height
        visible: root.hasRail
        width: visible ? implicitWidth : 0

        onDialogRequested: name => root.showDialog(name)
    }
    ChatList {
        id: chatList

        chats: root.app.chats
        hasMenu: !root.hasRail
        height: parent.height
        isCollapsed: root.isCollapsed
        objectName: "chatPane"
        visible: !root.isSingle || !root.hasChat
        width: root.isSingle ? parent.width : root.isCollapsed ? Space.listCollapsed : root.listWidth
        x: rail.width

        onDialogRequested: name => root.showDialog(name)
        onMuteRequested: (conversation, muted) => root.app.setMuted(conversation, muted)
        onOpened: conversation => {
            root.app.openChat(conversation)
            root.focusHome()
        }
        onPinRequested: (conversation, pinned) => root.app.setPinned(conversation, pinned)
    }
    PaneDivider {
        id: divider

        canDrag: root.hasRail
        height: parent.height
        paneLeft: rail.width
        visible: !root.isSingle
        width: visible ? 1 : 0
        x: chatList.x + chatList.width

        onDragged: width => root.listWidth = width
    }
    ConversationPane {
        id: conversation

        anchors.bottom: parent.bottom
        anchors.left: root.isSingle ? parent.left : divider.right
        anchors.right: parent.right
        anchors.rightMargin: root.areMembersShown && root.hasRoomForMembers ? Space.details : 0
        anchors.top: parent.top
        app: root.app
        areMembersShown: root.areMembersShown
        focus: true
        hasBack: root.isSingle
        noticeSlot: root.isSingle && !root.hasChat ? chatList.noticeSlot : null
        visible: !root.isSingle || root.hasChat

        onDialogRequested: name => root.showDialog(name)
        onMembersToggled: root.areMembersWanted = !root.areMembersWanted
    }
    Rectangle {
        anchors.fill: parent
        color: Colors.scrim
        visible: root.areMembersOver

        TapHandler { onTapped: root.areMembersWanted = false }
    }
    MembersPane {
        id: members

        anchors.right: parent.right
        app: root.app
        enabled: visible
        height: parent.height
        visible: root.areMembersShown
        width: Math.min(Space.details, parent.width)

        onCloseRequested: {
            root.areMembersWanted = false
            root.focusHome()
        }
        onLeavingRequested: root.showDialog("leaveGroup")
        onRemovalRequested: userName => dialogs.askToRemove(userName)
    }
    ChatShortcuts {
        app: root.app

        onDialogRequested: name => root.showDialog(name)
        onFirstUnreadRequested: conversation.messages.jumpToFirstUnread()
        onLatestRequested: conversation.messages.jumpToLatest()
        onPaneRequested: root.focusNextPane()
        onSearchRequested: chatList.focusSearch()
        onUnwound: root.unwind()
    }
    ChatDialogs {
        id: dialogs

        app: root.app

        onClosed: root.focusHome()
    }
    Connections {
        function onOpenConversationChanged() {
            root.areMembersWanted = false
            Qt.callLater(root.focusHome)  // qmllint disable
        }

        target: root.app
    }

    Component.onCompleted: Qt.callLater(focusHome)  // qmllint disable
}
