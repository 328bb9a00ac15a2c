// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Ui.Controls

TestCase {
    id: root

    height: 100
    name: "Banner"
    visible: true
    when: windowShown
    width: 600

    Banner {
        id: banner

        actionText: "Retry now"
        height: implicitHeight
        isDismissible: true
        text: "Offline since 10:24. 2 messages waiting."
        width: 600
    }
    SignalSpy {
        id: actions

        signalName: "actionTriggered"
        target: banner
    }
    SignalSpy {
        id: dismissals

        signalName: "dismissed"
        target: banner
    }

    function test_saysItInWordsAndOffersOneThing() {
        compare(banner.Accessible.name, "Offline since 10:24. 2 messages waiting.")
        compare(banner.Accessible.role, Accessible.AlertMessage)
        mouseClick(banner, banner.width - 90, banner.height / 2)
        compare(actions.count, 1)
        mouseClick(banner, banner.width - 24, banner.height / 2)
        compare(dismissals.count, 1)
    }
    function test_aTitleStandsAboveAndIsSaidFirst() {
        const before = banner.implicitHeight
        banner.title = "It has failed"
        compare(banner.Accessible.name, "It has failed: Offline since 10:24. 2 messages waiting.")
        tryVerify(() => banner.implicitHeight > before)
        banner.title = ""
        tryCompare(banner, "implicitHeight", before)
    }
    function test_growsWhenTheWordsNeedTwoLines() {
        const before = banner.implicitHeight
        banner.width = 300
        tryVerify(() => banner.implicitHeight > before)
        banner.width = 600
    }
}
