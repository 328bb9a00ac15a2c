// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Ui.Controls

TestCase {
    id: root

    height: 200
    name: "NoticeCard"
    visible: true
    when: windowShown
    width: 400

    NoticeCard {
        id: card

        actionText: "Use another port"
        height: implicitHeight
        sentence: "Port 7443 is used."
        title: "The local server did not start"
        width: 360
    }
    SignalSpy {
        id: actions

        signalName: "actionTriggered"
        target: card
    }

    function test_isReadOutAndOffersAWayOn() {
        compare(card.Accessible.name, "The local server did not start: Port 7443 is used.")
        compare(card.Accessible.role, Accessible.AlertMessage)
        mouseClick(card, 80, card.height - 24)
        compare(actions.count, 1)
    }
}
