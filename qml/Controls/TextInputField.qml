// SPDX-License-Identifier: MIT
// A labelled line of input, with a sentence under it when something is wrong. A password can be looked at.
import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Ui.Controls
import Ui.Theme

// A Loader of Qt 6.4 cannot make bound components, so what is loaded reads this file's ids unbound.
// qmllint disable unqualified

FocusScope {
    id: root

    property string label
    property string hint
    property string errorText
    property bool isPassword: false
    property string iconName
    property bool hasClear: false
    // Without a drawn edge: for a place where it is plain that one can type
    property bool isQuiet: false
    property alias text: input.text
    property alias placeholder: input.placeholderText
    property alias maximumLength: input.maximumLength
    property alias readOnly: input.readOnly
    property alias hints: input.inputMethodHints
    readonly property alias field: input

    signal accepted

    function selectAll() {
        input.selectAll()
    }

    implicitHeight: column.implicitHeight
    implicitWidth: 280

    ColumnLayout {
        id: column

        anchors.left: parent.left
        anchors.right: parent.right
        spacing: Space.xs

        TextLabel {
            Accessible.ignored: true
            Layout.fillWidth: true
            color: Colors.textMuted
            font.pixelSize: Type.caption
            font.weight: Font.Medium
            visible: root.label !== ""
            words: root.label
        }
        T.TextField {
            id: input

            property bool isRevealed: false

            Accessible.description: root.errorText !== "" ? root.errorText : root.hint
            Accessible.name: root.label !== "" ? root.label : placeholderText
            Accessible.passwordEdit: root.isPassword
            Accessible.role: Accessible.EditableText
            Layout.fillWidth: true
            color: Colors.text
            echoMode: root.isPassword && !isRevealed ? TextInput.Password : TextInput.Normal
            focus: true
            font.family: hintText.font.family
            font.pixelSize: Type.body
            implicitHeight: Space.field
            leftPadding: root.iconName === "" ? Space.m : Space.m + Space.icon + Space.s
            placeholderTextColor: Colors.textFaint
            rightPadding: tail.active ? tail.width + Space.xs : Space.m
            selectByMouse: true
            selectedTextColor: Colors.inkOnAccent
            selectionColor: Colors.accent
            verticalAlignment: TextInput.AlignVCenter

            background: Rectangle {
                border.color: root.errorText !== "" ? Colors.danger : input.activeFocus ? Colors.accent
                    : root.isQuiet ? Colors.border : Colors.control
                border.width: input.activeFocus ? 2 : 1
                color: root.isQuiet && !input.activeFocus ? Colors.canvas : Colors.surface
                radius: Space.radius
            }

            onAccepted: root.accepted()

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                name: root.iconName
                x: Space.m
            }
            Text {
                id: hintText

                Accessible.ignored: true
                anchors.fill: parent
                anchors.leftMargin: input.leftPadding
                anchors.rightMargin: input.rightPadding
                color: Colors.textFaint
                elide: Text.ElideRight
                font.pixelSize: Type.body
                text: input.placeholderText
                textFormat: Text.PlainText
                verticalAlignment: Text.AlignVCenter
                visible: input.text === "" && input.preeditText === ""
            }
            Loader {
                id: tail

                active: root.isPassword || (root.hasClear && input.text !== "")
                anchors.right: parent.right
                anchors.rightMargin: Space.xs
                anchors.verticalCenter: parent.verticalCenter

                sourceComponent: IconButton {
                    iconName: !root.isPassword ? "close" : input.isRevealed ? "eye-off" : "eye"
                    implicitHeight: Space.hit
                    implicitWidth: Space.hit
                    text: !root.isPassword ? qsTr("Clear") : input.isRevealed ? qsTr("Hide the password")
                        : qsTr("Show the password")

                    onClicked: {
                        if (root.isPassword)
                            input.isRevealed = !input.isRevealed
                        else
                            input.clear()
                        input.forceActiveFocus()
                    }
                }
            }
        }
        RowLayout {
            Layout.fillWidth: true
            spacing: Space.xs
            visible: root.errorText !== ""

            Icon {
                Layout.alignment: Qt.AlignTop
                name: "error"
                size: 16
                tint: Colors.danger
            }
            Paragraph {
                Accessible.name: text
                Accessible.role: Accessible.AlertMessage
                Layout.fillWidth: true
                color: Colors.danger
                font.pixelSize: Type.caption
                lineBox: Type.captionLine
                text: root.errorText
            }
        }
        Paragraph {
            Layout.fillWidth: true
            color: Colors.textFaint
            font.pixelSize: Type.caption
            lineBox: Type.captionLine
            text: root.hint
            visible: root.hint !== "" && root.errorText === ""
        }
    }
}
