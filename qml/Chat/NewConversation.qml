// SPDX-License-Identifier: MIT
// What an empty conversation shows: whom it is with, and three greetings that go out on one press.
pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import Ui.Controls
import Ui.Theme

ColumnLayout {
    id: root

    property string title
    property bool isSelf: false

    readonly property var greetings: isSelf ? [qsTr("Remember the milk"), qsTr("Hello, me"), qsTr("📌 Keep this")]
        : [qsTr("👋 Hello!"), qsTr("How are you?"), qsTr("Nice to meet you")]

    signal greeted(string text)

    spacing: 0

    EmptyState {
        Layout.fillWidth: true
        iconName: root.isSelf ? "pin" : "wave"
        sentence: root.isSelf ? qsTr("Notes to yourself stay here. Others appear in the list when you start a chat.")
            : qsTr("A greeting is a good start.")
        title: root.isSelf ? qsTr("This is your own space") : qsTr("Say hello to %1").arg(root.title)
    }
    Flow {
        id: flow

        // Of all chips in one row, so that they stand in the middle when there is room for that
        readonly property real rowWidth: {
            let sum = (chips.count - 1) * spacing
            for (let i = 0; i < chips.count; ++i)
                sum += chips.itemAt(i)?.implicitWidth ?? 0
            return sum
        }

        Layout.alignment: Qt.AlignHCenter
        Layout.maximumWidth: root.width
        Layout.preferredWidth: rowWidth
        Layout.topMargin: Space.l
        spacing: Space.s

        Repeater {
            id: chips

            model: root.greetings

            delegate: Chip {
                required property string modelData

                objectName: "greeting"
                text: modelData

                onClicked: root.greeted(modelData)
            }
        }
    }
}
