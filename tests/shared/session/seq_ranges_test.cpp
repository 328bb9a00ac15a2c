// SPDX-License-Identifier: MIT
#include "shared/session/seq_ranges.h"

#include <random>
#include <set>

#include <QTest>

#include "tests/support/register_test.h"

using namespace baithak;

class SeqRangesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void joinsRangesThatTouchOrOverlap() {
        SeqRanges ranges;
        ranges.add({1, 3});
        ranges.add({5, 7});
        ranges.add({3, 5});
        QCOMPARE(ranges.ranges(), std::size_t{1});
        QCOMPARE(ranges.missingIn({0, 9}), (std::vector<SeqRanges::Range>{{0, 1}, {7, 9}}));
    }

    void splitsARangeWhenOneIsTakenOut() {
        SeqRanges ranges;
        ranges.add({1, 6});
        ranges.remove(3);
        QVERIFY(ranges.contains(2));
        QVERIFY(!ranges.contains(3));
        QVERIFY(ranges.contains(5));
        QCOMPARE(ranges.ranges(), std::size_t{2});
    }

    void behavesLikeASetOfNumbers_data() {
        QTest::addColumn<int>("seed");
        for (int seed = 1; seed <= 20; ++seed) QTest::addRow("seed %d", seed) << seed;
    }
    void behavesLikeASetOfNumbers() {
        QFETCH(int, seed);
        std::mt19937 random(static_cast<unsigned>(seed));
        SeqRanges ranges;
        std::set<std::uint64_t> model;
        for (int step = 0; step < 400; ++step) {
            const std::uint64_t at = random() % 60;
            if (const auto what = random() % 10; what < 5) {
                const std::uint64_t end = at + random() % 4;
                ranges.add({at, end});
                for (auto i = at; i < end; ++i) model.insert(i);
            } else if (what < 9) {
                ranges.remove(at);
                model.erase(at);
            } else if (at < 20) {
                ranges.dropBelow(at);
                model.erase(model.begin(), model.lower_bound(at));
            }
            std::set<std::uint64_t> missing;
            for (const auto& hole : ranges.missingIn({0, 64}))
                for (auto i = hole.first; i < hole.end; ++i) missing.insert(i);
            for (std::uint64_t i = 0; i < 64; ++i) {
                QCOMPARE(ranges.contains(i), model.contains(i));
                QCOMPARE(missing.contains(i), !model.contains(i));
            }
        }
    }
};

BAITHAK_REGISTER_TEST(SeqRangesTest);
#include "seq_ranges_test.moc"
