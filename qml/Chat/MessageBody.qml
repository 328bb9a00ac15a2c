// SPDX-License-Identifier: MIT
// The words of a message, which can be selected, with the time on the last line where it fits.
import QtQuick
import Ui.Controls
import Ui.Theme

Item {
    id: root

    property string words
    property string timeText
    property string fullTimeText
    property string delivery
    property bool isOwn: false
    property real maximumWidth: 480

    readonly property bool isBigEmoji: TextFormatter.isBigEmoji(words)
    // Depends on the layout through the properties named first, since a function call alone would not be seen to change.
    readonly property rect end: (body.width, body.contentHeight, body.contentWidth,
        body.positionToRectangle(body.length))
    readonly property bool isMirrored: body.effectiveHorizontalAlignment === TextEdit.AlignRight
    readonly property bool isMetaInline: !isMirrored && !isBigEmoji
        && end.x + Space.s + meta.width <= maximumWidth
    readonly property alias selectedText: body.selectedText

    function deselect() {
        body.deselect()
    }

    implicitHeight: body.height + (isMetaInline ? 0 : meta.height)
    implicitWidth: Math.max(body.width, isMetaInline ? end.x + Space.s + meta.width : meta.width)

    TextEdit {
        id: body

        // A TextEdit empties its document when it is complete; only then can it be written to.
        property bool isComplete: false

        Accessible.ignored: true
        activeFocusOnPress: true
        color: Colors.text
        font.pixelSize: root.isBigEmoji ? Type.bigEmoji : Type.body
        readOnly: true
        selectByMouse: true
        selectedTextColor: Colors.inkOnAccent
        selectionColor: Colors.accent
        textFormat: TextEdit.RichText
        width: Math.min(Math.ceil(implicitWidth), root.maximumWidth)
        wrapMode: TextEdit.Wrap

        Component.onCompleted: isComplete = true

        onActiveFocusChanged: if (!activeFocus) deselect()
        onLinkActivated: link => Qt.openUrlExternally(link)

        HoverHandler {
            cursorShape: body.hoveredLink !== "" ? Qt.PointingHandCursor : Qt.IBeamCursor
        }
    }
    MessageText {
        document: body.isComplete ? body.textDocument : null
        lineHeight: root.isBigEmoji ? 0 : Type.bodyLine
        linkColor: Colors.link
        text: root.words
    }
    MessageMeta {
        id: meta

        anchors.bottom: parent.bottom
        anchors.bottomMargin: root.isMetaInline ? 1 : 0
        anchors.right: parent.right
        delivery: root.delivery
        fullTimeText: root.fullTimeText
        isOwn: root.isOwn
        timeText: root.timeText
    }
}
