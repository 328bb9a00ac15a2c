// SPDX-License-Identifier: MIT

#include <QTest>

#include "tests/server/store/message_store_contract.h"
#include "tests/server/support/run_task.h"
#include "tests/support/builders.h"

namespace baithak::test {

namespace {

const ConversationId kLog("dm:ann:bob");

void sendSeveral(StoreUnderTest& store, int count) {
    for (int i = 1; i <= count; ++i) store.send("ann", "bob", "m" + std::to_string(i));
}

Result<LogRange> page(StoreUnderTest& store, const std::string& user, const ConversationId& log,
                      std::optional<std::uint64_t> after, std::optional<std::uint64_t> before, std::size_t limit) {
    return runTask(store.messages().page(UserId(user), log, after, before, limit));
}

}  // namespace

void LogReadContract::fetchesBehindTheCursor() {
    store().addUsers({"ann", "bob"});
    const auto device = store().addDevice("bob", "phone");
    sendSeveral(store(), 5);
    store().confirm(device, kLog.value, 2);

    const auto behind = store().fetch("bob", device, kLog.value);
    const auto again = store().fetch("bob", device, kLog.value, 1);

    QCOMPARE(idsOf(behind), std::string("m3 m4 m5"));
    QCOMPARE(behind.from, 3u);
    QCOMPARE(behind.upto, 5u);
    QCOMPARE(behind.head, 5u);
    QCOMPARE(behind.entries[0].seq, 3u);
    QCOMPARE(idsOf(again), std::string("m1 m2 m3 m4 m5"));
}

void LogReadContract::fetchesNoMoreThanAskedFor() {
    store().addUsers({"ann", "bob"});
    const auto device = store().addDevice("bob", "phone");
    sendSeveral(store(), 5);

    const auto range = runTask(store().messages().fetch(UserId("bob"), device.number, kLog, 2, 2, 1'000'000));

    QVERIFY(range);
    QCOMPARE(idsOf(*range), std::string("m2 m3"));
    QCOMPARE(range->upto, 3u);
    QCOMPARE(range->head, 5u);
}

void LogReadContract::fetchesAtLeastOneMessage() {
    store().addUsers({"ann", "bob"});
    const auto device = store().addDevice("bob", "phone");
    sendSeveral(store(), 3);

    const auto range = runTask(store().messages().fetch(UserId("bob"), device.number, kLog, 0, 100, 1));

    QVERIFY(range);
    QCOMPARE(idsOf(*range), std::string("m1"));
    QCOMPARE(range->upto, 1u);
}

void LogReadContract::fetchesNothingPastTheHead() {
    store().addUsers({"ann", "bob"});
    const auto device = store().addDevice("bob", "phone");
    sendSeveral(store(), 2);

    const auto range = store().fetch("bob", device, kLog.value, 3);

    QVERIFY(range.entries.empty());
    QCOMPARE(range.from, 3u);
    QCOMPARE(range.upto, 2u);
    QCOMPARE(range.head, 2u);
}

void LogReadContract::refusesTheLogOfOthers() {
    store().addUsers({"ann", "bob", "eve"});
    const auto device = store().addDevice("eve", "phone");
    store().createGroup("ann", {"bob"});
    sendSeveral(store(), 1);

    for (const auto& log : {kLog, ConversationId(kGroupLog), ConversationId("dm:ann:nobody")}) {
        const auto fetched = runTask(store().messages().fetch(UserId("eve"), device.number, log, 1, 10, 1000));
        const auto read = page(store(), "eve", log, 0, std::nullopt, 10);
        QVERIFY(!fetched && fetched.error().code == Errc::notFound);
        QVERIFY(!read && read.error().code == Errc::notFound);
    }
}

void LogReadContract::pagesForwards() {
    store().addUsers({"ann", "bob"});
    sendSeveral(store(), 5);

    const auto first = page(store(), "bob", kLog, 0, std::nullopt, 2);
    const auto rest = page(store(), "bob", kLog, 2, std::nullopt, 10);
    const auto nothing = page(store(), "bob", kLog, 5, std::nullopt, 10);

    QVERIFY(first && rest && nothing);
    QCOMPARE(idsOf(*first), std::string("m1 m2"));
    QCOMPARE(first->from, 1u);
    QCOMPARE(first->upto, 2u);
    QCOMPARE(idsOf(*rest), std::string("m3 m4 m5"));
    QCOMPARE(rest->upto, 5u);
    QVERIFY(nothing->entries.empty());
    QCOMPARE(nothing->upto, nothing->from - 1);
}

void LogReadContract::pagesBackwards() {
    store().addUsers({"ann", "bob"});
    sendSeveral(store(), 5);

    const auto latest = page(store(), "bob", kLog, std::nullopt, std::nullopt, 2);
    const auto older = page(store(), "bob", kLog, std::nullopt, 4, 2);
    const auto oldest = page(store(), "bob", kLog, std::nullopt, 2, 2);
    const auto nothing = page(store(), "bob", kLog, std::nullopt, 1, 2);

    QVERIFY(latest && older && oldest && nothing);
    QCOMPARE(idsOf(*latest), std::string("m4 m5"));
    QCOMPARE(latest->from, 4u);
    QCOMPARE(latest->upto, 5u);
    QCOMPARE(idsOf(*older), std::string("m2 m3"));
    QCOMPARE(older->from, 2u);
    QCOMPARE(older->upto, 3u);
    QCOMPARE(idsOf(*oldest), std::string("m1"));
    QCOMPARE(oldest->from, 1u);
    QVERIFY(nothing->entries.empty());
    QCOMPARE(nothing->upto, nothing->from - 1);
}

void LogReadContract::findsTheLastOfAnAuthorsMessages() {
    store().addUsers({"ann", "bob"});
    sendSeveral(store(), 4);
    const auto last = [this](const char* author, std::vector<MessageId> ids) {
        const auto seq = runTask(store().messages().lastSeqOf(kLog, UserId(author), std::move(ids)));
        return seq ? *seq : 999u;
    };

    QCOMPARE(last("ann", {MessageId("m3"), MessageId("m1"), MessageId("m9")}), 3u);
    QCOMPARE(last("bob", {MessageId("m3")}), 0u);
    QCOMPARE(last("ann", {}), 0u);
}

void LogReadContract::showsMembersTheirIntervalAlone() {
    store().addUsers({"ann", "bob", "cid"});
    const auto device = store().addDevice("cid", "phone");
    store().createGroup("ann", {"bob"});   // 1
    store().sendToGroup("ann", "before");  // 2
    store().addMembers("ann", {"cid"});    // 3: own join and
    store().sendToGroup("ann", "during");  // 4
    store().removeMember("ann", "cid");    // 5: own removal included
    store().sendToGroup("ann", "after");   // 6

    const auto range = store().fetch("cid", device, kGroupLog);
    const auto read = page(store(), "cid", ConversationId(kGroupLog), std::nullopt, 100, 10);

    QCOMPARE(idsOf(range), std::string("notice-2 during notice-3"));
    QCOMPARE(range.from, 1u);
    QCOMPARE(range.upto, 5u);
    QCOMPARE(range.head, 5u);
    QVERIFY(read);
    QCOMPARE(idsOf(*read), std::string("notice-2 during notice-3"));
    QVERIFY(store().sendToGroup("cid", "late").refusal);
}

void LogReadContract::skipsWhatHappenedBetweenTwoMemberships() {
    store().addUsers({"ann", "bob"});
    const auto device = store().addDevice("bob", "phone");
    store().createGroup("ann", {"bob"});   // 1
    store().removeMember("ann", "bob");    // 2
    store().sendToGroup("ann", "unseen");  // 3
    store().addMembers("ann", {"bob"});    // 4
    store().sendToGroup("ann", "seen");    // 5

    const auto all = store().fetch("bob", device, kGroupLog);
    const auto gap = store().fetch("bob", device, kGroupLog, 3);
    const auto few =
        runTask(store().messages().fetch(UserId("bob"), device.number, ConversationId(kGroupLog), 1, 2, 1'000'000));
    const auto back = page(store(), "bob", ConversationId(kGroupLog), std::nullopt, std::nullopt, 3);

    QCOMPARE(idsOf(all), std::string("notice-1 notice-2 notice-3 seen"));
    QCOMPARE(all.upto, 5u);
    QCOMPARE(idsOf(gap), std::string("notice-3 seen"));
    QCOMPARE(gap.from, 3u);
    QVERIFY(few && back);
    QCOMPARE(idsOf(*few), std::string("notice-1 notice-2"));
    QCOMPARE(few->upto, 2u);
    QCOMPARE(idsOf(*back), std::string("notice-2 notice-3 seen"));
}

void LogReadContract::showsAGroupWithoutMembersToThoseWhoLeft() {
    store().addUsers({"ann"});
    const auto device = store().addDevice("ann", "phone");
    store().createGroup("ann", {});
    store().sendToGroup("ann", "g1");
    store().removeMember("ann", "ann");

    QVERIFY(store().group()->members.empty());
    QCOMPARE(idsOf(store().fetch("ann", device, kGroupLog)), std::string("notice-1 g1 notice-2"));
    QVERIFY(store().sendToGroup("ann", "g2").refusal);
}

}  // namespace baithak::test
