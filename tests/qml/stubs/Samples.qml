// SPDX-License-Identifier: MIT
// A small team's conversations, for the gallery and for tests that need a full screen.
pragma Singleton

import QtQml

QtObject {
    id: root

    function at(day, hour, minute) {
        return new Date(2026, 10, day, hour, minute)
    }
    function fillChats(app) {
        const chats = app.chats
        chats.clear()
        chats.totalUnread = 0
        chats.add({ conversation: "self", kind: "self", title: "Note to self", avatarSeed: "ann", initials: "NS",
            preview: "Ask Bob about the key", previewState: "stored", timeText: "09:02", pinned: true })
        chats.add({ conversation: "team", kind: "group", title: "Weekend hike", avatarSeed: "g-weekend", initials: "WH",
            preview: "Carol: I have room for two in the car 🚗", timeText: "10:31", unread: 3 })
        chats.add({ conversation: "bob", title: "Bob Martins", avatarSeed: "bob", initials: "BM",
            preview: "Perfect. See you at the station ☺️", previewState: "read", timeText: "10:24" })
        chats.add({ conversation: "dilip", title: "Dilip", avatarSeed: "dilip", initials: "D", preview: "",
            typingText: "typing …", timeText: "10:20" })
        chats.add({ conversation: "erika", title: "Erika Lindqvist", avatarSeed: "erika", initials: "EL",
            preview: "Thanks!", draft: "About the invoice: could we", timeText: "09:47" })
        chats.add({ conversation: "office", kind: "group", title: "Office", avatarSeed: "g-office-floor-3", initials: "O",
            preview: "Farah: The printer is alive again", timeText: "Yesterday", unread: 128, muted: true })
        chats.add({ conversation: "goran", title: "Goran", avatarSeed: "goran", initials: "G",
            preview: "I sent you the photos of the house and the garden, tell me what you think", timeText: "Yesterday",
            previewState: "delivered" })
        chats.add({ conversation: "hana", title: "हिना", avatarSeed: "hina", initials: "हि", preview: "कल मिलते हैं",
            timeText: "Mon" })
        chats.add({ conversation: "iman", title: "إيمان", avatarSeed: "iman", initials: "إ", preview: "إلى اللقاء",
            timeText: "Mon", unread: 1 })
        chats.add({ conversation: "jo", title: "Jo", avatarSeed: "jo", initials: "J", preview: "Call me back?",
            previewState: "failed", timeText: "Sun" })
    }
    function openBob(app) {
        const timeline = app.timeline
        timeline.title = "Bob Martins"
        timeline.avatarSeed = "bob"
        timeline.initials = "BM"
        timeline.kind = "direct"
        timeline.fill([
            { sender: "Bob", text: "Did you manage to get the tickets?", at: at(21, 18, 2), day: "Yesterday" },
            { sender: "me", text: "Yes, two for the 08:40. The later ones were gone.", at: at(21, 18, 9) },
            { sender: "me", text: "Seats 41 and 42, by the window", at: at(21, 18, 10) },
            { sender: "Bob", text: "🎉", at: at(21, 18, 12) },
            { sender: "Bob", text: "Morning! Is the weather still good for tomorrow? The forecast I saw yesterday had "
                + "rain from noon, and the path by the lake gets slippery.", at: at(22, 10, 15), day: "Today" },
            { sender: "me", text: "Sunny until four 🌤️ https://weather.example.org/lake (their radar is quite good)",
                at: at(22, 10, 18) },
            { sender: "Bob", text: "Then let us keep the plan", at: at(22, 10, 19) },
            { sender: "Bob", text: "I will bring:\n  • the map\n  • coffee ☕\n  • Ines's cake", at: at(22, 10, 19) },
            { sender: "me", text: "Great, I take care of lunch.", at: at(22, 10, 21) },
            { sender: "me", text: "Shall we meet at the station at half past eight?", at: at(22, 10, 22) },
            { sender: "Bob", text: "Perfect. See you at the station ☺️", at: at(22, 10, 24) }
        ])
        app.composer.placeholder = "Message Bob Martins"
        app.openChat("bob")
    }
    function openGroup(app) {
        const timeline = app.timeline
        timeline.title = "Weekend hike"
        timeline.avatarSeed = "g-weekend"
        timeline.initials = "WH"
        timeline.kind = "group"
        timeline.memberCount = 5
        timeline.typingText = "Dilip is typing …"
        timeline.fill([
            { sender: "Bob", text: "Bob created this group", isNotice: true, at: at(20, 9, 0), day: "Friday" },
            { sender: "Bob", text: "Bob added Ann, Carol, Dilip and Erika", isNotice: true, at: at(20, 9, 0) },
            { sender: "Bob", text: "Who is in for the lake on Monday?", at: at(20, 9, 1) },
            { sender: "Dilip", text: "Me!", at: at(20, 9, 12) },
            { sender: "me", text: "Count me in 👍🏽", state: "read", at: at(20, 9, 15) },
            { sender: "Carol", text: "I finish work at six, so I would come on Sunday evening and sleep at Bob's, if "
                + "that is all right?", at: at(22, 10, 26), day: "Today", isFirstUnread: true },
            { sender: "Bob", text: "Of course. The sofa is yours 🛋️", at: at(22, 10, 28) },
            { sender: "Carol", text: "I have room for two in the car 🚗", at: at(22, 10, 31) },
            { sender: "me", text: "I would take one of them, from the main square", state: "delivered", at: at(22, 10, 33) },
            { sender: "me", text: "And I bring a blanket", state: "stored", at: at(22, 10, 33) }
        ])
        app.members.clear()
        app.members.put("ann", "admin", true)
        app.members.put("bob", "admin", false)
        app.members.put("carol", "user", false)
        app.members.put("dilip", "user", false)
        app.members.put("erika", "user", false)
        app.composer.placeholder = "Message Weekend hike"
        app.openChat("team")
    }
    function fillContacts(app) {
        for (const name of ["bob", "carol", "dilip", "erika", "farah", "goran"])
            app.contacts.put(name)
    }
}
