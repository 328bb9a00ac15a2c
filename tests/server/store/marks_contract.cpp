// SPDX-License-Identifier: MIT

#include <QTest>

#include <algorithm>

#include "tests/server/store/message_store_contract.h"
#include "tests/server/support/run_task.h"
#include "tests/support/builders.h"

namespace baithak::test {

namespace {

const std::string kLog = "dm:ann:bob";

std::vector<Receipt> mark(StoreUnderTest& store, const std::string& user, const std::string& log, DeviceNumber device,
                          std::uint64_t delivered, std::uint64_t read) {
    MarkUpdate update;
    update.conversation = ConversationId(log);
    update.user = UserId(user);
    update.device = device;
    update.delivered = delivered;
    update.read = read;
    std::vector<MarkUpdate> updates;
    updates.push_back(std::move(update));
    auto saved = runTask(store.messages().saveMarks(std::move(updates)));
    return saved ? *saved : std::vector<Receipt>{};
}

const ConversationSummary* find(const ConversationPage& page, const std::string& conversation) {
    const auto found = std::find_if(page.conversations.begin(), page.conversations.end(),
                                    [&](const auto& summary) { return summary.conversation.value == conversation; });
    return found == page.conversations.end() ? nullptr : &*found;
}

}  // namespace

void MarksContract::tellsWhichLogsADeviceIsBehindIn() {
    store().addUsers({"ann", "bob", "cid"});
    const auto device = store().addDevice("bob", "phone");
    store().send("ann", "bob", "m1");
    store().send("ann", "bob", "m2");
    store().send("cid", "bob", "m3");
    store().confirm(device, kLog, 1);
    store().confirm(device, "dm:bob:cid", 1);

    const auto behind = store().behind(device);

    QCOMPARE(behind.size(), 1u);
    QCOMPARE(behind[0].conversation.value, kLog);
    QCOMPARE(behind[0].head, 2u);
    QCOMPARE(behind[0].cursor, 1u);
}

void MarksContract::tellsOneWhoLeftOfTheLogUpToThere() {
    store().addUsers({"ann", "bob"});
    const auto device = store().addDevice("bob", "phone");
    store().createGroup("ann", {"bob"});
    store().removeMember("ann", "bob");
    store().sendToGroup("ann", "unseen");

    const auto behind = store().behind(device);
    store().confirm(device, kGroupLog, 3);

    QCOMPARE(behind.size(), 1u);
    QCOMPARE(behind[0].head, 2u);
    QVERIFY(store().behind(device).empty());
}

void MarksContract::movesMarksForwardsOnly() {
    store().addUsers({"ann", "bob"});
    const auto device = store().addDevice("bob", "phone");
    for (const char* id : {"m1", "m2", "m3"}) store().send("ann", "bob", id);

    const auto first = store().confirm(device, kLog, 2);
    const auto back = store().confirm(device, kLog, 1);
    const auto same = store().confirm(device, kLog, 2);

    QCOMPARE(first.size(), 1u);
    QCOMPARE(first[0].conversation, kLog);
    QCOMPARE(first[0].user.value, std::string("bob"));
    QCOMPARE(first[0].delivered, 2u);
    QCOMPARE(first[0].read, 0u);
    QVERIFY(back.empty() && same.empty());
    QCOMPARE(store().behind(device)[0].cursor, 2u);
}

void MarksContract::takesTheFurthestDeviceForTheMark() {
    store().addUsers({"ann", "bob"});
    const auto phone = store().addDevice("bob", "phone");
    const auto laptop = store().addDevice("bob", "laptop");
    for (const char* id : {"m1", "m2", "m3"}) store().send("ann", "bob", id);

    QCOMPARE(store().confirm(phone, kLog, 3).size(), 1u);
    QVERIFY(store().confirm(laptop, kLog, 2).empty());

    QCOMPARE(store().behind(laptop)[0].cursor, 2u);
    QCOMPARE(find(store().conversations("bob"), kLog)->deliveredSeq, 3u);
}

void MarksContract::countsReadAsDelivered() {
    store().addUsers({"ann", "bob"});
    store().send("ann", "bob", "m1");
    store().send("ann", "bob", "m2");

    const auto receipts = mark(store(), "bob", kLog, kNoDevice, 0, 2);

    QCOMPARE(receipts.size(), 1u);
    QCOMPARE(receipts[0].read, 2u);
    QCOMPARE(receipts[0].delivered, 2u);
}

void MarksContract::neverMovesMarksBeyondTheHead() {
    store().addUsers({"ann", "bob"});
    const auto device = store().addDevice("bob", "phone");
    store().send("ann", "bob", "m1");

    const auto receipts = mark(store(), "bob", kLog, device.number, 99, 99);
    store().send("ann", "bob", "m2");

    QCOMPARE(receipts[0].delivered, 1u);
    QCOMPARE(receipts[0].read, 1u);
    QCOMPARE(store().behind(device)[0].cursor, 1u);
    QCOMPARE(find(store().conversations("bob"), kLog)->unread, 1u);
}

void MarksContract::ignoresMarksOfOutsiders() {
    store().addUsers({"ann", "bob", "eve"});
    const auto device = store().addDevice("eve", "phone");
    store().send("ann", "bob", "m1");

    QVERIFY(mark(store(), "eve", kLog, device.number, 1, 1).empty());
    QVERIFY(mark(store(), "nobody", kLog, kNoDevice, 1, 1).empty());
    QVERIFY(mark(store(), "ann", "dm:ann:nobody", kNoDevice, 1, 1).empty());

    const auto page = store().conversations("ann");
    for (const auto& marks : find(page, kLog)->marks) QCOMPARE(marks.delivered, 0u);
}

void MarksContract::makesNoReceiptsOfSystemLogs() {
    store().addUsers({"ann", "bob"});
    const auto device = store().addDevice("bob", "phone");
    store().append(requestFor(aMessage("n1").from("ann").to("bob").type(MessageType::notification)));

    QVERIFY(store().confirm(device, "sys:bob", 1).empty());
    QVERIFY(store().behind(device).empty());
}

void MarksContract::listsConversationsWithTheirState() {
    store().addUsers({"ann", "bob", "cid"});
    const auto device = store().addDevice("bob", "phone");
    store().createGroup("ann", {"bob", "cid"});
    store().sendToGroup("ann", "g1");
    store().send("ann", "bob", "m1");
    store().send("bob", "ann", "m2");
    store().confirm(device, kLog, 2);

    const auto page = store().conversations("bob");
    const auto* direct = find(page, kLog);
    const auto* group = find(page, kGroupLog);

    QCOMPARE(page.conversations.size(), 2u);
    QVERIFY(direct != nullptr && group != nullptr);
    QCOMPARE(direct->title, std::string("ann"));
    QCOMPARE(direct->memberCount, 2u);
    QCOMPARE(direct->lastSeq, 2u);
    QCOMPARE(direct->deliveredSeq, 2u);
    QCOMPARE(direct->readSeq, 0u);
    QCOMPARE(direct->unread, 1u);
    QVERIFY(direct->last);
    QCOMPARE(direct->last->message->id.value, std::string("m2"));
    QCOMPARE(direct->marks.size(), 2u);
    QCOMPARE(direct->deliveredCount, 1u);
    QCOMPARE(direct->readCount, 0u);
    QVERIFY(direct->isMember && !direct->muted && !direct->pinned && !direct->archived);
    QCOMPARE(group->title, std::string("Climbing"));
    QCOMPARE(group->memberCount, 3u);
    QCOMPARE(group->lastSeq, 2u);
    QCOMPARE(group->unread, 1u);  // the notice does not count
}

void MarksContract::listsOnlyWhatChanged() {
    store().addUsers({"ann", "bob", "cid"});
    const auto device = store().addDevice("ann", "phone");
    store().send("ann", "bob", "m1");
    store().send("cid", "bob", "m2");
    const auto all = store().conversations("bob");

    const auto nothing = store().conversations("bob", all.cursor);
    store().send("ann", "bob", "m3");
    const auto message = store().conversations("bob", nothing.cursor);
    store().confirm(device, kLog, 2);
    const auto marks = store().conversations("bob", message.cursor);

    QCOMPARE(all.conversations.size(), 2u);
    QVERIFY(nothing.conversations.empty());
    QCOMPARE(message.conversations.size(), 1u);
    QCOMPARE(message.conversations[0].conversation.value, kLog);
    QCOMPARE(marks.conversations.size(), 1u);
    QVERIFY(store().conversations("bob", marks.cursor).conversations.empty());
}

void MarksContract::countsUnreadAndMentions() {
    store().addUsers({"ann", "bob", "bobby"});
    store().createGroup("ann", {"bob", "bobby"});
    store().sendToGroup("ann", "g1");
    store().append(requestFor(aMessage("g2").from("ann").toGroup(kGroup.view()).meta("mentions", "cid bob")));
    store().append(requestFor(aMessage("g3").from("ann").toGroup(kGroup.view()).meta("mentions", "bobby")));
    store().append(requestFor(aMessage("g4").from("ann").toGroup(kGroup.view()).type(MessageType::custom)));
    store().append(requestFor(aMessage("g5").from("ann").toGroup(kGroup.view()).type(MessageType::notification)));
    store().sendToGroup("bob", "own");

    const auto before = *find(store().conversations("bob"), kGroupLog);
    mark(store(), "bob", kGroupLog, kNoDevice, 0, 3);
    const auto after = *find(store().conversations("bob"), kGroupLog);

    QCOMPARE(before.unread, 4u);
    QCOMPARE(before.mentions, 1u);
    QCOMPARE(after.unread, 2u);
    QCOMPARE(after.mentions, 0u);
}

void MarksContract::keepsFlagsForTheirUser() {
    store().addUsers({"ann", "bob", "eve"});
    store().send("ann", "bob", "m1");
    const auto cursor = store().conversations("bob").cursor;
    const auto set = [this](const char* user, std::optional<bool> muted, std::optional<bool> pinned) {
        ConversationFlags flags;
        flags.muted = muted;
        flags.pinned = pinned;
        return runTask(store().messages().setFlags(UserId(user), ConversationId(kLog), flags));
    };

    QVERIFY(set("bob", true, std::nullopt));
    QVERIFY(set("bob", std::nullopt, true));
    const auto outsider = set("eve", true, true);

    const auto page = store().conversations("bob", cursor);
    const auto* bobs = find(page, kLog);
    QVERIFY(bobs != nullptr && bobs->muted && bobs->pinned && !bobs->archived);
    QVERIFY(!find(store().conversations("ann"), kLog)->muted);
    QVERIFY(store().conversations("ann", cursor).conversations.empty());
    QVERIFY(!outsider && outsider.error().code == Errc::notFound);
}

void MarksContract::tellsWhichLogsAreMuted() {
    store().addUsers({"ann", "bob", "cid"});
    const auto phone = store().addDevice("bob", "phone");
    store().send("ann", "bob", "m1");
    store().send("cid", "bob", "m1");
    const auto mute = [this](bool isMuted) {
        ConversationFlags flags;
        flags.muted = isMuted;
        return runTask(store().messages().setFlags(UserId("bob"), ConversationId(kLog), flags));
    };
    const auto mutedLogs = [&] {
        std::vector<std::string> muted;
        for (const auto& head : store().behind(phone)) {
            if (head.isMuted) muted.push_back(head.conversation.value);
        }
        return muted;
    };

    QCOMPARE(store().behind(phone).size(), 2u);
    QVERIFY(mutedLogs().empty());
    QVERIFY(mute(true));
    QCOMPARE(mutedLogs(), std::vector<std::string>{kLog});
    QVERIFY(mute(false));
    QVERIFY(mutedLogs().empty());
}

void MarksContract::listsALeftGroupAsItWas() {
    store().addUsers({"ann", "bob"});
    store().createGroup("ann", {"bob"});
    store().sendToGroup("ann", "seen");
    store().removeMember("ann", "bob");
    store().sendToGroup("ann", "unseen");

    const auto page = store().conversations("bob");
    const auto* left = find(page, kGroupLog);
    store().sendToGroup("ann", "later");

    QVERIFY(left != nullptr);
    QVERIFY(!left->isMember);
    QCOMPARE(left->lastSeq, 3u);
    QCOMPARE(left->unread, 1u);
    QCOMPARE(left->last->message->id.value, std::string("notice-2"));
    QVERIFY(left->marks.empty());
    QVERIFY(store().conversations("bob", page.cursor).conversations.empty());
}

void MarksContract::givesMarksOfSmallGroupsOnly() {
    std::vector<std::string> others;
    for (int i = 0; i < 512; ++i) others.push_back("user" + std::to_string(i));
    store().addUsers({"ann"});
    store().createGroup("ann", others);
    mark(store(), "user7", kGroupLog, kNoDevice, 0, 1);

    const auto large = *find(store().conversations("ann"), kGroupLog);
    store().removeMember("ann", "user511");
    mark(store(), "user7", kGroupLog, kNoDevice, 2, 0);
    const auto small = *find(store().conversations("ann"), kGroupLog);

    QCOMPARE(large.memberCount, 513u);
    QVERIFY(large.marks.empty());
    QCOMPARE(large.deliveredCount, 1u);
    QCOMPARE(large.readCount, 1u);
    QCOMPARE(small.marks.size(), 512u);
    QCOMPARE(small.deliveredCount, 1u);
    QCOMPARE(small.readCount, 0u);
}

void MarksContract::goesOnWithItsCursorAfterAReopening() {
    store().addUsers({"ann", "bob"});
    store().send("ann", "bob", "m1");
    const auto cursor = store().conversations("bob").cursor;

    store().reopen();
    store().send("ann", "bob", "m2");
    const auto page = store().conversations("bob", cursor);

    QCOMPARE(page.conversations.size(), 1u);
    QVERIFY(page.cursor > cursor);
    QVERIFY(store().conversations("bob", page.cursor).conversations.empty());
}

}  // namespace baithak::test
