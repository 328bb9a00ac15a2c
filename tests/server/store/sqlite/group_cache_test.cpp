// SPDX-License-Identifier: MIT

#include "server/store/sqlite/group_cache.h"

#include <QTest>

#include "tests/support/register_test.h"

namespace baithak::test {

namespace {

GroupSnapshotPtr aGroup(const char* id, std::uint64_t version) {
    auto group = std::make_shared<GroupSnapshot>();
    group->id = GroupId(id);
    group->version = version;
    return group;
}

}  // namespace

class GroupCacheTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsTheMostRecentlyUsed() {
        sqlite::GroupCache cache(2);
        cache.put(aGroup("a", 1));
        cache.put(aGroup("b", 1));
        QVERIFY(cache.find(GroupId("a")));
        cache.put(aGroup("c", 1));
        QVERIFY(cache.find(GroupId("a")) && cache.find(GroupId("c")));
        QVERIFY(!cache.find(GroupId("b")));
    }

    void replacesAGroupByItsNextVersion() {
        sqlite::GroupCache cache(2);
        cache.put(aGroup("a", 1));
        cache.put(aGroup("a", 2));
        QCOMPARE(cache.find(GroupId("a"))->version, 2u);
    }

    void takesWhatWasReadWhenNothingChangedMeanwhile() {
        sqlite::GroupCache cache(2);
        const auto changes = cache.changes();
        cache.offer(aGroup("a", 1), changes);
        QVERIFY(cache.find(GroupId("a")));
    }

    void dropsWhatMayBeOlderThanTheLastChange() {
        sqlite::GroupCache cache(1);
        const auto changes = cache.changes();
        cache.put(aGroup("a", 2));
        cache.put(aGroup("b", 1));  // "a" has left the cache
        cache.offer(aGroup("a", 1), changes);
        QVERIFY(!cache.find(GroupId("a")));
    }
};
BAITHAK_REGISTER_TEST(GroupCacheTest);

}  // namespace baithak::test

#include "group_cache_test.moc"
