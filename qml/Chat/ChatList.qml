// SPDX-License-Identifier: MIT
// The list of conversations with its search. One stop for Tab; the arrow keys move within it, Return opens.
pragma ComponentBehavior: Bound

import QtQuick
import Ui.Controls
import Ui.Theme

FocusScope {
    id: root

    required property var chats
    property bool isCollapsed: false
    property bool hasMenu: false
    // The ring shows once a key has moved within the list, not because the list has the focus at the start
    property bool isRingShown: false

    readonly property alias noticeSlot: noticeSlot

    signal opened(string conversation)
    signal dialogRequested(string name)
    signal pinRequested(string conversation, bool pinned)
    signal muteRequested(string conversation, bool muted)

    function focusSearch() {
        if (isCollapsed)
            focusList()
        else
            header.focusSearch()
    }
    function focusList() {
        if (list.currentIndex < 0)
            list.currentIndex = 0
        list.forceActiveFocus(Qt.TabFocusReason)
        isRingShown = true
    }

    Accessible.name: qsTr("Chats")
    Accessible.role: Accessible.Pane

    Rectangle {
        anchors.fill: parent
        color: Colors.surface
    }
    ChatListHeader {
        id: header

        chats: root.chats
        hasMenu: root.hasMenu
        isCollapsed: root.isCollapsed
        width: parent.width

        onDialogRequested: name => root.dialogRequested(name)
        onLeaveRequested: root.focusList()
    }
    Item {
        id: noticeSlot

        anchors.top: header.bottom
        height: childrenRect.height
        width: parent.width
    }
    ListView {
        id: list

        Accessible.name: qsTr("Chats")
        Accessible.role: Accessible.List
        Keys.onPressed: event => {
            if (event.key === Qt.Key_Up && currentIndex <= 0) {
                root.focusSearch()
                event.accepted = true
                return
            }
            const move = { [Qt.Key_Home]: 0, [Qt.Key_End]: count - 1, [Qt.Key_Up]: currentIndex - 1,
                [Qt.Key_Down]: Math.min(count - 1, currentIndex + 1) }[event.key]
            if (move !== undefined) {
                currentIndex = move
                root.isRingShown = true
                event.accepted = true
            }
        }
        activeFocusOnTab: true
        anchors.bottom: parent.bottom
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.top: noticeSlot.bottom
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        currentIndex: -1
        focus: true
        highlightMoveDuration: 0
        keyNavigationEnabled: false
        model: root.chats
        objectName: "chatList"
        reuseItems: true

        delegate: ChatListDelegate {
            isCollapsed: root.isCollapsed
            isRingShown: root.isRingShown && activeFocus
            width: ListView.view.width

            onMenuRequested: (row, x, y) => menu.openAt(row, x, y)
            onOpened: conversation => {
                ListView.view.currentIndex = index
                root.opened(conversation)
            }
        }
    }
    ChatRowMenu {
        id: menu

        function openAt(row: Item, x: real, y: real) {
            const chat = row as ChatListDelegate
            conversation = chat.conversation
            isPinned = chat.pinned
            isMuted = chat.muted
            popup(row, x, y)
        }

        objectName: "rowMenu"

        onMuteRequested: (conversation, muted) => root.muteRequested(conversation, muted)
        onPinRequested: (conversation, pinned) => root.pinRequested(conversation, pinned)
    }
    EmptyState {
        anchors.left: parent.left
        anchors.margins: Space.xl
        anchors.right: parent.right
        actionText: qsTr("Show all chats")
        iconName: "search"
        objectName: "noHit"
        sentence: qsTr("Look for a name, or start a new chat.")
        title: qsTr("Nothing found for '%1'").arg(root.chats.filter)
        visible: list.count === 0 && root.chats.filter !== "" && !root.isCollapsed
        y: parent.height * 0.25

        onActionTriggered: {
            root.chats.filter = ""
            root.focusSearch()
        }
    }
}
