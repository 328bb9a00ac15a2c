// SPDX-License-Identifier: MIT
import QtQuick
import QtTest
import Ui.Theme

TestCase {
    id: root

    name: "Colors"

    function cleanup() {
        Theme.mode = "light"
    }
    function luminance(color) {
        const linear = c => c <= 0.03928 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4)
        return 0.2126 * linear(color.r) + 0.7152 * linear(color.g) + 0.0722 * linear(color.b)
    }
    function contrast(a, b) {
        const first = luminance(a), second = luminance(b)
        return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05)
    }
    function test_everyTextCanBeReadOnItsSurface_data() {
        const pairs = [["text", "canvas"], ["text", "surface"], ["text", "surfaceAlt"], ["text", "accentSoft"],
            ["text", "bubbleIn"], ["text", "bubbleOut"], ["text", "warnSoft"], ["text", "dangerSoft"],
            ["textMuted", "canvas"], ["textMuted", "surface"], ["textMuted", "surfaceAlt"], ["textMuted", "accentSoft"],
            ["textFaint", "canvas"], ["textFaint", "surface"], ["textFaint", "surfaceAlt"], ["textFaint", "bubbleIn"],
            ["accent", "surface"], ["accent", "surfaceAlt"], ["accent", "accentSoft"], ["danger", "surfaceAlt"],
            ["inkOnAccent", "accent"], ["inkOnAccent", "accentHover"], ["metaOut", "bubbleOut"], ["link", "bubbleIn"],
            ["link", "bubbleOut"], ["link", "warnSoft"], ["danger", "surface"], ["danger", "canvas"],
            ["danger", "dangerSoft"], ["success", "surface"], ["warn", "surface"], ["warn", "warnSoft"],
            ["surface", "danger"], ["surface", "text"]]
        const rows = mode => pairs.map(pair =>
            ({ tag: mode + ": " + pair.join(" on "), mode, ink: pair[0], paper: pair[1] }))
        return rows("light").concat(rows("dark"))
    }
    function test_everyTextCanBeReadOnItsSurface(data) {
        Theme.mode = data.mode
        const ratio = contrast(Colors[data.ink], Colors[data.paper])
        verify(ratio >= 4.5, "only " + ratio.toFixed(2))
    }
    function test_initialsCanBeReadOnEachAvatar() {
        compare(Colors.avatarBackgrounds.length, Colors.avatarForegrounds.length)
        for (let i = 0; i < Colors.avatarBackgrounds.length; ++i) {
            const ratio = contrast(Qt.color(Colors.avatarBackgrounds[i]), Qt.color(Colors.avatarForegrounds[i]))
            verify(ratio >= 5.8, "avatar " + i + " has only " + ratio.toFixed(2))
        }
    }
    function test_anAvatarColorFollowsTheIdAndUsesTheWholeSet() {
        compare(Colors.avatarIndex("bob"), Colors.avatarIndex("bob"))
        const used = new Set()
        for (let i = 0; i < 200; ++i)
            used.add(Colors.avatarIndex("user" + i))
        compare(used.size, Colors.avatarBackgrounds.length)
    }
    function test_controlsStandOutFromTheirSurface() {
        for (const mode of ["light", "dark"]) {
            Theme.mode = mode
            verify(contrast(Colors.control, Colors.surface) >= 3, mode)
        }
    }
    function test_theSystemsThemeIsFollowedUnlessOneIsChosen() {
        Theme.mode = "system"
        compare(Theme.isDark, Theme.systemIsDark)
        Theme.systemScheme = "dark"
        verify(Theme.isDark)
        Theme.systemScheme = "light"
        verify(!Theme.isDark)
        Theme.systemScheme = ""
        Theme.mode = "dark"
        verify(Theme.isDark)
        compare(Colors.canvas, Qt.color("#0E1116"))
    }
}
