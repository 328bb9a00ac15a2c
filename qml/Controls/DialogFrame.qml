// SPDX-License-Identifier: MIT
// The frame of every dialog: in the window, over a scrim, with a title, its content and a row of buttons. Esc and the
// cross close it; the keyboard stays inside while it is open and returns to where it was.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import QtQuick.Window
import Ui.Controls
import Ui.Theme

T.Popup {
    id: root

    property string title
    property int preferredWidth: 420
    property Item focusedBefore: null
    default property alias body: bodyColumn.data
    property alias buttons: buttonRow.data
    readonly property bool hasButtons: buttonRow.children.length > 0
    readonly property alias frame: frame

    anchors.centerIn: T.Overlay.overlay
    closePolicy: T.Popup.CloseOnEscape
    focus: true
    height: Math.min(frame.implicitHeight, parent ? parent.height - 2 * Space.l : frame.implicitHeight)
    margins: Space.l
    modal: true
    padding: 0
    parent: T.Overlay.overlay
    width: parent ? Math.min(preferredWidth, parent.width - 2 * Space.l) : preferredWidth

    onAboutToShow: focusedBefore = parent ? parent.Window.activeFocusItem : null
    onClosed: focusedBefore?.forceActiveFocus()

    T.Overlay.modal: Rectangle { color: Colors.scrim }
    background: Item {
        Shadow { radius: Space.radiusPanel }
        Rectangle {
            anchors.fill: parent
            border.color: Colors.isDark ? Colors.border : "transparent"
            color: Colors.surface
            radius: Space.radiusPanel
        }
    }
    contentData: FocusScope {
        id: frame

        Accessible.name: root.title
        Accessible.role: Accessible.Dialog
        Keys.onPressed: event => keeper.scrollByKey(event)
        anchors.fill: parent
        focus: true
        implicitHeight: head.height + bodyColumn.implicitHeight + Space.l + (root.hasButtons ? foot.height : Space.s)

        Item {
            id: head

            height: Space.header
            width: parent.width

            TextLabel {
                Accessible.role: Accessible.Heading
                anchors.left: parent.left
                anchors.leftMargin: Space.xl
                anchors.right: closeButton.left
                anchors.verticalCenter: parent.verticalCenter
                font.pixelSize: Type.title
                font.weight: Font.DemiBold
                words: root.title
            }
            IconButton {
                id: closeButton

                anchors.right: parent.right
                anchors.rightMargin: Space.m
                anchors.verticalCenter: parent.verticalCenter
                iconName: "close"
                shortcutText: qsTr("Esc")
                text: qsTr("Close")

                onClicked: root.close()
            }
        }
        Flickable {
            id: scroll

            anchors.bottom: foot.top
            anchors.left: parent.left
            anchors.right: parent.right
            anchors.top: head.bottom
            boundsBehavior: Flickable.StopAtBounds
            clip: contentHeight > height
            contentHeight: bodyColumn.implicitHeight + Space.l
            contentWidth: width
            objectName: "dialogScroll"

            ColumnLayout {
                id: bodyColumn

                spacing: Space.l
                width: scroll.width - 2 * Space.xl
                x: Space.xl
            }
        }
        FocusScroll {
            id: keeper

            view: scroll
        }
        Item {
            id: foot

            anchors.bottom: parent.bottom
            height: root.hasButtons ? buttonRow.implicitHeight + Space.l + Space.l : Space.s
            width: parent.width

            Rectangle {
                color: Colors.border
                height: 1
                visible: root.hasButtons && scroll.clip
                width: parent.width
            }
            RowLayout {
                id: buttonRow

                anchors.right: parent.right
                anchors.rightMargin: Space.xl
                anchors.verticalCenter: parent.verticalCenter
                spacing: Space.s
            }
        }
    }
    enter: Transition {
        NumberAnimation { duration: Motion.fade; from: 0; property: "opacity"; to: 1 }
    }
    exit: Transition {
        NumberAnimation { duration: Motion.hover; from: 1; property: "opacity"; to: 0 }
    }
}
