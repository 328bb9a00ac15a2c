// SPDX-License-Identifier: MIT
import QtQuick
import QtQuick.Layouts
import QtTest
import Ui.Chat
import Ui.Controls

TestCase {
    id: root

    height: 300
    name: "OnboardingCard"
    visible: true
    when: windowShown
    width: 420

    OnboardingCard {
        id: card

        anchors.fill: parent
        sentence: "It is taller than the window."
        title: "A form"

        Repeater {
            id: fields

            model: 6

            delegate: TextInputField {
                required property int index

                Layout.fillWidth: true
                label: "Field " + index
            }
        }
    }

    function isInSight(item) {
        const top = item.mapToItem(card, 0, 0).y
        return top >= 0 && top + item.height <= card.height
    }
    function test_whatTheKeyboardIsInStaysInSight() {
        tryVerify(() => card.contentHeight > card.height)
        fields.itemAt(0).forceActiveFocus(Qt.TabFocusReason)
        for (let i = 1; i < fields.count; ++i) {
            keyClick(Qt.Key_Tab)
            tryVerify(() => fields.itemAt(i).activeFocus && isInSight(fields.itemAt(i)), 1000, "field " + i)
        }
        keyClick(Qt.Key_PageUp)
        keyClick(Qt.Key_PageUp)
        compare(card.contentY, 0)
    }
}
