// SPDX-License-Identifier: MIT
import QtQuick
import QtQuick.Window
import QtTest
import Ui.Controls
import Ui.Theme

// Icon, Bubble and Shadow: pictures drawn by the module's own provider.
TestCase {
    id: root

    height: 400  // on a screen of 200 % a quarter is grabbed
    name: "Artwork"
    visible: true
    when: windowShown
    width: 400

    Icon {
        id: icon

        name: "check"
        size: 40
        tint: "#ff0000"
    }
    Bubble {
        id: bubble

        height: 60
        isOwn: true
        width: 120
        x: 60
    }
    Shadow {
        id: shadow

        anchors.fill: null
        height: 80
        width: 80
        y: 100
    }

    function hasPixel(image, width, height, test) {
        for (let x = 0; x < width; ++x)
            for (let y = 0; y < height; ++y)
                if (test(image.pixel(x, y)))
                    return true
        return false
    }
    function test_anIconTakesTheColorItIsGiven() {
        compare(icon.status, Image.Ready)
        const picture = grabImage(icon)
        verify(hasPixel(picture, 40, 40, c => c.r > 0.9 && c.g < 0.1 && c.b < 0.1))
    }
    function test_aLargeIconHasThinnerLinesOnEveryScreen() {
        compare(icon.source.toString().split("/").pop(), "1.2")
        icon.size = 20
        compare(icon.source.toString().split("/").pop(), "1.75")
        icon.size = 40
    }
    function test_anIconWithoutNameIsNoError() {
        icon.name = ""
        compare(icon.status, Image.Null)
        icon.name = "check"
        tryCompare(icon, "status", Image.Ready)
    }
    function test_aBubbleIsFilledAndRoundAtItsCorners() {
        compare(bubble.status, Image.Ready)
        const picture = grabImage(root)
        compare(picture.pixel(60 + 60, 30), Colors.bubbleOut)
        verify(picture.pixel(60 + 60, 30) !== picture.pixel(60, 0))
    }
    // A corner of 16 is 8 in from the top where it is 2.1 in from the side, on every screen and renderer.
    function test_aBubblesCornersKeepTheirRadius() {
        const picture = grabImage(root)
        const ratio = Screen.devicePixelRatio
        const isFilled = (x, y) => Math.abs(picture.red(Math.round((60 + x) * ratio), Math.round(y * ratio))
            - Colors.bubbleOut.r * 255) < 8
        const right = bubble.width - 1
        for (const [x, y] of [[5, 8], [8, 5], [11, 2], [60, 1]]) {
            verify(isFilled(x, y), "inside at " + x + ", " + y)
            verify(isFilled(right - x, y), "inside at " + x + ", " + y + " from the right")
        }
        for (const [x, y] of [[1, 5], [5, 1], [2, 2]]) {
            verify(!isFilled(x, y), "outside at " + x + ", " + y)
            verify(!isFilled(right - x, y), "outside at " + x + ", " + y + " from the right")
        }
    }
    function test_aBubbleWithinARunIsTighterOnItsOwnSide() {
        bubble.startsRun = false
        compare(bubble.tightTop, Space.radiusBubbleInner)
        compare(bubble.tightBottom, Space.radiusBubble)
        bubble.startsRun = true
    }
    function test_aShadowIsDrawn() {
        compare(shadow.status, Image.Ready)
    }
}
