// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Ui.Controls

TestCase {
    id: root

    name: "StateTicks"

    StateTicks { id: ticks }

    function test_eachStateHasAShapeAndWordsOfItsOwn() {
        const seen = new Set()
        for (const state of ["queued", "stored", "delivered", "read", "failed"]) {
            ticks.delivery = state
            compare(ticks.status, Image.Ready)
            verify(ticks.words !== "")
            compare(ticks.Accessible.name, ticks.words)
            seen.add(ticks.name)
        }
        compare(seen.size, 5)
    }
    function test_othersMessagesHaveNone() {
        ticks.delivery = ""
        verify(!ticks.visible)
        verify(ticks.Accessible.ignored)
    }
}
