// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Ui.Controls
import Ui.Theme

TestCase {
    id: root

    height: 300
    name: "TextInputField"
    visible: true
    when: windowShown
    width: 400

    TextInputField {
        id: field

        label: "Your name"
        width: 300
    }
    TextInputField {
        id: password

        isPassword: true
        label: "Password"
        width: 300
        y: 120
    }
    SignalSpy {
        id: accepts

        signalName: "accepted"
        target: field
    }

    function init() {
        field.text = ""
        field.hasClear = false
        field.errorText = ""
        accepts.clear()
    }
    function test_isTypedIntoAfterAClick() {
        mouseClick(field, 100, 40)
        keyClick("B")
        keyClick("o")
        compare(field.text, "Bo")
        keyClick(Qt.Key_Return)
        compare(accepts.count, 1)
    }
    function test_tellsItsNameAndWhatIsWrong() {
        compare(field.field.Accessible.name, "Your name")
        compare(field.field.Accessible.role, Accessible.EditableText)
        field.errorText = "The name is taken"
        compare(field.field.Accessible.description, "The name is taken")
    }
    function test_aPasswordIsHiddenUntilAskedFor() {
        compare(password.field.echoMode, TextInput.Password)
        verify(password.field.Accessible.passwordEdit)
        mouseClick(password.field, password.field.width - 20, 20)
        compare(password.field.echoMode, TextInput.Normal)
        mouseClick(password.field, password.field.width - 20, 20)
        compare(password.field.echoMode, TextInput.Password)
    }
    function test_theCrossEmptiesIt() {
        field.hasClear = true
        field.text = "lake"
        mouseClick(field.field, field.field.width - 20, 20)
        compare(field.text, "")
        verify(field.field.activeFocus)
    }
}
