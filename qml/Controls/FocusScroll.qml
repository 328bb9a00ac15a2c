// SPDX-License-Identifier: MIT
// For a page that can be taller than its window: what the keyboard is in stays in sight, and where nothing else wants
// them the arrow and page keys scroll.
import QtQuick
import QtQuick.Window
import Ui.Theme

Item {
    id: root

    required property Flickable view

    readonly property Item focused: Window.activeFocusItem

    function scrollTo(y: real) {
        view.contentY = Math.max(0, Math.min(y, view.contentHeight - view.height))
    }
    function scrollByKey(event: var) {
        const page = view.height - Type.bodyLine
        const steps = { [Qt.Key_Down]: Type.bodyLine * 2, [Qt.Key_Up]: -Type.bodyLine * 2, [Qt.Key_PageDown]: page,
            [Qt.Key_PageUp]: -page }
        const step = steps[event.key]
        if (step === undefined || view.contentHeight <= view.height)
            return
        scrollTo(view.contentY + step)
        event.accepted = true
    }
    function isWithin(item: Item): bool {
        for (let i = item; i !== null; i = i.parent)
            if (i === view.contentItem)
                return true
        return false
    }
    // With room for what belongs to it: a field's label, its frame, the ring.
    function follow() {
        if (focused === null || focused.height > view.height || !isWithin(focused))
            return
        const top = focused.mapToItem(view.contentItem, 0, 0).y - Space.xxl
        const bottom = top + focused.height + 2 * Space.xxl
        if (top < view.contentY)
            scrollTo(top)
        else if (bottom > view.contentY + view.height)
            scrollTo(bottom - view.height)
    }

    onFocusedChanged: Qt.callLater(follow)  // qmllint disable

    Connections {
        function onContentHeightChanged() {
            Qt.callLater(root.follow)  // qmllint disable
        }
        function onHeightChanged() {
            Qt.callLater(root.follow)  // qmllint disable
        }

        target: root.view
    }
}
