// SPDX-License-Identifier: MIT
#include "server/roles/notification/in_hand.h"

#include <QTest>

#include <vector>

#include "tests/support/register_test.h"

namespace baithak::test {

using namespace std::chrono_literals;

namespace {

const ConversationId kLoud("grp:loud");
const ConversationId kQuiet("dm:ann:bob");
constexpr InHand::Time kStart{1h};

}  // namespace

class InHandTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void leavesRoomForOthers() {
        InHand hand(100);
        std::vector<InHand::Place> places;
        while (auto place = hand.take(kLoud, kStart)) places.push_back(std::move(*place));
        QCOMPARE(places.size(), 50u);
        const auto quiet = hand.take(kQuiet, kStart);
        QVERIFY(quiet);
        QVERIFY(!hand.take(kLoud, kStart));
        QCOMPARE(hand.size(), 51u);
    }

    void isNeverMoreThanItsBound() {
        InHand hand(100);
        std::vector<InHand::Place> places;
        for (int i = 0; i < 300; ++i) {
            if (auto place = hand.take(ConversationId("c-" + std::to_string(i)), kStart))
                places.push_back(std::move(*place));
        }
        QCOMPARE(hand.size(), 100u);
        QCOMPARE(places.size(), 100u);
    }

    void takesMoreWhenPlacesAreGivenBack() {
        InHand hand(4);
        std::vector<InHand::Place> places;
        while (auto place = hand.take(kLoud, kStart)) places.push_back(std::move(*place));
        QVERIFY(!hand.take(kLoud, kStart));
        places.pop_back();
        QVERIFY(hand.take(kLoud, kStart));  // and given back at once
        places.clear();
        QCOMPARE(hand.size(), 0u);
    }

    void countsAPlaceOnceHoweverItMoves() {
        InHand hand(10);
        auto first = hand.take(kLoud, kStart);
        auto second = hand.take(kQuiet, kStart);
        InHand::Place moved = std::move(*first);
        moved = std::move(*second);
        QCOMPARE(hand.size(), 2u);
        first.reset();
        second.reset();
        QCOMPARE(hand.size(), 1u);
    }

    void tellsTheOldestAtWhateverPlace() {
        InHand hand(10);
        QVERIFY(!hand.oldest());
        auto middle = hand.take(kLoud, kStart + 5s);
        auto oldest = hand.take(kQuiet, kStart + 2s);
        const auto newest = hand.take(kLoud, kStart + 9s);
        QVERIFY(hand.oldest() == kStart + 2s);
        oldest.reset();
        QVERIFY(hand.oldest() == kStart + 5s);
        middle.reset();
        QVERIFY(hand.oldest() == kStart + 9s);
    }
};
BAITHAK_REGISTER_TEST(InHandTest);

}  // namespace baithak::test

#include "in_hand_test.moc"
