// SPDX-License-Identifier: MIT
// The list of conversations with what a test or the gallery puts into it.
import QtQml.Models

ListModel {
    id: root

    property string filter: ""
    property int totalUnread: 0

    function add(row) {
        append(Object.assign({
            conversation: "u:" + count, kind: "direct", title: "Somebody", avatarSeed: "somebody", initials: "S",
            preview: "", previewState: "", time: new Date(2026, 10, 22, 10, 24), timeText: "10:24", unread: 0,
            mentions: 0, draft: "", muted: false, pinned: false, isOpen: false, typingText: "",
            accessibleText: row.title ?? "Somebody"
        }, row))
        totalUnread += row.unread ?? 0
    }
    function open(conversation) {
        for (let i = 0; i < count; ++i)
            setProperty(i, "isOpen", get(i).conversation === conversation)
    }
}
