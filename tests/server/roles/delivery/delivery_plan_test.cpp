// SPDX-License-Identifier: MIT
#include "server/roles/delivery/delivery_plan.h"

#include <QTest>

#include "server/bus/event_codec.h"
#include "tests/support/builders.h"
#include "tests/support/register_test.h"

namespace baithak::test {

namespace {

constexpr std::string_view kGroup = "0f0e0d0c-0000-4000-8000-000000000001";

NewMessages aBatch(std::initializer_list<std::string_view> ids) {
    NewMessages batch;
    batch.replyTo = {GatewayId("gw"), ConnectionId("c"), 7};
    batch.source = UserId("ann");
    batch.origin = DeviceNumber{3};
    batch.conversation = ConversationId("dm:ann:bob");
    for (const auto id : ids) batch.messages.push_back(std::make_shared<const Message>(aMessage(id).build()));
    return batch;
}

AppendOutcome stored(std::uint64_t seq) {
    AppendOutcome outcome;
    outcome.seq = seq;
    return outcome;
}

SessionPtr session(std::string_view user, std::string_view gateway, std::string_view connection) {
    return std::make_shared<const Session>(
        Session{UserId(user), DeviceNumber{1}, GatewayId(gateway), ConnectionId(connection), false});
}

std::vector<UserId> users(std::initializer_list<std::string_view> names) {
    std::vector<UserId> all;
    for (const auto name : names) all.emplace_back(name);
    return all;
}

Message stateNotice(std::string_view body) {
    return aMessage("s")
        .from("bob")
        .to("ann")
        .type(MessageType::notification)
        .meta("action", "state")
        .content(std::string(body));
}

}  // namespace

class DeliveryPlanTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asksForEachMessageInOrder();
    void tellsOfManyConversationsInParts();
    void handsOnTheFilesThatAMessageNames();
    void tellsReadersOfWhatIsNewAlone();
    void saysTheSameToEachMessage();
    void namesEachUserOncePerGateway();
    void namesThoseWhoAreAway();
    void findsTheReachOfEachOfSeveralLists();
    void asksForEachUserOfSeveralListsOnce();
    void asksEveryGatewayWhenNobodyKnowsWhoIsThere();
    void readsThatMessagesWereRead();
    void findsTheGroupOfWhatWasRead();
    void leavesOtherNoticesAlone();
};

void DeliveryPlanTest::tellsOfManyConversationsInParts() {
    std::vector<StreamHead> heads;
    for (std::uint64_t i = 1; i <= 2 * kHeadsInEvent + 1; ++i) {
        heads.push_back({ConversationId(std::string(140, 'x') + std::to_string(i)), i, 0});
    }

    const auto parts = headsInParts(heads);

    QCOMPARE(parts.size(), 3U);
    std::uint64_t next = 0;
    for (const auto& part : parts) {
        QVERIFY(encodeEvent(Event{StreamHeads{ConnectionId("c"), part}}).size() < 200'000);
        for (const auto& head : part) QCOMPARE(head.head, ++next);
    }
    QCOMPARE(next, heads.size());
    QCOMPARE(headsInParts({}).size(), 1U);
}

void DeliveryPlanTest::asksForEachMessageInOrder() {
    const auto requests = appendRequests(aBatch({"a", "b"}));

    QCOMPARE(requests.size(), 2U);
    QCOMPARE(requests[0].message->id, MessageId("a"));
    QCOMPARE(requests[1].message->id, MessageId("b"));
    QCOMPARE(requests[1].conversation, ConversationId("dm:ann:bob"));
    QCOMPARE(requests[1].origin, DeviceNumber{3});
}

void DeliveryPlanTest::handsOnTheFilesThatAMessageNames() {
    const std::string file = "bfile-abcdefghijklmnopqrstuvwxyz";
    auto batch = aBatch({"a"});
    batch.messages.push_back(std::make_shared<const Message>(aMessage("b").content("see " + file).build()));

    const auto requests = appendRequests(batch);

    QVERIFY(requests[0].files.empty());
    QVERIFY(requests[1].files == std::vector<FileId>{FileId(file)});
}

void DeliveryPlanTest::tellsReadersOfWhatIsNewAlone() {
    auto repeated = stored(4);
    repeated.isRepeat = true;
    AppendOutcome refused;
    refused.refusal = Error{Errc::duplicateId, "used"};

    const auto entries =
        newEntries(aBatch({"new", "repeated", "refused", "newer"}), {stored(5), repeated, refused, stored(6)});

    QCOMPARE(entries.size(), 2U);
    QCOMPARE(entries[0].seq, 5U);
    QCOMPARE(entries[0].message->id, MessageId("new"));
    QCOMPARE(entries[1].seq, 6U);
    QCOMPARE(entries[1].message->id, MessageId("newer"));
    QCOMPARE(entries[1].origin, DeviceNumber{3});
}

void DeliveryPlanTest::saysTheSameToEachMessage() {
    AppendOutcome refused;
    refused.refusal = Error{Errc::unavailable, "full"};

    const auto outcomes = sameOutcome(aBatch({"a", "b"}), refused);

    QCOMPARE(outcomes.connection, ConnectionId("c"));
    QCOMPARE(outcomes.batch, 7U);
    QCOMPARE(outcomes.outcomes.size(), 2U);
    QCOMPARE(outcomes.outcomes[1].refusal->code, Errc::unavailable);
}

void DeliveryPlanTest::namesEachUserOncePerGateway() {
    const auto reach = reachOf(users({"ann", "bob"}), {session("ann", "g1", "c1"), session("ann", "g2", "c2"),
                                                       session("ann", "g1", "c3"), session("bob", "g1", "c4")});

    QCOMPARE(reach.byGateway.size(), 2U);
    QCOMPARE(*reach.byGateway.at(GatewayId("g1")), users({"ann", "bob"}));
    QCOMPARE(*reach.byGateway.at(GatewayId("g2")), users({"ann"}));
    QVERIFY(reach.away.empty());
}

void DeliveryPlanTest::namesThoseWhoAreAway() {
    const auto reach = reachOf(users({"ann", "bob", "eve"}), {session("eve", "g1", "c1")});

    QCOMPARE(reach.away, users({"ann", "bob"}));
}

void DeliveryPlanTest::findsTheReachOfEachOfSeveralLists() {
    const auto first = std::make_shared<const std::vector<UserId>>(users({"bob", "ann"}));
    const auto second = std::make_shared<const std::vector<UserId>>(users({"eve", "ann"}));

    const auto reaches = reachOfEach(
        {first, second}, {session("ann", "g1", "c1"), session("ann", "g2", "c2"), session("eve", "g1", "c3")});

    QCOMPARE(reaches.size(), 2U);
    QCOMPARE(*reaches[0].byGateway.at(GatewayId("g1")), users({"ann"}));
    QCOMPARE(*reaches[0].byGateway.at(GatewayId("g2")), users({"ann"}));
    QCOMPARE(reaches[0].away, users({"bob"}));
    QCOMPARE(*reaches[1].byGateway.at(GatewayId("g1")), users({"eve", "ann"}));
    QCOMPARE(*reaches[1].byGateway.at(GatewayId("g2")), users({"ann"}));
    QVERIFY(reaches[1].away.empty());
}

void DeliveryPlanTest::asksForEachUserOfSeveralListsOnce() {
    const auto first = std::make_shared<const std::vector<UserId>>(users({"bob", "ann"}));
    const auto second = std::make_shared<const std::vector<UserId>>(users({"eve", "ann"}));

    QCOMPARE(*unionOf({first, second}), users({"ann", "bob", "eve"}));
    QVERIFY(unionOf({first, first}) == first);
}

void DeliveryPlanTest::asksEveryGatewayWhenNobodyKnowsWhoIsThere() {
    const auto everyone = std::make_shared<const std::vector<UserId>>(users({"ann", "bob"}));

    const auto reach = reachOfAll(everyone, {GatewayId("g1"), GatewayId("g2")});

    QCOMPARE(reach.byGateway.size(), 2U);
    QCOMPARE(*reach.byGateway.at(GatewayId("g1")), *everyone);
    QCOMPARE(*reach.byGateway.at(GatewayId("g2")), *everyone);
    QCOMPARE(reach.away, *everyone);
}

void DeliveryPlanTest::readsThatMessagesWereRead() {
    const auto read = readStateOf(stateNotice(R"({"ids":["x","y"],"state":"READ"})"));

    QVERIFY(read);
    QCOMPARE(read->conversation, ConversationId("dm:ann:bob"));
    QCOMPARE(read->reader, UserId("bob"));
    QCOMPARE(read->author, UserId("ann"));
    QCOMPARE(read->ids, (std::vector<MessageId>{MessageId("x"), MessageId("y")}));
}

void DeliveryPlanTest::findsTheGroupOfWhatWasRead() {
    auto notice = stateNotice(R"({"ids":["x"],"state":"READ"})");
    notice.meta.set("chatid", std::string(kGroup));

    QCOMPARE(readStateOf(notice)->conversation, ConversationId("grp:" + std::string(kGroup)));
    // The older clients name a direct chat by both names in one.
    notice.meta.set("chatid", "annbob");
    QCOMPARE(readStateOf(notice)->conversation, ConversationId("dm:ann:bob"));
}

void DeliveryPlanTest::leavesOtherNoticesAlone() {
    QVERIFY(!readStateOf(stateNotice(R"({"ids":["x"],"state":"DELIVERED"})")));
    QVERIFY(!readStateOf(stateNotice("not JSON")));
    QVERIFY(!readStateOf(aMessage("m").content(R"({"ids":["x"],"state":"READ"})")));
}

BAITHAK_REGISTER_TEST(DeliveryPlanTest);

}  // namespace baithak::test

#include "delivery_plan_test.moc"
