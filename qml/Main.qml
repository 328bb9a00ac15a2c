// SPDX-License-Identifier: MIT
// The window. It is given the application and shows the page of its stage.
import QtQuick
import QtQuick.Window
import Ui.Chat
import Ui.Controls
import Ui.Theme

// A Loader of Qt 6.4 cannot make bound components, so what is loaded reads this file's ids unbound.
// qmllint disable unqualified

Window {
    id: root

    required property var app

    readonly property ChatPage chatPage: page.item as ChatPage

    color: Colors.canvas
    height: 760
    minimumHeight: 520
    minimumWidth: 420
    title: app.chats.totalUnread > 0 ? qsTr("Baithak (%1)").arg(app.chats.totalUnread) : qsTr("Baithak")
    visible: true
    width: 1160

    CaretRest { }
    Binding {
        property: "mode"
        target: Theme
        value: root.app.themeMode
    }
    Binding {
        property: "systemScheme"
        target: Theme
        value: SystemLook.scheme
    }
    Binding {
        property: "textScale"
        target: Theme
        value: root.app.textScale
    }
    Binding {
        property: "reducedMotion"
        target: Theme
        value: root.app.reducedMotion
    }
    Loader {
        id: page

        anchors.fill: parent
        focus: true
        sourceComponent: root.app.stage === "chat" ? chat : onboarding

        onLoaded: (item as Item).forceActiveFocus()
    }
    Component {
        id: chat

        ChatPage { app: root.app }
    }
    Component {
        id: onboarding

        OnboardingPage { app: root.app }
    }
    Toast {
        id: toast

        anchors.bottom: parent.bottom
        anchors.bottomMargin: Space.xxxl + Space.xxl
        anchors.horizontalCenter: parent.horizontalCenter
        height: implicitHeight
        objectName: "toast"
        width: Math.min(implicitWidth, parent.width - 2 * Space.l)
    }
    Connections {
        function onNotice(text) {
            toast.show(text)
        }

        target: root.app
    }
}
