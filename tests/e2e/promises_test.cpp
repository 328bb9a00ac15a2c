// SPDX-License-Identifier: MIT

// PROTOCOL B1 and the confirmations of A3: durable before acknowledged, delivered until confirmed, once to the eye, in
// order, nothing silently lost.

#include "shared/protocol/limits.h"
#include "tests/e2e/qt_print.h"
#include "tests/e2e/world.h"
#include "tests/support/register_test.h"

namespace baithak::test {

using nlohmann::json;

class PromisesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { world_ = std::make_unique<World>(); }
    void cleanupTestCase() { world_.reset(); }

    void acknowledgesOnlyWhatSurvivesAKill();
    void acknowledgesARepeatAndDeliversItOnce();
    void refusesAnIdThatWasUsedForSomethingElse();
    void keepsTheOrderOfEachSender();
    void deliversAgainUntilItIsConfirmed();
    void confirmsTheOldestOfAnIdWhenNoPlaceIsNamed();
    void takesAnAnsweredPingForAConfirmation();
    void takesAStateNoticeForAConfirmation();
    void holdsBackBeyondTheWindowOfAStrictClient();
    void holdsNothingBackFromAnOlderClient();
    void deliversEphemeralMessagesToThoseConnectedOnly();
    void tellsOfTyping();
    void neverBelievesAForgedSource_data();
    void neverBelievesAForgedSource();
    void dropsAPlaceThatTheClientPutsThere();
    void acknowledgesNoAcknowledgement();
    void staysSilentWhenItIsAddressedItself();
    void deliversWhatIsPosted();

private:
    std::unique_ptr<World> world_;
};

void PromisesTest::acknowledgesOnlyWhatSurvivesAKill() {
    World world({"--auth", "open"});
    const auto ann = world.newUser("ann");
    const auto bob = world.newUser("bob");
    std::vector<std::string> sent;
    for (int round = 0; round < 5; ++round) {
        const auto peer = world.peer(ann);
        for (int i = 0; i < 3; ++i) {
            sent.push_back("m-" + std::to_string(sent.size()));
            peer->sendText(textFrame(sent.back(), bob.user, "kept"));
        }
        for (int i = 0; i < 3; ++i) QCOMPARE(peer->next().type, MessageType::serverAck);
        world.restartAfterKill();
    }

    std::vector<std::string> stored;
    for (const auto& entry : world.rest.log(bob, directLog(ann.user, bob.user))) stored.push_back(entry.id);
    QCOMPARE(stored, sent);
}

void PromisesTest::acknowledgesARepeatAndDeliversItOnce() {
    const auto ann = world_->newUser("ann");
    const auto bob = world_->newUser("bob");
    const auto sender = world_->peer(ann);
    auto receiver = world_->peer(bob, "confirm=true&format=binary");
    const auto message = textMessage("same", ann.user, bob.user, "once");

    sender->send(message);
    const auto first = sender->next();
    sender->send(message);
    const auto second = sender->next();
    // Another connection, another form, and by POST.
    const auto other = world_->peer(world_->signIn(ann.user), "format=binary&ack=true");
    QCOMPARE(other->next().id, MessageId("same"));  // the copy for the sender's other device
    other->send(message, WireVersion::v2_0);
    const auto third = other->next();
    const json posted{encodeAs(message, WireVersion::v2_1)};
    const auto answer = world_->rest.call(ann, "POST", "/v1.0/messages?ack=true", posted.dump());

    QCOMPARE(first.type, MessageType::serverAck);
    for (const auto& repeat : {second, third}) {
        QCOMPARE(repeat.type, MessageType::serverAck);
        QCOMPARE(positionOf(repeat).seq, 1U);
    }
    QCOMPARE(answer.at("acks").size(), 1U);
    const auto arrived = receiver->next();
    QCOMPARE(textOf(arrived), std::string("once"));
    QCOMPARE(third.serverId, arrived.serverId);  // of the first arrival; text frames have none
    QVERIFY(receiver->isQuiet());
    receiver->confirm(arrived);
    QVERIFY(receiver->isQuiet());
    receiver = world_->peer(bob, "confirm=true&format=binary");
    QVERIFY(receiver->isQuiet());
}

void PromisesTest::refusesAnIdThatWasUsedForSomethingElse() {
    const auto ann = world_->newUser("ann");
    const auto bob = world_->newUser("bob");
    const auto sender = world_->peer(ann);

    sender->sendText(textFrame("same", bob.user, "first"));
    QCOMPARE(sender->next().type, MessageType::serverAck);
    sender->sendText(textFrame("same", bob.user, "second"));

    std::string id;
    QCOMPARE(sender->nextError(&id), std::string("duplicate-id"));
    QCOMPARE(id, std::string("same"));
    QCOMPARE(world_->rest.log(bob, directLog(ann.user, bob.user)).size(), 1U);
    // The id is free in another conversation.
    sender->sendText(textFrame("same", ann.user, "second"));
    QCOMPARE(sender->next().type, MessageType::serverAck);
}

void PromisesTest::keepsTheOrderOfEachSender() {
    constexpr int kEach = 150;
    const auto ann = world_->newUser("ann");
    const auto bob = world_->newUser("bob");
    const auto group = world_->rest.createGroup(ann, "G", {bob.user});
    const auto fromAnn = world_->client(ann);
    ScriptedClient::Options text;
    text.sendAs = WireVersion::v2_1;
    text.receiveAs = WireFormat::text;
    const auto fromBob = world_->client(bob, text);
    std::vector<std::string> annSent;
    std::vector<std::string> bobSent;
    for (int i = 0; i < kEach; ++i) {
        annSent.push_back(fromAnn->sendText(group, "a", ChannelKind::group));
        bobSent.push_back(fromBob->sendText(group, "b", ChannelKind::group));
    }
    QVERIFY(world_->loop.until([&] { return fromAnn->isIdle() && fromBob->isIdle(); }, std::chrono::seconds(30)));

    const auto log = world_->rest.log(ann, "grp:" + group);
    std::vector<std::string> ofAnn;
    std::vector<std::string> ofBob;
    for (const auto& entry : log) {
        if (!entry.isNotice()) (entry.source == ann.user ? ofAnn : ofBob).push_back(entry.id);
    }
    QCOMPARE(ofAnn, annSent);
    QCOMPARE(ofBob, bobSent);
    const auto last = log.back().seq;
    QCOMPARE(last, 2U * kEach + 1);
    QVERIFY(world_->loop.until([&] { return fromAnn->arrived().size() >= kEach + 1; }));
    std::uint64_t before = 0;
    for (const auto& arrived : fromAnn->arrived()) {
        QVERIFY(arrived.seq > before);
        before = arrived.seq;
    }
}

void PromisesTest::deliversAgainUntilItIsConfirmed() {
    const auto ann = world_->newUser("ann");
    const auto bob = world_->newUser("bob");
    const auto sender = world_->peer(ann);
    for (const auto* id : {"m-1", "m-2", "m-3"}) sender->sendText(textFrame(id, bob.user, "again"));
    for (int i = 0; i < 3; ++i) QCOMPARE(sender->next().type, MessageType::serverAck);

    auto receiver = world_->peer(bob, "confirm=true");
    auto arrived = receiver->take(3);
    QVERIFY(receiver->isQuiet());
    receiver->confirm(arrived[0]);
    receiver->confirm(arrived[2]);  // a gap: 2 is still open
    QVERIFY(receiver->isQuiet());
    receiver = world_->peer(bob, "confirm=true");

    arrived = receiver->take(2);
    QCOMPARE(arrived[0].id, MessageId("m-2"));
    QCOMPARE(arrived[1].id, MessageId("m-3"));
    QVERIFY(receiver->isQuiet());
    for (const auto& message : arrived) receiver->confirm(message);
    QVERIFY(receiver->isQuiet());
    receiver = world_->peer(bob, "confirm=true");
    QVERIFY(receiver->isQuiet());
}

void PromisesTest::confirmsTheOldestOfAnIdWhenNoPlaceIsNamed() {
    const auto ann = world_->newUser("ann");
    const auto eve = world_->newUser("eve");
    const auto bob = world_->newUser("bob");
    for (const auto& from : {ann, eve}) {
        const auto sender = world_->peer(from);
        sender->sendText(textFrame("same id", bob.user, from.user));
        QCOMPARE(sender->next().type, MessageType::serverAck);
    }
    auto receiver = world_->peer(bob, "confirm=true");
    const auto arrived = receiver->take(2);

    receiver->sendText(
        R"({"_v":2.1,"id":"same id","head":{"type":"individual","to":"server","contentType":"CLIENT_ACK"},"body":{}})");
    receiver->sendText(
        R"({"_v":2.1,"id":"never sent","head":{"type":"individual","to":"server","contentType":"CLIENT_ACK"},"body":{}})");
    QVERIFY(receiver->isQuiet());
    receiver = world_->peer(bob, "confirm=true");

    QCOMPARE(receiver->next().source, arrived[1].source);
    QVERIFY(receiver->isQuiet());
}

// The oldest clients confirm nothing; their WebSocket library answers pings.
void PromisesTest::takesAnAnsweredPingForAConfirmation() {
    const auto ann = world_->newUser("ann");
    const auto bob = world_->newUser("bob");
    const auto sender = world_->peer(ann);
    auto receiver = world_->peer(bob, "format=text");
    for (const auto* id : {"m-1", "m-2"}) sender->sendText(textFrame(id, bob.user, "hello"));

    QCOMPARE(receiver->take(2).size(), 2U);

    const auto conversation = directLog(ann.user, bob.user);
    QVERIFY(world_->eventually([&] {
        const auto summary = world_->conversation(bob, conversation);
        return summary.is_object() && summary.at("deliveredSeq") == 2;
    }));
    receiver = world_->peer(bob, "format=text");
    QVERIFY(receiver->isQuiet());
    // A client that is strict is held to its word.
    const auto strictBob = world_->newUser("bob");
    auto strict = world_->peer(strictBob, "confirm=true");
    sender->sendText(textFrame("m-1", strictBob.user, "hello"));
    (void)strict->next();
    strict = world_->peer(strictBob, "confirm=true");
    QCOMPARE(strict->next().id, MessageId("m-1"));
}

void PromisesTest::takesAStateNoticeForAConfirmation() {
    const auto ann = world_->newUser("ann");
    const auto bob = world_->newUser("bob");
    const auto sender = world_->peer(ann, "ack=false");
    auto receiver = world_->peer(bob, "confirm=true");
    sender->sendText(textFrame("m-1", bob.user, "hello"));
    QCOMPARE(receiver->next().id, MessageId("m-1"));

    const json notice{
        {"_v", 2.1},
        {"id", "s-1"},
        {"head", {{"type", "individual"}, {"to", ann.user}, {"contentType", "NOTIFICATION"}, {"action", "state"}}},
        {"body", {{"ids", {"m-1"}}, {"state", "DELIVERED"}}}};
    receiver->sendText(notice.dump());

    const auto passedOn = sender->next();
    QCOMPARE(passedOn.id, MessageId("s-1"));
    QCOMPARE(passedOn.source, UserId(bob.user));
    receiver = world_->peer(bob, "confirm=true");
    QVERIFY(receiver->isQuiet());
    QVERIFY(world_->conversation(bob, directLog(ann.user, bob.user)).at("deliveredSeq") == 1);
}

void PromisesTest::holdsBackBeyondTheWindowOfAStrictClient() {
    constexpr std::size_t kMessages = limits::kWindowMessages + 44;
    const auto ann = world_->newUser("ann");
    const auto bob = world_->newUser("bob");
    const auto sender = world_->client(ann);
    for (std::size_t i = 0; i < kMessages; ++i) sender->sendText(bob.user, "x");
    QVERIFY(world_->loop.until([&] { return sender->isIdle(); }, std::chrono::seconds(30)));

    const auto receiver = world_->peer(bob, "confirm=true&format=binary");
    const auto first = receiver->take(limits::kWindowMessages);
    QVERIFY(receiver->isQuiet());
    for (const auto& message : first) receiver->confirm(message);
    const auto rest = receiver->take(kMessages - limits::kWindowMessages);

    QCOMPARE(positionOf(first.back()).seq, limits::kWindowMessages);
    QCOMPARE(positionOf(rest.front()).seq, limits::kWindowMessages + 1);
    QCOMPARE(positionOf(rest.back()).seq, kMessages);
    QVERIFY(receiver->isQuiet());
}

void PromisesTest::holdsNothingBackFromAnOlderClient() {
    constexpr std::size_t kMessages = limits::kWindowMessages + 144;
    const auto ann = world_->newUser("ann");
    const auto bob = world_->newUser("bob");
    const auto sender = world_->client(ann);
    for (std::size_t i = 0; i < kMessages; ++i) sender->sendText(bob.user, "x");
    QVERIFY(world_->loop.until([&] { return sender->isIdle(); }, std::chrono::seconds(30)));

    const auto receiver = world_->peer(bob, "format=text");

    const auto all = receiver->take(kMessages);
    for (std::size_t i = 0; i < all.size(); ++i) QCOMPARE(positionOf(all[i]).seq, i + 1);
    QVERIFY(receiver->isQuiet());
}

void PromisesTest::deliversEphemeralMessagesToThoseConnectedOnly() {
    const auto ann = world_->newUser("ann");
    const auto bob = world_->newUser("bob");
    const auto eve = world_->newUser("eve");
    const auto sender = world_->peer(ann);
    const auto receiver = world_->peer(bob, "confirm=true");
    auto message = textMessage("e-1", ann.user, bob.user, "now or never");
    message.ephemeral = true;

    sender->send(message);
    const auto ack = sender->next();
    message.destination = eve.user;
    sender->send(message);
    QCOMPARE(sender->next().type, MessageType::serverAck);

    QCOMPARE(ack.type, MessageType::serverAck);
    QVERIFY(positionOf(ack).conversation.empty());
    const auto arrived = receiver->next();
    QCOMPARE(textOf(arrived), std::string("now or never"));
    QVERIFY(arrived.ephemeral);
    QVERIFY(positionOf(arrived).conversation.empty());
    const auto late = world_->peer(eve, "confirm=true");
    QVERIFY(late->isQuiet());
    QVERIFY(world_->conversation(bob, directLog(ann.user, bob.user)).is_null());
}

void PromisesTest::tellsOfTyping() {
    const auto ann = world_->newUser("ann");
    const auto bob = world_->newUser("bob");
    const auto group = world_->rest.createGroup(ann, "G", {bob.user});
    const auto sender = world_->peer(ann, "ack=false");
    const auto receiver = world_->peer(bob);
    (void)sender->next();  // the notices of the group
    (void)receiver->next();

    sender->send(makeTyping(UserId(bob.user), true), WireVersion::v3_0);
    auto toGroup = makeTyping(UserId(group), false);
    toGroup.channel = ChannelKind::group;
    sender->send(toGroup, WireVersion::v3_0);

    // Of two conversations, either may come first.
    std::map<std::string, bool> typing;
    for (const auto& notice : receiver->take(2)) typing[notice.destination] = readTyping(notice).value();
    QVERIFY((typing == std::map<std::string, bool>{{bob.user, true}, {group, false}}));
    QVERIFY(sender->isQuiet());
}

void PromisesTest::neverBelievesAForgedSource_data() {
    QTest::addColumn<int>("version");
    QTest::newRow("v1") << 10;
    QTest::newRow("v2.0") << 20;
    QTest::newRow("v2.1") << 21;
    QTest::newRow("v3") << 30;
}

void PromisesTest::neverBelievesAForgedSource() {
    QFETCH(int, version);
    const auto ann = world_->newUser("ann");
    const auto bob = world_->newUser("bob");
    const auto eve = world_->newUser("eve");
    const auto receiver = world_->peer(bob, "format=binary");
    const auto forger = world_->peer(eve);

    forger->send(textMessage("f-1", ann.user, bob.user, "I am ann"), static_cast<WireVersion>(version));

    QCOMPARE(forger->next().type, MessageType::serverAck);
    QCOMPARE(receiver->next().source, UserId(eve.user));
    QVERIFY(world_->conversation(bob, directLog(ann.user, bob.user)).is_null());
}

void PromisesTest::dropsAPlaceThatTheClientPutsThere() {
    const auto ann = world_->newUser("ann");
    const auto bob = world_->newUser("bob");
    const auto receiver = world_->peer(bob);
    const auto sender = world_->peer(ann);

    sender->sendText(textFrame("m-1", bob.user, "hello", {{"conv", "dm:eve:eve"}, {"seq", "99"}}));

    const auto arrived = positionOf(receiver->next());
    QCOMPARE(arrived.conversation, directLog(ann.user, bob.user));
    QCOMPARE(arrived.seq, 1U);
}

void PromisesTest::acknowledgesNoAcknowledgement() {
    const auto ann = world_->newUser("ann");
    const auto peer = world_->peer(ann, "ack=true");

    peer->send(makeClientAck(MessageId("m-1")), WireVersion::v3_0);
    peer->send(makeClientAck(MessageId("m-1"), "dm:a:b", 3), WireVersion::v2_1);

    QVERIFY(peer->isQuiet());
}

void PromisesTest::staysSilentWhenItIsAddressedItself() {
    const auto ann = world_->newUser("ann");
    const auto peer = world_->peer(ann, "ack=true");

    peer->sendText(textFrame("m-1", "server", "hello"));
    peer->sendText(textFrame(std::string(300, 'x'), "server", "an id that is too long"));
    peer->sendText(textFrame("m-2", "server", std::string(limits::kContentBytes + 10, 'x')));
    peer->sendText(
        R"({"_v":2.1,"id":7,"head":{"type":"individual","to":"server","contentType":"CLIENT_ACK"},"body":{}})");

    QVERIFY(peer->isQuiet());
}

void PromisesTest::deliversWhatIsPosted() {
    const auto ann = world_->newUser("ann");
    const auto bob = world_->newUser("bob");
    const auto receiver = world_->peer(bob, "format=binary");
    const auto text = textMessage("p-1", ann.user, bob.user, "as text");
    const auto old = textMessage("p-2", ann.user, bob.user, "as v1");
    const json posted{encodeAs(text, WireVersion::v2_1), encodeAs(old, WireVersion::v1_0)};

    const auto answer = world_->rest.call(ann, "POST", "/v1.0/messages?ack=true&format=binary", posted.dump());

    QCOMPARE(answer.at("acks").size(), 2U);
    QCOMPARE(textOf(receiver->next()), std::string("as text"));
    QCOMPARE(textOf(receiver->next()), std::string("as v1"));
    // One that can't be read: none is taken, and the answer says which.
    const json broken{encodeAs(textMessage("p-3", ann.user, bob.user, "good"), WireVersion::v2_1), "{nope"};
    const auto refused = world_->call("POST", "/v1.0/messages", broken.dump(), ann.headers());
    QCOMPARE(refused.status, 400);
    QVERIFY2(refused.body.find("[1]") != std::string::npos, refused.body.c_str());
    QVERIFY(receiver->isQuiet());
}

BAITHAK_REGISTER_TEST(PromisesTest);

}  // namespace baithak::test

#include "promises_test.moc"
