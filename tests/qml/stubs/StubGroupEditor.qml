// SPDX-License-Identifier: MIT
// A group in the making.
import QtQml

QtObject {
    id: root

    property string name: ""
    property var members: []
    property string problem: ""
    property bool isBusy: false
    property bool canCreate: name.trim() !== "" && members.length > 0
    property var calls: []

    signal created(string conversation)

    function addMember(userName) {
        if (members.indexOf(userName) >= 0)
            return false
        members = members.concat([userName])
        return true
    }
    function removeMember(userName) { members = members.filter(name => name !== userName) }
    function reset() {
        name = ""
        members = []
        problem = ""
    }
    function create() {
        calls.push("create " + name + ": " + members.join(" "))
        created("g:1")
    }
}
