// SPDX-License-Identifier: MIT
// Stands in for the C++ ChatApp: the same properties, settable, and verbs that are written down in `calls`.
import QtQml

QtObject {
    id: root

    property string profile: "default"
    property string stage: "chat"
    property string suggestedName: "Ann"
    property string suggestedServer: ""
    property string passwordToKeep: ""
    property string recalledPassword: ""
    property string userName: "ann"
    property bool isLocalServer: true
    property string serverText: "This computer"
    property string busyText: "Starting the server on this computer …"
    property string errorTitle: ""
    property string errorText: ""
    property string errorAction: ""
    property var identityProblem: ({ host: "", reasons: [], fingerprint: "" })
    property bool keychainMissing: false
    property string link: "online"
    property date offlineSince
    property int waiting: 0
    property int retryInSeconds: 0
    property string themeMode: "light"
    property real textScale: 1
    property bool reducedMotion: true
    property bool wideLayout: false
    property string openConversation: ""
    property var calls: []

    readonly property StubChats chats: StubChats { }
    readonly property StubTimeline timeline: StubTimeline { }
    readonly property StubComposer composer: StubComposer { }
    readonly property StubMembers members: StubMembers { }
    readonly property StubContacts contacts: StubContacts { }
    readonly property StubGroupEditor groupEditor: StubGroupEditor { }

    signal notice(string text)

    function record(...words) { calls = calls.concat([words.join(" ")]) }
    function lastCall() { return calls.length > 0 ? calls[calls.length - 1] : "" }

    function startChatting(name, password) { record("startChatting", name, ...(password ? [password] : [])) }
    function connectTo(url, user, password, isNew) { record("connectTo", url, user, password, isNew) }
    function enterPassword(password) { record("enterPassword", password) }
    function tryKeychainAgain() { record("tryKeychainAgain") }
    function recallPassword() {
        record("recallPassword")
        recalledPassword = "tulip-garden-42"
    }
    function forgetRecalled() { recalledPassword = "" }
    function signOut() { record("signOut") }
    function retryNow() { record("retryNow") }
    function dismissError() {
        record("dismissError")
        errorTitle = ""
        errorText = ""
        errorAction = ""
    }
    function doubtServer() {
        identityProblem = { host: "chat.example.org", reasons: ["expired 3 days ago", "signed only by itself"],
            fingerprint: "52:58:90:64:5E:49:5A:DC:AC:6C:B2:BE:E5:FA:43:0A:66:C9:6C:5F:18:AD:C1:41:42:7F:5F:57:2C:C5:A0:D0" }
        errorText = "Baithak has not connected to it, and nothing was sent."
        errorAction = "certificate"
        errorTitle = "This server's identity could not be checked: expired 3 days ago"
    }
    function dismissPasswordToKeep() { passwordToKeep = "" }
    function runErrorAction() { record("runErrorAction") }
    function showLog() { return "{\"level\":\"error\",\"msg\":\"the port is used\"}" }
    function openChat(conversation) {
        record("openChat", conversation)
        chats.open(conversation)
        timeline.conversation = conversation
        openConversation = conversation
    }
    function openDirect(userName) { record("openDirect", userName) }
    function closeChat() {
        record("closeChat")
        chats.open("")
        openConversation = ""
    }
    function openNextChat(step, unreadOnly) { record("openNextChat", step, unreadOnly) }
    function setMuted(conversation, muted) { record("setMuted", conversation, muted) }
    function setPinned(conversation, pinned) { record("setPinned", conversation, pinned) }
}
