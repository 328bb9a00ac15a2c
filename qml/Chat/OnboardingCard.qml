// SPDX-License-Identifier: MIT
// The column in the middle of the window that the pages before the first chat stand in.
import QtQuick
import QtQuick.Layouts
import Ui.Controls
import Ui.Theme

Flickable {
    id: root

    property bool hasMark: false
    property string title
    property string sentence
    default property alias body: column.data

    // Each page says where the keyboard starts.
    function focusFirst() {
    }

    Accessible.name: title
    Accessible.role: Accessible.Pane
    Keys.onPressed: event => keeper.scrollByKey(event)
    boundsBehavior: Flickable.StopAtBounds
    clip: true
    contentHeight: Math.max(height, column.implicitHeight + 2 * Space.xxxl)
    contentWidth: width

    FocusScroll {
        id: keeper

        view: root
    }
    ColumnLayout {
        id: column

        anchors.centerIn: parent
        spacing: Space.l
        width: Math.min(Math.max(360, Type.px(360)), root.width - 2 * Space.xl)

        Image {
            Accessible.ignored: true
            Layout.alignment: Qt.AlignHCenter
            Layout.bottomMargin: Space.s
            Layout.preferredHeight: 72
            Layout.preferredWidth: 72
            source: root.hasMark ? "qrc:/icons/baithak.svg" : ""
            sourceSize.height: 72
            sourceSize.width: 72
            visible: root.hasMark
        }
        Text {
            Accessible.role: Accessible.Heading
            Layout.fillWidth: true
            color: Colors.text
            font.pixelSize: root.hasMark ? Type.welcome : Type.page
            font.weight: Font.DemiBold
            horizontalAlignment: Text.AlignHCenter
            lineHeight: root.hasMark ? Type.welcomeLine : Type.pageLine
            lineHeightMode: Text.FixedHeight
            text: root.title
            textFormat: Text.PlainText
            wrapMode: Text.Wrap
        }
        Text {
            Layout.bottomMargin: Space.s
            Layout.fillWidth: true
            Layout.topMargin: -Space.s
            color: Colors.textMuted
            font.pixelSize: Type.body
            horizontalAlignment: Text.AlignHCenter
            lineHeight: Type.bodyLine
            lineHeightMode: Text.FixedHeight
            text: root.sentence
            textFormat: Text.PlainText
            visible: text !== ""
            wrapMode: Text.Wrap
        }
    }
}
