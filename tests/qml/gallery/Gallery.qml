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

    readonly property var allScenes: [
        { name: "welcome-light", size: wide, set: app => app.stage = "welcome" },
        { name: "welcome-dark", size: narrow, dark: true, set: app => app.stage = "welcome" },
        { name: "connect-light", size: wide, set: app => app.stage = "welcome", then: window => press(window, "connectLink") },
        { name: "connect-failed-dark", size: wide, dark: true, set: app => app.stage = "welcome",
            then: (window, app) => {
                press(window, "connectLink")
                find(window, "addressField").text = "https://chat.example.org"
                find(window, "userField").text = "ann"
                find(window, "passwordField").text = "not the one"
                app.errorTitle = "You could not be signed in"
                app.errorText = "The name or the password is wrong."
            } },
        { name: "password-light", size: narrow, set: app => { app.stage = "password"; app.keychainMissing = true } },
        { name: "starting-light", size: wide, set: app => app.stage = "starting" },
        { name: "starting-failed-light", size: wide, set: app => {
            app.stage = "starting"
            app.errorTitle = "The local server did not start"
            app.errorText = "Port 7443 is used by another program."
            app.errorAction = "otherPort"
        } },
        { name: "chat-light", size: wide, set: app => { Samples.fillChats(app); Samples.openBob(app) } },
        { name: "chat-dark", size: wide, dark: true, set: app => { Samples.fillChats(app); Samples.openBob(app) } },
        { name: "group-members-light", size: { width: 1280, height: 760 },
            set: app => { Samples.fillChats(app); Samples.openGroup(app) }, then: window => press(window, "membersButton") },
        { name: "group-dark", size: middle, dark: true, set: app => { Samples.fillChats(app); Samples.openGroup(app) } },
        { name: "offline-light", size: wide, set: app => {
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
        { name: "offline-dark", size: narrow, dark: true, set: app => {
            Samples.fillChats(app)
            Samples.openBob(app)
            app.link = "offline"
            app.offlineSince = Samples.at(22, 10, 24)
            app.waiting = 2
            app.timeline.arrive({ sender: "me", text: "Are you on the way already?", state: "queued", id: "q1" })
        } },
        { name: "no-chat-light", size: wide, set: app => Samples.fillChats(app) },
        { name: "list-light", size: narrow, set: app => Samples.fillChats(app) },
        { name: "list-dark", size: narrow, dark: true, set: app => Samples.fillChats(app) },
        { name: "first-chat-light", size: wide, set: app => {
            app.chats.add({ conversation: "self", kind: "self", title: "Note to self", avatarSeed: "ann", initials: "NS",
                pinned: true, timeText: "" })
            app.timeline.title = "Note to self"
            app.timeline.kind = "self"
            app.timeline.initials = "NS"
            app.timeline.avatarSeed = "ann"
            app.composer.placeholder = "Note to self"
            app.openChat("self")
        } },
        { name: "new-contact-dark", size: wide, dark: true, set: app => {
            Samples.fillChats(app)
            Samples.openBob(app)
            app.timeline.clear()
            app.timeline.title = "Dilip"
            app.openChat("dilip")
        } },
        { name: "nothing-found-light", size: wide, set: app => {
            Samples.openBob(app)
            app.chats.clear()
            app.chats.filter = "zebra"
        } },
        { name: "new-chat-light", size: wide, set: app => {
            Samples.fillChats(app)
            Samples.fillContacts(app)
            Samples.openBob(app)
            app.contacts.unknown = ["zoe"]
        }, dialog: "newChat" },
        { name: "new-group-dark", size: wide, dark: true, set: app => {
            Samples.fillChats(app)
            Samples.fillContacts(app)
            Samples.openBob(app)
        }, dialog: "newGroup", then: (window, app) => {
            app.groupEditor.name = "Weekend hike"
            app.groupEditor.members = ["bob", "carol"]
        } },
        { name: "settings-light", size: wide, set: app => { Samples.fillChats(app); Samples.openBob(app) }, dialog: "settings" },
        { name: "settings-dark", size: wide, dark: true, set: app => { Samples.fillChats(app); Samples.openBob(app) },
            dialog: "settings" },
        { name: "keyboard-light", size: wide, set: app => { Samples.fillChats(app); Samples.openBob(app) }, dialog: "keyboard" },
        { name: "sign-out-light", size: narrow, set: app => { Samples.fillChats(app); Samples.openBob(app) },
            dialog: "signOut" },
        { name: "wide-layout-light", size: wide, set: app => {
            Samples.fillChats(app)
            Samples.openBob(app)
            app.wideLayout = true
            app.passwordToKeep = "tulip-garden-42"
        } },
        { name: "large-text-light", size: wide, set: app => {
            Samples.fillChats(app)
            Samples.openGroup(app)
            app.textScale = 1.5
        } },
        { name: "toast-dark", size: wide, dark: true, set: app => { Samples.fillChats(app); Samples.openBob(app) },
            then: (window, app) => app.notice("There is nobody called zoe on this server") }
    ]
    readonly property var scenes: allScenes.filter(scene => scene.name.indexOf(camera.only) >= 0)

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
    function next() {
        scene += 1
        if (scene >= scenes.length) {
            Qt.quit()
            return
        }
        const wanted = scenes[scene]
        app = appComponent.createObject(root)
        app.themeMode = wanted.dark ? "dark" : "light"
        wanted.set(app)
        window = windowComponent.createObject(null, Object.assign({ app }, wanted.size))
        window.requestActivate()
        settle.start()
    }
    function prepare() {
        const wanted = scenes[scene]
        if (wanted.dialog)
            window.chatPage.showDialog(wanted.dialog)
        if (wanted.then)
            wanted.then(window, app)
        shot.start()
    }
    function shoot() {
        camera.shoot(window, scenes[scene].name)
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
