// SPDX-License-Identifier: MIT
// A conversation's messages, row 0 the newest, and a record of what the screen asked for.
import QtQml.Models

ListModel {
    id: root

    property string conversation: ""
    property string title: ""
    property string kind: "direct"
    property string avatarSeed: ""
    property string initials: ""
    property int memberCount: 2
    property bool isMember: true
    property string subtitle: typingText
    property string typingText: ""
    property int unreadBelow: 0
    property int firstUnreadRow: -1
    property bool canLoadOlder: false
    property bool isLoading: false
    property var calls: []

    signal newestArrived(bool isOwn)

    function fetchOlder() { calls.push("fetchOlder") }
    function markRead() { calls.push("markRead") }
    function retry(messageId) { calls.push("retry " + messageId) }
    function discard(messageId) { calls.push("discard " + messageId) }
    function countCalls(name) { return calls.filter(call => call === name).length }

    // Opens another conversation as the real model does: its rows come later, with answer(), and first of all
    // those that are on this computer while the server is asked for more.
    function open(id) {
        clear()
        firstUnreadRow = -1
        isLoading = true
        conversation = id
    }
    function answer(messages, moreIsComing = false) {
        isLoading = moreIsComing
        fill(messages)
        firstUnreadRow = -1
        for (let i = 0; i < count; ++i)
            if (get(i).isFirstUnread)
                firstUnreadRow = i
    }
    // Takes messages oldest first and works out what the real model would: runs, days.
    function fill(messages) {
        clear()
        for (const row of rowsOf(messages))
            insert(0, row)
    }
    function arrive(message) {
        const previous = count > 0 ? get(0) : null
        const starts = !previous || previous.sender !== message.sender || previous.isNotice
        if (!starts)
            setProperty(0, "endsRun", false)
        insert(0, row(message, starts, true, ""))
        newestArrived(message.sender === "me")
    }
    function row(message, starts, ends, day) {
        const own = message.sender === "me"
        const at = message.at ?? new Date(2026, 10, 22, 10, 24)
        const time = Qt.formatTime(at, "hh:mm")
        return {
            messageId: message.id ?? ("m" + count), text: message.text, isOwn: own,
            sender: own ? "Ann" : message.sender, avatarSeed: own ? "ann" : message.sender.toLowerCase(),
            initials: (own ? "A" : message.sender[0]), sentAt: at, timeText: time,
            fullTimeText: Qt.formatDateTime(at, "dddd d MMMM yyyy, hh:mm"),
            state: own ? (message.state ?? "read") : "", errorText: message.error ?? "", startsRun: starts,
            endsRun: ends, dayText: day, isFirstUnread: message.isFirstUnread ?? false,
            isNotice: message.isNotice ?? false,
            accessibleText: (own ? "You" : message.sender) + ": " + message.text + ", " + time
        }
    }
    function rowsOf(messages) {
        const joins = (a, b) => a && b && a.sender === b.sender && !a.isNotice && !b.isNotice && !b.day
            && !b.isFirstUnread
        return messages.map((message, i) => row(Object.assign({ id: "m" + i }, message),
            !joins(messages[i - 1], message), !joins(message, messages[i + 1]), message.day ?? ""))
    }
}
