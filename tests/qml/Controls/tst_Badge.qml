// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Ui.Controls
import Ui.Theme

TestCase {
    id: root

    name: "Badge"

    Badge { id: badge }

    function test_isGoneWithoutUnread() {
        badge.count = 0
        verify(!badge.visible)
    }
    function test_isAtLeastRoundAndWidensWithTheNumber() {
        badge.count = 3
        compare(badge.width, badge.height)
        badge.count = 5000
        verify(badge.width > badge.height)
        compare(badge.children[0].text, "999+")
    }
    function test_aMutedChatKeepsTheNumberWithoutTheColor() {
        badge.count = 3
        badge.isMuted = true
        compare(badge.color, Colors.textFaint)
        badge.isMuted = false
        compare(badge.color, Colors.accent)
    }
}
