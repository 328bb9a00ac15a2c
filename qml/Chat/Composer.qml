// SPDX-License-Identifier: MIT
// Where a message is written. Return sends, Shift+Return starts a line; it grows with the text up to two fifths of the
// pane. What was typed is the model's draft, so that it outlives the chat being left.
import QtQuick
import Ui.Controls
import Ui.Theme

FocusScope {
    id: root

    required property var composer
    property real maximumHeight: 300

    readonly property alias input: input

    signal pageRequested(real pages)
    signal sent

    function type(text: string) {
        input.forceActiveFocus()
        input.insert(input.cursorPosition, text)
    }
    function send() {
        if (root.composer.canSend && root.composer.send())
            root.sent()
    }
    function isSendKey(event: var): bool {
        return (event.key === Qt.Key_Return || event.key === Qt.Key_Enter)
            && !(event.modifiers & (Qt.ShiftModifier | Qt.AltModifier | Qt.ControlModifier))
    }

    implicitHeight: problem.height + Math.max(Type.px(56), Math.min(maximumHeight, input.contentHeight + 2 * Space.l))

    Rectangle {
        anchors.fill: parent
        color: Colors.surface

        Rectangle {
            color: Colors.border
            height: 1
            width: parent.width
        }
    }
    ProblemLine {
        id: problem

        height: visible ? implicitHeight : 0
        text: root.composer.problem
        width: root.width - 2 * Space.l
        x: Space.l
        y: visible ? Space.xs : 0
    }
    Flickable {
        id: scroll

        function follow(cursor: rect) {
            if (cursor.y < contentY)
                contentY = cursor.y
            else if (cursor.y + cursor.height > contentY + height)
                contentY = cursor.y + cursor.height - height
        }

        anchors.bottom: parent.bottom
        anchors.bottomMargin: Space.l - 2
        anchors.left: parent.left
        anchors.leftMargin: Space.l
        anchors.right: sendButton.left
        anchors.rightMargin: Space.m
        anchors.top: problem.bottom
        anchors.topMargin: Space.l - 2
        boundsBehavior: Flickable.StopAtBounds
        clip: true
        contentHeight: input.height
        contentWidth: width
        interactive: contentHeight > height

        TextEdit {
            id: input

            Accessible.multiLine: true
            Accessible.name: root.composer.placeholder
            Accessible.role: Accessible.EditableText
            Keys.onPressed: event => {
                if (root.isSendKey(event) && !inputMethodComposing)
                    root.send()
                else if (event.key === Qt.Key_PageUp || event.key === Qt.Key_PageDown)
                    root.pageRequested(event.key === Qt.Key_PageUp ? 1 : -1)
                else
                    return
                event.accepted = true
            }
            activeFocusOnTab: true
            color: Colors.text
            focus: true
            font.pixelSize: Type.body
            height: Math.max(scroll.height, contentHeight)
            objectName: "composerInput"
            selectByMouse: true
            selectedTextColor: Colors.inkOnAccent
            selectionColor: Colors.accent
            textFormat: TextEdit.PlainText
            verticalAlignment: contentHeight < scroll.height ? TextEdit.AlignVCenter : TextEdit.AlignTop
            width: scroll.width
            wrapMode: TextEdit.Wrap

            onCursorRectangleChanged: scroll.follow(cursorRectangle)
            onTextChanged: if (root.composer.text !== text) root.composer.text = text

            Text {
                Accessible.ignored: true
                anchors.verticalCenter: parent.verticalCenter
                color: Colors.textFaint
                elide: Text.ElideRight
                font.pixelSize: Type.body
                text: root.composer.placeholder
                textFormat: Text.PlainText
                visible: input.length === 0 && input.preeditText === ""
                width: parent.width
            }
        }
    }
    IconButton {
        id: sendButton

        anchors.bottom: parent.bottom
        anchors.bottomMargin: (Type.px(56) - height) / 2
        anchors.right: parent.right
        anchors.rightMargin: Space.m
        enabled: root.composer.canSend
        iconName: "send"
        isFilled: true
        objectName: "sendButton"
        shortcutText: qsTr("Enter")
        text: qsTr("Send")

        onClicked: {
            root.send()
            input.forceActiveFocus()
        }
    }
    Connections {
        function onTextChanged() {
            if (input.text === root.composer.text)
                return
            input.text = root.composer.text
            input.cursorPosition = input.length
        }

        target: root.composer
    }

    Component.onCompleted: {
        input.text = composer.text
        input.cursorPosition = input.length
    }
}
