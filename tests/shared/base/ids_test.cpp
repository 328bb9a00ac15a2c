// SPDX-License-Identifier: MIT

// Ids that are made (UUID, ULID), where their bytes come from, and ids as values.

#include <algorithm>
#include <set>
#include <unordered_set>

#include <QObject>
#include <QTest>

#include "shared/base/ids.h"
#include "shared/base/ulid.h"
#include "shared/base/uuid.h"
#include "shared/model/conversation.h"
#include "tests/support/register_test.h"

using namespace baithak;

namespace {

RandomSource always(std::uint8_t byte) {
    return [byte](std::span<std::uint8_t> bytes) { std::fill(bytes.begin(), bytes.end(), byte); };
}

}  // namespace

class IdsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void uuidIsOfVersionFourAndHasTheFormOfAGroupId() {
        QCOMPARE(makeUuid(always(0x00)), std::string("00000000-0000-4000-8000-000000000000"));
        QCOMPARE(makeUuid(always(0xff)), std::string("ffffffff-ffff-4fff-bfff-ffffffffffff"));
        const auto random = systemRandom();
        std::set<std::string> seen;
        for (int i = 0; i < 1000; ++i) {
            const auto uuid = makeUuid(random);
            QVERIFY(isGroupIdForm(uuid));
            QVERIFY(seen.insert(uuid).second);
        }
    }

    void ulidHoldsItsTimeInFront() {
        UlidGenerator generator(always(0));
        // The example of the ULID specification: 1469918176385 is 01ARYZ6S41.
        QCOMPARE(generator.next(Timestamp{1469918176385}).substr(0, 10), std::string("01ARYZ6S41"));
        QVERIFY(ulidTime("01ARYZ6S410000000000000000") == Timestamp{1469918176385});
        UlidGenerator late(always(0xff));
        QCOMPARE(late.next(Timestamp{(1ULL << 48U) - 1}), std::string("7ZZZZZZZZZFZZZZZZZZZZZZZZZ"));
    }

    void ulidsGrowAlsoWhenTheClockStandsStillOrGoesBack() {
        UlidGenerator generator(seededRandom(3));
        std::string last;
        for (const std::uint64_t ms : {1000U, 1000U, 1000U, 999U, 5U, 1001U, 1001U, 2000U, 1U}) {
            const auto next = generator.next(Timestamp{ms});
            QCOMPARE(next.size(), std::size_t{26});
            QVERIFY2(last < next, next.c_str());
            last = next;
        }
    }

    void ulidCountsOverIntoTheNextBytes() {
        UlidGenerator generator([](std::span<std::uint8_t> bytes) {
            std::fill(bytes.begin(), bytes.end(), std::uint8_t{0xff});
            bytes[0] = 0;
        });
        const auto first = generator.next(Timestamp{1});
        const auto second = generator.next(Timestamp{1});
        QVERIFY(first < second);
        QVERIFY(second.ends_with("00000000000000"));
    }

    void whatIsNoUlidHasNoTime_data() {
        QTest::addColumn<QByteArray>("text");
        for (const char* text : {"", "01ARYZ6S41", "01ARYZ6S41000000000000000I", "81ARYZ6S410000000000000000",
                                 "01aryz6s410000000000000000", "01ARYZ6S41000000000000000000"}) {
            QTest::newRow(text) << QByteArray(text);
        }
    }
    void whatIsNoUlidHasNoTime() {
        QFETCH(QByteArray, text);
        QVERIFY(!ulidTime(text.toStdString()));
    }

    // The published sequence of SplitMix64 from 1.
    void seededBytesAreTheSameEverywhere() {
        std::array<std::uint8_t, 11> bytes{};
        seededRandom(1)(bytes);
        const std::array<std::uint8_t, 11> expected{0xc1, 0x5c, 0x02, 0x89, 0xec, 0x2d, 0x0a, 0x91, 0x67, 0xec, 0x8e};
        QVERIFY2(bytes == expected, QByteArray(reinterpret_cast<const char*>(bytes.data()), 11).toHex().constData());
    }

    void idsAreValues() {
        const UserId ann("ann");
        QVERIFY(ann == UserId(std::string("ann")));
        QVERIFY(ann < UserId("bob"));
        QVERIFY(UserId().empty());
        const std::unordered_set<UserId> users{ann, UserId("ann"), UserId("Ann")};
        QCOMPARE(users.size(), std::size_t{2});
    }
};

BAITHAK_REGISTER_TEST(IdsTest);

#include "ids_test.moc"
