// SPDX-License-Identifier: MIT
// The draft, and what was sent.
import QtQml

QtObject {
    id: root

    property string text: ""
    property string placeholder: "Message Bob"
    property string problem: ""
    property bool canSend: text.trim() !== "" && problem === ""
    property var sent: []

    function send() {
        if (!canSend)
            return false
        sent.push(text)
        text = ""
        return true
    }
    function sendText(words) {
        sent.push(words)
        return true
    }
}
