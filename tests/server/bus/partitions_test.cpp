// SPDX-License-Identifier: MIT
#include "server/bus/partitions.h"

#include <QTest>

#include <numeric>
#include <string>
#include <vector>

#include "tests/support/register_test.h"

namespace baithak::test {

class PartitionsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hashesAsPublished_data();
    void hashesAsPublished();
    void spreadsConversations();
    void givesEveryPartitionToSomebody();
    void movesTheShareOfANewMemberAndNoMore();
};

// The values of the FNV authors' own list.
void PartitionsTest::hashesAsPublished_data() {
    QTest::addColumn<QString>("key");
    QTest::addColumn<quint32>("hash");
    QTest::newRow("empty") << "" << 0x811c9dc5U;
    QTest::newRow("a") << "a" << 0xe40c292cU;
    QTest::newRow("foobar") << "foobar" << 0xbf9cf968U;
}

void PartitionsTest::hashesAsPublished() {
    QFETCH(QString, key);
    QFETCH(quint32, hash);
    QCOMPARE(hashOfKey(key.toStdString()), hash);
}

void PartitionsTest::spreadsConversations() {
    std::vector<int> counts(16, 0);
    for (int i = 0; i < 16'000; ++i) ++counts[partitionOf("dm:ann:user-" + std::to_string(i), 16)];
    for (const auto count : counts) QVERIFY2(count > 700 && count < 1300, std::to_string(count).c_str());
}

namespace {

std::vector<std::size_t> shares(std::size_t partitions, std::size_t members) {
    std::vector<std::size_t> all;
    for (std::size_t rank = 0; rank < members; ++rank) all.push_back(shareOf(partitions, members, rank));
    return all;
}

}  // namespace

void PartitionsTest::givesEveryPartitionToSomebody() {
    for (std::size_t members = 1; members < 40; ++members) {
        const auto all = shares(16, members);
        QCOMPARE(std::accumulate(all.begin(), all.end(), std::size_t{0}), std::size_t{16});
        QVERIFY(all.front() - all.back() <= 1);
    }
}

void PartitionsTest::movesTheShareOfANewMemberAndNoMore() {
    for (std::size_t partitions = 1; partitions < 65; ++partitions) {
        for (std::size_t members = 1; members < 40; ++members) {
            const auto before = shares(partitions, members);
            const auto after = shares(partitions, members + 1);
            for (std::size_t rank = 0; rank < members; ++rank) QVERIFY(after[rank] <= before[rank]);
        }
    }
}

BAITHAK_REGISTER_TEST(PartitionsTest);

}  // namespace baithak::test

#include "partitions_test.moc"
