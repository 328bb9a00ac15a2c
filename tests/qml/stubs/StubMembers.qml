// SPDX-License-Identifier: MIT
// The members of a group, and what was asked.
import QtQml.Models

ListModel {
    id: root

    property bool isAdmin: true
    property var calls: []

    function put(userName, role, isSelf) {
        append({
            userName, avatarSeed: userName, initials: userName[0].toUpperCase(), role, isSelf,
            canRemove: isAdmin && !isSelf, accessibleText: userName + (role === "admin" ? ", admin" : "")
        })
    }
    function add(names) { calls.push("add " + names.join(" ")) }
    // Hides the list model's own remove(row).
    function remove(userName) { calls.push("remove " + userName) }
    function leave() { calls.push("leave") }
}
