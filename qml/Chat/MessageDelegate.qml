// SPDX-License-Identifier: MIT
// One message in the timeline, with what stands above it: the day, the unread line, the gap between runs. It holds
// nothing of its own, so that the view can use it again for another row.
import QtQuick
import Ui.Controls
import Ui.Theme

// A Loader of Qt 6.4 cannot make bound components, so what is loaded reads this file's ids unbound.
// qmllint disable unqualified

Item {
    id: root

    required property int index
    // For the role `state`, whose name is taken by Item
    required property var model
    required property string messageId
    required property string text
    required property bool isOwn
    required property string sender
    required property string avatarSeed
    required property string initials
    required property date sentAt
    required property string timeText
    required property string fullTimeText
    required property string errorText
    required property bool startsRun
    required property bool endsRun
    required property string dayText
    required property bool isFirstUnread
    required property bool isNotice
    required property string accessibleText
    property bool isWide: false
    property bool isGroup: false

    readonly property string delivery: model.state
    readonly property bool isRight: isOwn && !isWide
    readonly property bool hasAvatar: !isRight
    readonly property int side: Space.l
    readonly property int avatarColumn: hasAvatar ? 32 + Space.s : 0
    readonly property real maximumBubble: Math.min(width * 0.68, Space.bubbleMaximum * Math.max(1, Type.scale))
    readonly property alias selectedText: body.selectedText
    readonly property bool hasRing: activeFocus

    signal retryRequested(string messageId)
    signal discardRequested(string messageId)
    signal menuRequested(Item row, real x, real y)

    function rise() {
        riseAnimation.restart()
    }
    function openMenu() {
        menuRequested(root, bubble.x + bubble.width / 2, bubble.y + bubble.height)
    }
    function settle() {
        riseAnimation.complete()
        body.deselect()
    }

    Accessible.name: accessibleText
    Accessible.onPressAction: openMenu()
    Accessible.role: isNotice ? Accessible.StaticText : Accessible.ListItem
    Keys.onEnterPressed: openMenu()
    Keys.onMenuPressed: openMenu()
    Keys.onReturnPressed: openMenu()
    height: above.height + (isNotice ? notice.height : bubble.height + failed.height)
    width: ListView.view ? ListView.view.width : 0

    ListView.onPooled: settle()

    MessageTop {
        id: above

        dayText: root.dayText
        gap: root.startsRun || root.isNotice ? Space.m : 2
        isFirstUnread: root.isFirstUnread
        width: parent.width
    }
    Loader {
        id: notice

        active: root.isNotice
        anchors.horizontalCenter: parent.horizontalCenter
        height: (item as Item)?.implicitHeight ?? 0
        y: above.height

        sourceComponent: Paragraph {
            Accessible.ignored: true
            color: Colors.textMuted
            font.pixelSize: Type.caption
            horizontalAlignment: Text.AlignHCenter
            lineBox: Type.captionLine
            text: root.text
            width: Math.min(implicitWidth, root.width - 2 * Space.xxxl)
        }
    }
    Bubble {
        id: bubble

        endsRun: root.endsRun
        height: body.implicitHeight + senderName.height + 2 * Space.s
        isOwn: root.isOwn
        isRight: root.isRight
        startsRun: root.startsRun
        visible: !root.isNotice
        width: Math.max(body.implicitWidth, senderName.visible ? senderName.width : 0) + 2 * Space.m
        x: root.isRight ? root.width - root.side - width : root.side + root.avatarColumn
        y: above.height

        transform: Translate { id: shift }

        FocusRing {
            isShown: root.hasRing
            radius: Space.radiusBubble + 2
        }
        TextLabel {
            id: senderName

            Accessible.ignored: true
            color: Colors.textMuted
            font.pixelSize: Type.caption
            font.weight: Font.DemiBold
            height: visible ? Type.captionLine + 2 : 0
            visible: root.isGroup && root.startsRun && !root.isRight
            width: Math.min(implicitWidth, root.maximumBubble - 2 * Space.m)
            words: root.sender
            x: Space.m
            y: Space.s - 1
        }
        MessageBody {
            id: body

            delivery: root.isOwn ? root.delivery : ""
            fullTimeText: root.fullTimeText
            height: implicitHeight
            isOwn: root.isOwn
            maximumWidth: root.maximumBubble - 2 * Space.m
            timeText: root.timeText
            width: bubble.width - 2 * Space.m
            words: root.isNotice ? "" : root.text
            x: Space.m
            y: Space.s + senderName.height
        }
        TapHandler {
            acceptedButtons: Qt.RightButton
            gesturePolicy: TapHandler.WithinBounds

            onTapped: point => root.menuRequested(root, bubble.x + point.position.x, bubble.y + point.position.y)
        }
    }
    Loader {
        active: root.hasAvatar && root.endsRun && !root.isNotice
        x: root.side
        y: bubble.y + bubble.height - 32

        sourceComponent: Avatar {
            initials: root.initials
            seed: root.avatarSeed
            size: 32
        }
    }
    Loader {
        id: failed

        active: root.delivery === "failed"
        height: (item as Item)?.implicitHeight ?? 0
        visible: active
        x: root.isRight ? root.width - root.side - width : bubble.x
        y: bubble.y + bubble.height

        sourceComponent: NotSentLine {
            maximumWidth: Math.min(480, root.width - 2 * root.side - root.avatarColumn)
            reason: root.errorText

            onDiscardRequested: root.discardRequested(root.messageId)
            onRetryRequested: root.retryRequested(root.messageId)
        }
    }
    ParallelAnimation {
        id: riseAnimation

        NumberAnimation {
            duration: Motion.fade
            easing.type: Motion.easing
            from: 0
            property: "opacity"
            target: bubble
            to: 1
        }
        NumberAnimation {
            duration: Motion.fade
            easing.type: Motion.easing
            from: Motion.rise
            property: "y"
            target: shift
            to: 0
        }
    }
}
