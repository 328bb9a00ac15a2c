// SPDX-License-Identifier: MIT
// How the program looks, and the account.
import QtQuick
import QtQuick.Layouts
import Ui.Controls
import Ui.Theme

DialogFrame {
    id: root

    required property var app

    signal dialogRequested(string name)

    preferredWidth: 480
    title: qsTr("Settings")

    ColumnLayout {
        Layout.fillWidth: true
        spacing: Space.s

        TextLabel { words: qsTr("Theme") }
        SegmentedControl {
            Layout.fillWidth: true
            name: qsTr("Theme")
            objectName: "themeControl"
            options: [
                { value: "system", text: qsTr("System"), iconName: "screen" },
                { value: "light", text: qsTr("Light"), iconName: "sun" },
                { value: "dark", text: qsTr("Dark"), iconName: "moon" }
            ]
            value: root.app.themeMode

            onChosen: value => root.app.themeMode = value
        }
    }
    ColumnLayout {
        Layout.fillWidth: true
        spacing: Space.xs

        TextLabel { words: qsTr("Text size") }
        ScaleSlider {
            Layout.fillWidth: true
            from: 0.85
            name: qsTr("Text size")
            objectName: "scaleSlider"
            to: 1.5
            value: root.app.textScale

            onMoved: value => root.app.textScale = value
        }
    }
    ToggleSwitch {
        Layout.fillWidth: true
        checked: root.app.wideLayout
        objectName: "wideSwitch"
        sentence: qsTr("Your own messages stand on the left too.")
        text: qsTr("All messages on the left")

        onToggled: root.app.wideLayout = checked
    }
    ToggleSwitch {
        Layout.fillWidth: true
        checked: root.app.reducedMotion
        objectName: "motionSwitch"
        sentence: qsTr("Nothing slides or turns.")
        text: qsTr("Less motion")

        onToggled: root.app.reducedMotion = checked
    }
    Rectangle {
        Layout.fillWidth: true
        Layout.preferredHeight: 1
        color: Colors.border
    }
    RowLayout {
        Layout.fillWidth: true
        spacing: Space.m

        Avatar {
            initials: root.app.userName.substring(0, 1).toUpperCase()
            seed: root.app.userName
            size: 36
        }
        ColumnLayout {
            Layout.fillWidth: true
            spacing: 0

            TextLabel {
                Layout.fillWidth: true
                font.weight: Font.DemiBold
                words: root.app.userName
            }
            TextLabel {
                Layout.fillWidth: true
                color: Colors.textMuted
                font.pixelSize: Type.caption
                words: root.app.serverText
            }
        }
        SecondaryButton {
            iconName: "sign-out"
            isDanger: true
            objectName: "signOutButton"
            text: qsTr("Sign out")

            onClicked: {
                root.close()
                root.dialogRequested("signOut")
            }
        }
    }
}
