// SPDX-License-Identifier: MIT

// PROTOCOL B2: devices, conversations, marks and receipts, membership of groups.

#include "shared/protocol/limits.h"
#include "tests/e2e/qt_print.h"
#include "tests/e2e/world.h"
#include "tests/support/register_test.h"

namespace baithak::test {

using nlohmann::json;

class DevicesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { world_ = std::make_unique<World>(); }
    void cleanupTestCase() { world_.reset(); }

    void reachesEveryDeviceInItsForm();
    void sendsNotesToOneselfToEveryDevice();
    void goesOnFromTheCursorsOfAReplacedDevice();
    void addsADeviceForEachDefaultSignIn();
    void endsTheOldestDeviceBeyondTheLimit();
    void endsTheFirstOfTwoConnectionsOfOneKey();
    void startsANewDeviceWhereTheFurthestIs();

    void listsConversations();
    void listsWhatChanged();
    void readsPages();
    void keepsFlags();
    void movesTheReadMarkOfAllDevices();
    void tellsReceiptsToStrictClientsOnly();
    void followsTheReadStateOfAnOlderClient();

    void showsAMemberItsOwnTimeInTheGroup();
    void refusesThoseWhoAreNotMembers();

private:
    json read(const Account& account, const std::string& conversation, std::uint64_t seq);
    std::vector<std::string> idsOf(const std::vector<Message>& messages);

    std::unique_ptr<World> world_;
};

json DevicesTest::read(const Account& account, const std::string& conversation, std::uint64_t seq) {
    return world_->rest.call(account, "PUT", "/v1.0/conversations/" + conversation + "/read",
                             json{{"seq", seq}}.dump());
}

std::vector<std::string> DevicesTest::idsOf(const std::vector<Message>& messages) {
    std::vector<std::string> ids;
    for (const auto& message : messages) ids.push_back(message.id.value);
    return ids;
}

void DevicesTest::reachesEveryDeviceInItsForm() {
    const auto ann = world_->newUser("ann");
    const auto bob = world_->newUser("bob");
    const auto annsOther = world_->peer(world_->signIn(ann.user), "format=binary");
    const auto text = world_->peer(bob, "format=text");
    const auto binary = world_->peer(world_->signIn(bob.user), "format=binary");
    const auto strict = world_->peer(world_->signIn(bob.user), "confirm=true&format=binary");
    const auto sender = world_->peer(ann);

    sender->sendText(textFrame("m-1", bob.user, "everywhere"));

    QCOMPARE(sender->next().type, MessageType::serverAck);
    for (auto* device : {text.get(), binary.get(), strict.get(), annsOther.get()}) {
        auto& peer = *device;
        const auto frame = peer.nextFrame();
        QCOMPARE(frame.isBinary, device != text.get());
        const auto message = frame.isBinary ? decodeTrustedBinary(frame.bytes) : decodeTrustedText(frame.bytes);
        QVERIFY(message);
        const auto& arrived = *message;
        QCOMPARE(arrived.source, UserId(ann.user));
        QCOMPARE(textOf(arrived), std::string("everywhere"));
        QCOMPARE(positionOf(arrived).seq, 1U);
        QVERIFY(peer.isQuiet());
    }
    QVERIFY(sender->isQuiet());
}

void DevicesTest::sendsNotesToOneselfToEveryDevice() {
    const auto ann = world_->newUser("ann");
    const auto sender = world_->peer(ann, "ack=false");
    const auto other = world_->peer(world_->signIn(ann.user));

    sender->sendText(textFrame("m-1", ann.user, "remember"));

    for (auto* peer : {sender.get(), other.get()}) {
        const auto arrived = peer->next();
        QCOMPARE(textOf(arrived), std::string("remember"));
        QCOMPARE(positionOf(arrived).conversation, "dm:" + ann.user + ":" + ann.user);
        QVERIFY(peer->isQuiet());
    }
}

void DevicesTest::goesOnFromTheCursorsOfAReplacedDevice() {
    const auto ann = world_->newUser("ann");
    const auto bobsName = world_->name("bob");
    const auto first = world_->signIn(bobsName, "phone");
    const auto sender = world_->peer(ann);
    auto phone = world_->peer(first, "confirm=true");
    sender->sendText(textFrame("m-1", bobsName, "before"));
    phone->confirm(phone->next());
    (void)sender->next();
    // Cursors are stored a moment after the confirmation; a replaced device takes over what is stored.
    const auto conversation = directLog(ann.user, bobsName);
    QVERIFY(world_->eventually([&] { return world_->conversation(first, conversation).at("deliveredSeq") == 1; }));

    const auto second = world_->signIn(bobsName, "phone");

    QVERIFY(phone->raw.waitClosed());
    QCOMPARE(phone->raw.closeCode(), 4401);
    QCOMPARE(world_->get(first, "/auth").status, 401);
    QCOMPARE(world_->get(second, "/auth").status, 200);
    sender->sendText(textFrame("m-2", bobsName, "after"));
    QCOMPARE(sender->next().type, MessageType::serverAck);
    phone = world_->peer(second, "confirm=true");
    QCOMPARE(phone->next().id, MessageId("m-2"));
    QVERIFY(phone->isQuiet());
    QCOMPARE(world_->rest.call(second, "GET", "/devices").size(), 1U);
}

void DevicesTest::addsADeviceForEachDefaultSignIn() {
    const auto first = world_->newUser("ann");
    const auto second = world_->signIn(first.user);

    QCOMPARE(world_->get(first, "/auth").status, 200);
    QCOMPARE(world_->get(second, "/auth").status, 200);
    QCOMPARE(world_->rest.call(first, "GET", "/devices").size(), 2U);
}

void DevicesTest::endsTheOldestDeviceBeyondTheLimit() {
    const auto first = world_->newUser("ann");
    const auto connected = world_->peer(first);
    const auto second = world_->signIn(first.user);
    for (std::size_t i = 2; i < limits::kDevicesPerUser; ++i) (void)world_->signIn(first.user);
    // The oldest is the one that was used least lately.
    QCOMPARE(world_->rest.call(second, "GET", "/devices").size(), limits::kDevicesPerUser);

    const auto last = world_->signIn(first.user);

    QCOMPARE(world_->get(last, "/auth").status, 200);
    QCOMPARE(world_->rest.call(last, "GET", "/devices").size(), limits::kDevicesPerUser);
    const bool isFirstEnded = world_->get(first, "/auth").status == 401;
    QVERIFY2(isFirstEnded, "the device that is the oldest goes on");
    QVERIFY(connected->raw.waitClosed());
    QCOMPARE(connected->raw.closeCode(), 4401);
}

void DevicesTest::endsTheFirstOfTwoConnectionsOfOneKey() {
    const auto ann = world_->newUser("ann");
    const auto bob = world_->newUser("bob");
    const auto first = world_->peer(ann);

    const auto second = world_->peer(ann);

    QVERIFY(first->raw.waitClosed());
    QCOMPARE(first->raw.closeCode(), 4409);
    const auto sender = world_->peer(bob, "ack=false");
    sender->sendText(textFrame("m-1", ann.user, "still there"));
    QCOMPARE(textOf(second->next()), std::string("still there"));
}

void DevicesTest::startsANewDeviceWhereTheFurthestIs() {
    const auto ann = world_->newUser("ann");
    const auto bob = world_->newUser("bob");
    const auto sender = world_->peer(ann);
    const auto confirmed = world_->peer(bob, "confirm=true");
    for (const auto* id : {"m-1", "m-2"}) sender->sendText(textFrame(id, bob.user, "old"));
    for (const auto& message : confirmed->take(2)) confirmed->confirm(message);
    QVERIFY(confirmed->isQuiet());
    const auto conversation = directLog(ann.user, bob.user);
    QVERIFY(world_->eventually([&] { return world_->conversation(bob, conversation).at("deliveredSeq") == 2; }));
    sender->sendText(textFrame("m-3", bob.user, "unconfirmed"));
    QCOMPARE(confirmed->next().id, MessageId("m-3"));

    const auto added = world_->signIn(bob.user);
    const auto fresh = world_->peer(added, "confirm=true");

    QCOMPARE(fresh->next().id, MessageId("m-3"));
    QVERIFY(fresh->isQuiet());
    QCOMPARE(world_->rest.log(added, conversation).size(), 3U);
}

void DevicesTest::listsConversations() {
    const auto ann = world_->newUser("ann");
    const auto bob = world_->newUser("bob");
    const auto sender = world_->peer(ann);
    sender->sendText(textFrame("m-1", bob.user, "first"));
    sender->sendText(textFrame("m-2", bob.user, "for you", {{"mentions", "eve " + bob.user}}));
    (void)sender->take(2);
    const auto group = world_->rest.createGroup(ann, "The group", {bob.user});

    const auto direct = world_->conversation(bob, directLog(ann.user, bob.user));
    const auto grouped = world_->conversation(bob, "grp:" + group);
    const auto ofSender = world_->conversation(ann, directLog(ann.user, bob.user));

    QVERIFY(direct.is_object());
    QCOMPARE(direct.at("kind").get<std::string>(), std::string("direct"));
    QCOMPARE(direct.at("title").get<std::string>(), ann.user);
    QCOMPARE(direct.at("lastSeq").get<int>(), 2);
    QCOMPARE(direct.at("unread").get<int>(), 2);
    QCOMPARE(direct.at("mentions").get<int>(), 1);
    QCOMPARE(direct.at("readSeq").get<int>(), 0);
    QCOMPARE(direct.at("last").at("id").get<std::string>(), std::string("m-2"));
    QCOMPARE(direct.at("last").at("body").at("text").get<std::string>(), std::string("for you"));
    QCOMPARE(grouped.at("kind").get<std::string>(), std::string("group"));
    QCOMPARE(grouped.at("title").get<std::string>(), std::string("The group"));
    QCOMPARE(grouped.at("members").get<int>(), 2);
    QCOMPARE(grouped.at("marks").size(), 2U);
    QCOMPARE(ofSender.at("unread").get<int>(), 0);
}

void DevicesTest::listsWhatChanged() {
    const auto ann = world_->newUser("ann");
    const auto bob = world_->newUser("bob");
    const auto eve = world_->newUser("eve");
    const auto sender = world_->peer(ann);
    sender->sendText(textFrame("m-1", bob.user, "one"));
    sender->sendText(textFrame("m-1", eve.user, "two"));
    (void)sender->take(2);
    // The sender's own mark follows a moment later, and is a change as well.
    for (const auto& peer : {bob, eve}) {
        const auto conversation = directLog(ann.user, peer.user);
        QVERIFY(world_->eventually([&] { return world_->conversation(ann, conversation).at("deliveredSeq") == 1; }));
    }
    const auto all = world_->rest.call(ann, "GET", "/conversations");
    QCOMPARE(all.at("conversations").size(), 2U);
    const auto since = "/conversations?since=" + all.at("cursor").dump();
    QVERIFY(world_->rest.call(ann, "GET", since).at("conversations").empty());

    sender->sendText(textFrame("m-2", eve.user, "three"));
    (void)sender->next();

    const auto changed = world_->rest.call(ann, "GET", since).at("conversations");
    QCOMPARE(changed.size(), 1U);
    QCOMPARE(changed[0].at("id").get<std::string>(), directLog(ann.user, eve.user));
    QCOMPARE(world_->get(ann, "/conversations?since=nonsense").status, 400);
}

void DevicesTest::readsPages() {
    const auto ann = world_->newUser("ann");
    const auto bob = world_->newUser("bob");
    const auto stranger = world_->newUser("eve");
    const auto sender = world_->peer(ann);
    for (int i = 1; i <= 10; ++i) sender->sendText(textFrame("m-" + std::to_string(i), bob.user, "page"));
    (void)sender->take(10);
    const auto path = "/v1.0/conversations/" + directLog(ann.user, bob.user) + "/messages";
    const auto idsOfPage = [&](const std::string& query) {
        std::vector<std::string> ids;
        const auto page = world_->rest.call(bob, "GET", path + query);
        for (const auto& each : page.at("messages")) ids.push_back(each.at("id"));
        return ids;
    };
    using Ids = std::vector<std::string>;

    QCOMPARE(idsOfPage("?after=0&limit=3"), (Ids{"m-1", "m-2", "m-3"}));
    QCOMPARE(idsOfPage("?after=8&limit=5"), (Ids{"m-9", "m-10"}));
    QCOMPARE(idsOfPage("?before=4&limit=2"), (Ids{"m-2", "m-3"}));
    QCOMPARE(idsOfPage("?after=10"), Ids{});
    for (const auto* bad : {"?after=1&before=2", "?limit=0", "?limit=501", "?after=x"}) {
        QCOMPARE(world_->get(bob, path + bad).status, 400);
    }
    QCOMPARE(world_->get(stranger, path + "?after=0").status, 404);
    QCOMPARE(world_->get(bob, "/conversations/nothing/messages?after=0").status, 404);
    QCOMPARE(world_->call("GET", path + "?after=0").status, 401);
}

void DevicesTest::keepsFlags() {
    const auto ann = world_->newUser("ann");
    const auto bob = world_->newUser("bob");
    const auto sender = world_->peer(ann);
    sender->sendText(textFrame("m-1", bob.user, "flags"));
    (void)sender->next();
    const auto conversation = directLog(ann.user, bob.user);
    const auto path = "/v1.0/conversations/" + conversation;

    world_->rest.call(bob, "PATCH", path, R"({"muted":true,"pinned":true})");
    world_->rest.call(bob, "PATCH", path, R"({"pinned":false,"archived":true})");

    const auto flags = world_->conversation(bob, conversation);
    QVERIFY(flags.at("muted") == true && flags.at("pinned") == false && flags.at("archived") == true);
    QVERIFY(world_->conversation(ann, conversation).at("muted") == false);
    QCOMPARE(world_->call("PATCH", path, R"({"muted":"yes"})", bob.headers()).status, 400);
    QCOMPARE(world_->call("PATCH", path, R"({"colour":"red"})", bob.headers()).status, 400);
    QCOMPARE(world_->call("PATCH", "/conversations/dm:a:b", R"({"muted":true})", bob.headers()).status, 404);
}

void DevicesTest::movesTheReadMarkOfAllDevices() {
    const auto ann = world_->newUser("ann");
    const auto bob = world_->newUser("bob");
    const auto otherDevice = world_->signIn(bob.user);
    const auto sender = world_->peer(ann);
    for (const auto* id : {"m-1", "m-2", "m-3"}) sender->sendText(textFrame(id, bob.user, "read me"));
    (void)sender->take(3);
    const auto conversation = directLog(ann.user, bob.user);

    read(bob, conversation, 2);
    read(bob, conversation, 1);  // never back

    const auto summary = world_->conversation(otherDevice, conversation);
    QCOMPARE(summary.at("readSeq").get<int>(), 2);
    QCOMPARE(summary.at("unread").get<int>(), 1);
    bool isSeenByTheOther = false;
    const auto seenByAnn = world_->conversation(ann, conversation);
    for (const auto& mark : seenByAnn.at("marks")) {
        isSeenByTheOther = isSeenByTheOther || (mark.at("user") == bob.user && mark.at("read") == 2);
    }
    QVERIFY(isSeenByTheOther);
    // Not beyond what there is.
    read(bob, conversation, 1'000'000);
    QCOMPARE(world_->conversation(bob, conversation).at("readSeq").get<int>(), 3);
}

void DevicesTest::tellsReceiptsToStrictClientsOnly() {
    const auto ann = world_->newUser("ann");
    const auto bob = world_->newUser("bob");
    const auto strict = world_->client(ann);
    const auto older = world_->peer(world_->signIn(ann.user), "ack=true");
    const auto receiver = world_->peer(bob, "confirm=true");
    const auto id = strict->sendText(bob.user, "seen?");
    const auto conversation = directLog(ann.user, bob.user);
    QCOMPARE(older->next().id, MessageId(id));
    const auto isTold = [&](std::uint64_t delivered, std::uint64_t read) {
        return world_->loop.until([&] {
            const auto& all = strict->receipts();
            return std::any_of(all.begin(), all.end(), [&](const Receipt& receipt) {
                return receipt.conversation == conversation && receipt.user.value == bob.user &&
                       receipt.delivered == delivered && receipt.read == read;
            });
        });
    };

    receiver->confirm(receiver->next());
    QVERIFY(isTold(1, 0));
    read(bob, conversation, 1);

    QVERIFY(isTold(1, 1));
    QVERIFY(older->isQuiet());
}

void DevicesTest::followsTheReadStateOfAnOlderClient() {
    const auto ann = world_->newUser("ann");
    const auto bob = world_->newUser("bob");
    const auto sender = world_->client(ann);
    const auto older = world_->peer(bob, "format=text");
    const auto id = sender->sendText(bob.user, "seen?");
    QCOMPARE(older->next().id, MessageId(id));

    const json notice{
        {"_v", 2.1},
        {"id", "s-1"},
        {"head", {{"type", "individual"}, {"to", ann.user}, {"contentType", "NOTIFICATION"}, {"action", "state"}}},
        {"body", {{"ids", {id}}, {"state", "READ"}}}};
    older->sendText(notice.dump());

    const auto conversation = directLog(ann.user, bob.user);
    QVERIFY(world_->eventually([&] { return world_->conversation(bob, conversation).at("readSeq") == 1; }));
    QVERIFY(world_->loop.until([&] {
        return std::any_of(sender->receipts().begin(), sender->receipts().end(),
                           [](const Receipt& receipt) { return receipt.read == 1; });
    }));
    QVERIFY(world_->loop.until([&] { return sender->hasArrived("s-1"); }));
}

void DevicesTest::showsAMemberItsOwnTimeInTheGroup() {
    const auto ann = world_->newUser("ann");
    const auto bob = world_->newUser("bob");
    const auto eve = world_->newUser("eve");
    const auto group = world_->rest.createGroup(ann, "G", {bob.user});
    const auto say = [&](Peer& peer, const std::string& id) {
        peer.send(groupMessage(id, peer.user, group, id));
        QCOMPARE(peer.next().type, MessageType::serverAck);
    };
    const auto sender = world_->peer(ann, "ack=true");
    (void)sender->next();  // the notice of the group
    const auto member = world_->peer(eve, "ack=true");

    say(*sender, "before");
    world_->rest.addMembers(ann, group, {eve.user});
    (void)sender->next();
    QCOMPARE(member->next().meta.get("action"), std::string_view("add"));
    say(*sender, "with");
    QCOMPARE(textOf(member->next()), std::string("with"));
    say(*member, "own");
    (void)sender->next();
    world_->rest.removeMember(ann, group, eve.user);
    (void)sender->next();
    QCOMPARE(member->next().meta.get("action"), std::string_view("remove"));
    say(*sender, "without");
    QVERIFY(member->isQuiet());
    member->send(groupMessage("late", eve.user, group, "may I?"));
    QCOMPARE(member->nextError(), std::string("not-a-member"));
    world_->rest.addMembers(ann, group, {eve.user});
    (void)sender->next();
    QCOMPARE(member->next().meta.get("action"), std::string_view("add"));
    say(*sender, "again");
    QCOMPARE(textOf(member->next()), std::string("again"));
    QVERIFY(member->isQuiet());

    std::vector<std::string> seen;
    for (const auto& entry : world_->rest.log(eve, "grp:" + group)) {
        seen.push_back(!entry.added.empty() ? "added" : !entry.removed.empty() ? "removed" : entry.id);
    }
    QCOMPARE(seen, (std::vector<std::string>{"added", "with", "own", "removed", "added", "again"}));
    // One who was away all the time gets the same.
    const auto away = world_->peer(world_->signIn(bob.user), "confirm=true");
    const auto ids = idsOf(away->take(9));
    QVERIFY(std::count(ids.begin(), ids.end(), "without") == 1);
    QVERIFY(away->isQuiet());
}

void DevicesTest::refusesThoseWhoAreNotMembers() {
    const auto ann = world_->newUser("ann");
    const auto bob = world_->newUser("bob");
    const auto group = world_->rest.createGroup(ann, "G", {});
    const auto stranger = world_->peer(bob, "ack=true");

    stranger->send(groupMessage("m-1", bob.user, group, "hello?"));
    QCOMPARE(stranger->nextError(), std::string("not-a-member"));
    auto typing = makeTyping(UserId(group), true);
    typing.channel = ChannelKind::group;
    stranger->send(typing, WireVersion::v3_0);
    QCOMPARE(stranger->nextError(), std::string("not-a-member"));
    stranger->send(groupMessage("m-2", bob.user, "0f0e0d0c-0000-4000-8000-000000000001", "hello?"));
    QCOMPARE(stranger->nextError(), std::string("unknown-destination"));

    QCOMPARE(world_->get(bob, "/conversations/grp:" + group + "/messages?after=0").status, 404);
}

BAITHAK_REGISTER_TEST(DevicesTest);

}  // namespace baithak::test

#include "devices_test.moc"
