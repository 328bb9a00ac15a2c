// SPDX-License-Identifier: MIT
// Walks through the scenes below, each the whole window in one state, and has the camera take a picture of each.
import QtQuick
import "../stubs"
import Ui

Item {
    id: root

    required property var camera
    property int scene: -1
    property var app: null
    property Main window: null

    readonly property var wide: ({ width: 1160, height: 760 })
    readonly property var middle: ({ width: 820, height: 680 })
    readonly property var narrow: ({ width: 420, height: 720 })

    // Extra states are shown with --all or by name; the others make docs/screenshots.
    readonly property var allStates: [
        { name: "welcome", size: wide, set: app => app.stage = "welcome" },
        { name: "connect", size: wide, set: app => app.stage = "welcome", then: window => press(window, "connectLink") },
        { name: "connect-failed", isExtra: true, size: wide, set: app => app.stage = "welcome",
            then: (window, app) => {
                press(window, "connectLink")
                find(window, "addressField").text = "https://chat.example.org"
                find(window, "userField").text = "ann"
                find(window, "passwordField").text = "not the one"
                app.errorTitle = "You could not be signed in"
                app.errorText = "The name or the password is wrong."
            } },
        { name: "password", size: narrow, set: app => { app.stage = "password"; app.keychainMissing = true } },
        { name: "starting", size: wide, set: app => app.stage = "starting" },
        { name: "starting-failed", size: wide, set: app => {
            app.stage = "starting"
            app.errorTitle = "The local server did not start"
            app.errorText = "The database can't be opened: the disk is full."
            app.errorAction = "retry"
        } },
        { name: "certificate", isExtra: true, size: wide, set: app => {
            app.stage = "starting"
            app.isLocalServer = false
            app.doubtServer()
        } },
        { name: "chat", size: wide, set: app => { Samples.fillChats(app); Samples.openBob(app) } },
        { name: "group-members", size: { width: 1280, height: 760 },
            set: app => { Samples.fillChats(app); Samples.openGroup(app) }, then: window => press(window, "membersButton") },
        { name: "group-narrow", isExtra: true, size: middle, set: app => { Samples.fillChats(app); Samples.openGroup(app) } },
        { name: "offline", size: wide, set: app => {
            Samples.fillChats(app)
            Samples.openBob(app)
            app.link = "offline"
            app.offlineSince = Samples.at(22, 10, 24)
            app.waiting = 2
            app.retryInSeconds = 8
            app.timeline.arrive({ sender: "me", text: "Are you on the way already?", state: "queued", id: "q1" })
            app.timeline.arrive({ sender: "me", text: "I am at platform 3", state: "failed", id: "q2",
                error: "the message is too long" })
            app.composer.text = "I can also wait"
        } },
        { name: "offline-phone", isExtra: true, size: narrow, set: app => {
            Samples.fillChats(app)
            Samples.openBob(app)
            app.link = "offline"
            app.offlineSince = Samples.at(22, 10, 24)
            app.waiting = 2
            app.timeline.arrive({ sender: "me", text: "Are you on the way already?", state: "queued", id: "q1" })
        } },
        { name: "offline-list", isExtra: true, size: narrow, set: app => {
            Samples.fillChats(app)
            app.link = "offline"
            app.offlineSince = Samples.at(22, 10, 24)
            app.waiting = 2
            app.retryInSeconds = 8
        } },
        { name: "taken-over", isExtra: true, size: wide, set: app => { takenOver(app); Samples.openBob(app) } },
        { name: "taken-over-list", isExtra: true, size: narrow, set: app => takenOver(app) },
        { name: "refused-phone", isExtra: true, size: narrow, set: app => {
            Samples.fillChats(app)
            Samples.openBob(app)
            app.timeline.arrive({ sender: "me", text: "Here is all of it", state: "failed", id: "q2",
                error: "the message is longer than this server takes" })
        } },
        { name: "left-group", isExtra: true, size: { width: 1280, height: 760 }, set: app => {
            Samples.fillChats(app)
            Samples.openGroup(app)
            app.timeline.typingText = ""
            app.timeline.isMember = false
        }, then: window => press(window, "membersButton") },
        { name: "no-chat", size: wide, set: app => Samples.fillChats(app) },
        { name: "list-phone", size: narrow, set: app => Samples.fillChats(app) },
        { name: "first-chat", size: wide, set: app => {
            app.chats.add({ conversation: "self", kind: "self", title: "Note to self", avatarSeed: "ann", initials: "NS",
                pinned: true, timeText: "" })
            app.timeline.title = "Note to self"
            app.timeline.kind = "self"
            app.timeline.initials = "NS"
            app.timeline.avatarSeed = "ann"
            app.composer.placeholder = "Note to self"
            app.openChat("self")
        } },
        { name: "new-contact", isExtra: true, size: wide, set: app => {
            Samples.fillChats(app)
            Samples.openBob(app)
            app.timeline.clear()
            app.timeline.title = "Dilip"
            app.timeline.initials = "D"
            app.timeline.avatarSeed = "dilip"
            app.composer.placeholder = "Message Dilip"
            app.openChat("dilip")
        } },
        { name: "nothing-found", isExtra: true, size: wide, set: app => {
            Samples.openBob(app)
            app.chats.clear()
            app.chats.filter = "zebra"
        } },
        { name: "new-chat", size: wide, set: app => {
            Samples.fillChats(app)
            Samples.fillContacts(app)
            Samples.openBob(app)
            app.contacts.unknown = ["zoe"]
        }, dialog: "newChat" },
        { name: "new-group", size: wide, set: app => {
            Samples.fillChats(app)
            Samples.fillContacts(app)
            Samples.openBob(app)
        }, dialog: "newGroup", then: (window, app) => {
            app.groupEditor.name = "Weekend hike"
            app.groupEditor.members = ["bob", "carol"]
        } },
        { name: "new-group-small", isExtra: true, size: { width: 420, height: 520 }, set: app => {
            Samples.fillChats(app)
            Samples.fillContacts(app)
            Samples.openBob(app)
            app.textScale = 1.5
        }, dialog: "newGroup", then: (window, app) => {
            app.groupEditor.name = "Weekend hike"
            app.groupEditor.members = ["bob", "carol"]
            find(window, "people").forceActiveFocus(Qt.TabFocusReason)
        } },
        { name: "settings", size: wide, set: app => { Samples.fillChats(app); Samples.openBob(app) }, dialog: "settings" },
        { name: "keyboard", size: wide, set: app => { Samples.fillChats(app); Samples.openBob(app) }, dialog: "keyboard" },
        { name: "sign-out", isExtra: true, size: narrow, set: app => { Samples.fillChats(app); Samples.openBob(app) },
            dialog: "signOut" },
        { name: "wide-layout", isExtra: true, size: wide, set: app => {
            Samples.fillChats(app)
            Samples.openBob(app)
            app.wideLayout = true
            app.passwordToKeep = "tulip-garden-42"
        } },
        { name: "large-text", isExtra: true, size: wide, set: app => {
            Samples.fillChats(app)
            Samples.openGroup(app)
            app.textScale = 1.5
        } },
        { name: "toast", isExtra: true, size: wide, set: app => { Samples.fillChats(app); Samples.openBob(app) },
            then: (window, app) => app.notice("There is nobody called zoe on this server") }
    ]
    readonly property var scenes: allStates
        .filter(state => camera.only !== "" ? (state.name).indexOf(camera.only) >= 0 : camera.all || !state.isExtra)
        .reduce((list, state) => list.concat([{ state, isDark: false }, { state, isDark: true }]), [])

    function find(window, name) {
        return search(window.contentItem, name)
    }
    function search(item, name) {
        if (item.objectName === name && item.visible)
            return item
        for (let i = 0; i < item.children.length; ++i) {
            const found = search(item.children[i], name)
            if (found)
                return found
        }
        return null
    }
    function press(window, name) {
        find(window, name).clicked()
    }
    function takenOver(app) {
        Samples.fillChats(app)
        app.link = "offline"
        app.offlineSince = Samples.at(22, 10, 24)
        app.errorTitle = "This account is open in another window"
        app.errorText = "It has taken over the connection of this device."
        app.errorAction = "retry"
    }
    function next() {
        scene += 1
        if (scene >= scenes.length) {
            Qt.quit()
            return
        }
        const wanted = scenes[scene].state
        app = appComponent.createObject(root)
        app.themeMode = scenes[scene].isDark ? "dark" : "light"
        wanted.set(app)
        window = windowComponent.createObject(null, Object.assign({ app }, wanted.size))
        window.requestActivate()
        settle.start()
    }
    function prepare() {
        const wanted = scenes[scene].state
        if (wanted.dialog)
            window.chatPage.showDialog(wanted.dialog)
        if (wanted.then)
            wanted.then(window, app)
        shot.start()
    }
    function shoot() {
        camera.shoot(window, scenes[scene].state.name + (scenes[scene].isDark ? "-dark" : "-light"))
        window.close()
        window.destroy()
        app.destroy()
        next()
    }

    Component {
        id: appComponent

        StubApp { }
    }
    Component {
        id: windowComponent

        Main { }
    }
    // Two waits for fades and the first layout; a picture has no other sign of being finished.
    Timer {
        id: settle

        interval: 250

        onTriggered: root.prepare()
    }
    Timer {
        id: shot

        interval: 450

        onTriggered: root.shoot()
    }

    Component.onCompleted: Qt.callLater(next)
}
