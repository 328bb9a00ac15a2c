// SPDX-License-Identifier: MIT

// PROTOCOL B4: what is refused is named and the connection lives; what ends a connection ends it with the right code.

#include <set>

#include "shared/protocol/limits.h"
#include "tests/e2e/qt_print.h"
#include "tests/e2e/world.h"
#include "tests/support/register_test.h"

namespace baithak::test {

using nlohmann::json;

class RefusalsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();

    void namesWhatIsRefused_data();
    void namesWhatIsRefused();
    void namesWhatIsRefusedInABinaryFrame();
    void goesOnAfterARefusal();
    void refusesAGroupWithALineFeedBehindItsId();
    void answersEveryMessageThatHasAnId();
    void endsAConnectionForAFrameThatIsTooLarge();
    void endsAConnectionForBadUtf8();
    void endsAConnectionForPersistentAbuse();
    void endsAConnectionWhenItsKeyEnds_data();
    void endsAConnectionWhenItsKeyEnds();
    void refusesAConnectionWithoutCredentials();
    void endsWhoDoesNotConfirmInTime();
    void endsWhoDoesNotReadInTime();

private:
    void startStalling();

    std::unique_ptr<World> world_;
    // These take half a minute to be given up: they begin first and are looked at last.
    Account slow_;
    Account deaf_;
    std::unique_ptr<Peer> unconfirming_;
    std::unique_ptr<Peer> unreading_;
    std::unique_ptr<ScriptedClient> talker_;
};

void RefusalsTest::initTestCase() {
    world_ = std::make_unique<World>();
    startStalling();
}

void RefusalsTest::startStalling() {
    slow_ = world_->newUser("slow");
    deaf_ = world_->newUser("deaf");
    talker_ = world_->client(world_->newUser("talker"));
    unconfirming_ = world_->peer(slow_, "confirm=true&format=binary");
    unreading_ = world_->peer(deaf_, "format=binary");
    unreading_->raw.link().setReading(false);
    for (std::size_t i = 0; i < limits::kWindowMessages + 10; ++i) talker_->sendText(slow_.user, "confirm me");
    // More than a socket and the server's queue for it can hold.
    for (int i = 0; i < 150; ++i) talker_->sendText(deaf_.user, std::string(100'000, 'x'));
}

void RefusalsTest::cleanupTestCase() {
    talker_.reset();
    unconfirming_.reset();
    unreading_.reset();
    world_.reset();
}

void RefusalsTest::namesWhatIsRefused_data() {
    QTest::addColumn<QByteArray>("frame");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("id");
    const auto row = [](const char* name, const std::string& frame, const char* code, const char* id) {
        QTest::newRow(name) << QByteArray::fromStdString(frame) << code << id;
    };
    row("no JSON", "{nope", "malformed", "");
    row("an array", "[]", "malformed", "");
    row("nothing", "{}", "malformed", "");
    row("a body cut short", R"({"_v":2.1,"id":"m","head":{"to":"ann"},"body":{"a":)", "malformed", "");
    row("no destination", R"({"_v":2.1,"id":"m","head":{"type":"individual"},"body":{}})", "malformed", "m");
    row("a head that is no object", R"({"_v":2.1,"id":"m","head":7,"body":{}})", "malformed", "m");
    row("an id that is too long", textFrame(std::string(200, 'i'), "ann", "x"), "too-large", "");
    row("content that is too large", textFrame("m", "ann", std::string(limits::kContentBytes, 'x')), "too-large", "m");
    row("meta that is too large", textFrame("m", "ann", "x", {{"big", std::string(17'000, 'x')}}), "too-large", "m");
    row("nobody there", textFrame("m", "nobody.at.all", "x"), "unknown-destination", "m");
    row("no such group", textFrame("m", "0f0e0d0c-0000-4000-8000-000000000001", "x", {{"type", "group"}}),
        "unknown-destination", "m");
    row("no such channel", textFrame("m", "news", "x", {{"type", "channel"}}), "unknown-destination", "m");
    row("no such bot", textFrame("m", "weather", "x", {{"type", "bot"}}), "unknown-destination", "m");
    row("ephemeral to nobody", textFrame("m", "nobody.at.all", "x", {{"ephemeral", true}}), "unknown-destination", "m");
}

void RefusalsTest::namesWhatIsRefused() {
    QFETCH(QByteArray, frame);
    QFETCH(QString, code);
    QFETCH(QString, id);
    const auto peer = world_->peer(world_->newUser("ann"));

    peer->sendText(frame.toStdString());

    std::string refused;
    QCOMPARE(QString::fromStdString(peer->nextError(&refused)), code);
    QCOMPARE(QString::fromStdString(refused), id);
    QVERIFY(peer->isQuiet());
}

void RefusalsTest::namesWhatIsRefusedInABinaryFrame() {
    const auto peer = world_->peer(world_->newUser("ann"), "format=binary");

    peer->raw.link().send(std::string("\xff\xff\xff\xff", 4), true);
    QCOMPARE(peer->nextError(), std::string("malformed"));
    peer->send(textMessage("m-1", "ann", "nobody.at.all", "x"), WireVersion::v3_0);
    std::string id;
    QCOMPARE(peer->nextError(&id), std::string("unknown-destination"));
    QCOMPARE(id, std::string("m-1"));
}

void RefusalsTest::goesOnAfterARefusal() {
    const auto ann = world_->newUser("ann");
    const auto bob = world_->newUser("bob");
    const auto peer = world_->peer(ann);

    peer->sendText(textFrame("m-1", bob.user, "good"));
    peer->sendText("{nope");
    peer->sendText(textFrame("m-2", "nobody.at.all", "bad"));
    peer->sendText(textFrame("m-3", bob.user, "good"));

    std::vector<std::string> acknowledged;
    std::vector<std::string> refused;
    for (const auto& message : peer->take(4)) {
        const auto error = readErrorNotice(message);
        (error ? refused : acknowledged).push_back(error ? error->refusedId : message.id.value);
    }
    std::sort(refused.begin(), refused.end());
    QCOMPARE(acknowledged, (std::vector<std::string>{"m-1", "m-3"}));
    QCOMPARE(refused, (std::vector<std::string>{"", "m-2"}));
}

// What tells ephemeral messages apart within the server must not be something that a name can hold.
void RefusalsTest::refusesAGroupWithALineFeedBehindItsId() {
    const auto ann = world_->newUser("ann");
    const auto group = world_->rest.createGroup(ann, "The group", {});
    const auto peer = world_->peer(ann);
    peer->next();  // that the group was made

    peer->sendText(textFrame("m-1", group + "\n", "x", {{"type", "group"}}));

    QCOMPARE(peer->nextError(), std::string("unknown-destination"));
}

void RefusalsTest::answersEveryMessageThatHasAnId() {
    const auto peer = world_->peer(world_->newUser("ann"));
    constexpr int kMany = 200;
    for (int i = 0; i < kMany; ++i) peer->sendText(textFrame("m-" + std::to_string(i), "nobody.at.all", "x"));

    std::set<std::string> refused;
    for (const auto& message : peer->take(kMany)) {
        const auto error = readErrorNotice(message);
        QVERIFY(error);
        refused.insert(error->refusedId);
    }
    QCOMPARE(refused.size(), std::size_t(kMany));
}

void RefusalsTest::endsAConnectionForAFrameThatIsTooLarge() {
    const auto peer = world_->peer(world_->newUser("ann"));
    peer->sendText(std::string(limits::kFrameBytes + 1, 'x'));
    QVERIFY(peer->raw.waitClosed());
    QCOMPARE(peer->raw.closeCode(), 1009);
}

void RefusalsTest::endsAConnectionForBadUtf8() {
    const auto peer = world_->peer(world_->newUser("ann"));
    peer->sendText("{\"id\":\"\xc3\x28\"}");
    QVERIFY(peer->raw.waitClosed());
    QCOMPARE(peer->raw.closeCode(), 1007);
}

void RefusalsTest::endsAConnectionForPersistentAbuse() {
    const auto peer = world_->peer(world_->newUser("ann"));
    for (int i = 0; i < 3000; ++i) peer->sendText("{nope");
    QVERIFY(peer->raw.waitClosed());
    QCOMPARE(peer->raw.closeCode(), 1008);
    // The errors themselves are limited.
    QVERIFY2(peer->raw.frames().size() < 500, std::to_string(peer->raw.frames().size()).c_str());
}

void RefusalsTest::endsAConnectionWhenItsKeyEnds_data() {
    QTest::addColumn<bool>("byLogout");
    QTest::newRow("logout") << true;
    QTest::newRow("removal by another device") << false;
}

void RefusalsTest::endsAConnectionWhenItsKeyEnds() {
    QFETCH(bool, byLogout);
    const auto name = world_->name("ann");
    const auto phone = world_->signIn(name, "phone");
    const auto laptop = world_->signIn(name, "laptop");
    const auto onPhone = world_->peer(phone);
    const auto onLaptop = world_->peer(laptop);

    if (byLogout)
        world_->rest.call(phone, "POST", "/v1.0/logout");
    else
        world_->rest.call(laptop, "DELETE", "/v1.0/devices/phone");

    QVERIFY(onPhone->raw.waitClosed());
    QCOMPARE(onPhone->raw.closeCode(), 4401);
    QVERIFY(onLaptop->isQuiet());
    QCOMPARE(world_->get(phone, "/auth").status, 401);
    Peer again(world_->loop, world_->server.port(), phone, "ack=true");
    QVERIFY(!again.raw.waitOpen());
    QCOMPARE(again.raw.httpStatus(), 401);
}

void RefusalsTest::refusesAConnectionWithoutCredentials() {
    const auto ann = world_->newUser("ann");
    for (const auto& headers :
         {Headers{}, Headers{{"user", ann.user}}, Headers{{"user", ann.user}, {"accesskey", "no"}},
          Headers{{"user", "other"}, {"accesskey", ann.accessKey}}}) {
        RawClient client(world_->loop, world_->server.port(), "/v1.0/wss/?ack=true", headers);
        QVERIFY(!client.waitOpen());
        QCOMPARE(client.httpStatus(), 401);
    }
}

void RefusalsTest::endsWhoDoesNotConfirmInTime() {
    QVERIFY(unconfirming_->raw.waitClosed(std::chrono::seconds(60)));
    QCOMPARE(unconfirming_->raw.closeCode(), 4429);
    const auto& frames = unconfirming_->raw.frames();
    const auto sent = std::count_if(frames.begin(), frames.end(), [](const RawClient::Frame& frame) {
        const auto message = decodeTrustedBinary(frame.bytes);
        return message && positionOf(*message).seq != 0;
    });
    QCOMPARE(static_cast<std::size_t>(sent), limits::kWindowMessages);
    // Its messages stay stored.
    const auto again = world_->peer(slow_, "confirm=true&format=binary");
    for (std::size_t i = 0; i < limits::kWindowMessages + 10; ++i) {
        const auto message = again->next();
        QCOMPARE(positionOf(message).seq, i + 1);
        again->confirm(message);
    }
}

void RefusalsTest::endsWhoDoesNotReadInTime() {
    QVERIFY(world_->loop.until([&] { return talker_->isIdle(); }, std::chrono::seconds(30)));
    // The server has given it up once it is alone with the others: what is in the socket can still be read, and behind
    // it the connection has ended.
    QVERIFY(world_->eventually(
        [&] {
            return world_->server.log().find("\"code\":4429") != std::string::npos ||
                   world_->metric("baithak_gateway_connections") <= 1;
        },
        std::chrono::seconds(60)));
    unreading_->raw.link().setReading(true);
    QVERIFY(unreading_->raw.waitClosed());
    const auto again = world_->peer(deaf_, "confirm=true&format=binary");
    QVERIFY(positionOf(again->next()).seq >= 1);
}

BAITHAK_REGISTER_TEST(RefusalsTest);

}  // namespace baithak::test

#include "refusals_test.moc"
