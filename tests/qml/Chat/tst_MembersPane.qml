// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Ui.Chat
import Ui.Controls
import Ui.Theme
import "../stubs"

TestCase {
    id: root

    property var pane: null
    property var app: null

    height: 600
    name: "MembersPane"
    visible: true
    when: windowShown
    width: 320

    Component {
        id: appComponent

        StubApp { }
    }
    Component {
        id: paneComponent

        MembersPane { anchors.fill: parent }
    }
    SignalSpy {
        id: removals

        signalName: "removalRequested"
        target: root.pane
    }
    SignalSpy {
        id: leavings

        signalName: "leavingRequested"
        target: root.pane
    }

    function init() {
        app = appComponent.createObject(root)  // outlives the page
        Samples.openGroup(app)
        pane = createTemporaryObject(paneComponent, root, { app })
        waitForRendering(pane, 100)
        removals.clear()
        leavings.clear()
    }
    function test_adminsAddPeople() {
        findChild(pane, "addField").forceActiveFocus()
        for (const letter of "farah, goran")
            keyClick(letter)
        mouseClick(findChild(pane, "addButton"))
        compare(app.members.calls, ["add farah goran"])
        compare(findChild(pane, "addField").text, "")
    }
    function test_othersDoNot() {
        app.members.isAdmin = false
        verify(!findChild(pane, "addField").visible)
    }
    function test_aMemberIsTakenOutByMouseOrKey() {
        const list = findChild(pane, "memberList")
        mouseClick(findChild(list.itemAtIndex(2), "removeButton"))
        compare(removals.signalArguments[0][0], "carol")
        list.forceActiveFocus(Qt.TabFocusReason)
        keyClick(Qt.Key_Down)
        keyClick(Qt.Key_Delete)
        compare(removals.signalArguments[1][0], "bob")
        keyClick(Qt.Key_Up)
        keyClick(Qt.Key_Delete)
        compare(removals.count, 2)
    }
    function test_leavingIsOffered() {
        mouseClick(findChild(pane, "leaveButton"))
        compare(leavings.count, 1)
    }
    function test_whoHasLeftOnlyLooksOn() {
        app.timeline.isMember = false
        verify(!findChild(pane, "addField").visible)
        verify(!findChild(pane, "leaveButton").visible)
        const list = findChild(pane, "memberList")
        verify(!findChild(list.itemAtIndex(2), "removeButton").visible)
        list.forceActiveFocus(Qt.TabFocusReason)
        keyClick(Qt.Key_Down)
        keyClick(Qt.Key_Delete)
        compare(removals.count, 0)
        app.timeline.isMember = true
    }
    function test_rowsTellWhoAndWhat() {
        compare(findChild(pane, "memberList").itemAtIndex(1).Accessible.name, "bob, admin")
    }
}
