// SPDX-License-Identifier: MIT
// People known.
import QtQml.Models

ListModel {
    id: root

    property string filter: ""
    property var unknown: []
    property bool isBusy: false
    property var calls: []

    function put(userName) {
        append({ userName, avatarSeed: userName, initials: userName[0].toUpperCase(), conversation: "" })
    }
    function sync(names) { calls.push("sync " + names.join(" ")) }
}
