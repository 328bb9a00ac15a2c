// SPDX-License-Identifier: MIT
#include "shared/session/client_session.h"

#include <QTest>

#include "tests/support/builders.h"
#include "tests/support/register_test.h"

using namespace baithak;
using namespace baithak::session_action;
using namespace std::chrono_literals;
using baithak::test::aMessage;

namespace {

constexpr auto kConversation = "dm:ann:bob";

// A session with its clock, and what it did since the last look.
struct Bench {
    explicit Bench(SessionConfig config = {.user = UserId("ann")}) : session(std::move(config)) {}

    void advance(std::chrono::milliseconds by) {
        now = now + by;
        session.onTick(now);
    }
    void goOnline() {
        session.start(now);
        session.onOpened(now);
        look();
    }
    void close(std::uint16_t code) { session.onClosed(now, code); }
    void send(std::string_view id) { session.send(now, aMessage(id)); }
    void receive(const Message& message) { session.onFrame(now, encodeBinary(message), true); }
    void acknowledge(std::string_view id, std::uint64_t seq) {
        receive(makeServerAck(aMessage(id), kConversation, seq));
    }
    void refuse(std::string_view id, Errc code) { receive(makeErrorNotice(UserId("ann"), {code, "No."}, id)); }
    void arrive(std::string_view id, std::uint64_t seq) {
        receive(aMessage(id).from("bob").to("ann").at(kConversation, seq));
    }

    std::vector<SessionAction>& look() { return seen = session.takeActions(); }
    template <class Action>
    std::vector<Action> all() const {
        std::vector<Action> found;
        for (const auto& action : seen)
            if (const auto* match = std::get_if<Action>(&action)) found.push_back(*match);
        return found;
    }
    template <class Action>
    std::size_t count() const {
        return all<Action>().size();
    }
    // The ids of the messages sent since the last look, `+` before those of confirmations.
    std::string sent() {
        look();
        std::string ids;
        for (const auto& frame : all<SendFrame>()) {
            if (!frame.isBinary) {
                ids += frame.bytes;
                continue;
            }
            const auto message = decodeTrustedBinary(frame.bytes);
            ids += (message->type == MessageType::clientAck ? "+" : "") + message->id.value;
        }
        return ids;
    }

    Timestamp now{1'000'000};
    ClientSession session;
    std::vector<SessionAction> seen;
};

}  // namespace

class ClientSessionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void asksForTheWayOfTheConfiguration_data() {
        QTest::addColumn<bool>("isBinary");
        QTest::addColumn<bool>("isStrict");
        QTest::addColumn<QString>("path");
        QTest::newRow("ours") << true << true << "/v1.0/wss/?ack=true&format=binary&confirm=true";
        QTest::newRow("text") << false << true << "/v1.0/wss/?ack=true&format=text&confirm=true";
        QTest::newRow("older") << false << false << "/v1.0/wss/?ack=true&format=text";
    }
    void asksForTheWayOfTheConfiguration() {
        QFETCH(bool, isBinary);
        QFETCH(bool, isStrict);
        QFETCH(QString, path);
        SessionConfig config;
        config.receiveAs = isBinary ? WireFormat::binary : WireFormat::text;
        config.strict = isStrict;
        QCOMPARE(QString::fromStdString(ClientSession(config).path()), path);
    }

    void connectsWhenStartedAndTellsTheLink() {
        Bench bench;
        bench.session.start(bench.now);
        bench.look();
        QCOMPARE(bench.count<Connect>(), std::size_t{1});
        QVERIFY(bench.session.link() == Link::connecting);
        bench.session.onOpened(bench.now);
        bench.look();
        QVERIFY(bench.all<LinkChanged>().back().link == Link::online);
    }

    void sendsInOrderWithinTheWindow() {
        Bench bench({.user = UserId("ann"), .maxInFlight = 2});
        bench.send("a");
        bench.send("b");
        bench.send("c");
        bench.goOnline();
        bench.look();
        bench.acknowledge("a", 1);
        QCOMPARE(bench.sent(), std::string("c"));
    }

    void reportsAnAcknowledgementWithItsPlace() {
        Bench bench;
        bench.goOnline();
        bench.send("a");
        bench.acknowledge("a", 9);
        bench.look();
        const auto acks = bench.all<Acknowledged>();
        QCOMPARE(acks.size(), std::size_t{1});
        QCOMPARE(acks[0].id.value, std::string("a"));
        QCOMPARE(acks[0].conversation, std::string(kConversation));
        QCOMPARE(acks[0].seq, std::uint64_t{9});
        QCOMPARE(bench.session.queued(), std::size_t{0});
    }

    void ignoresAnAcknowledgementOfNothing() {
        Bench bench;
        bench.goOnline();
        bench.acknowledge("unknown", 1);
        QVERIFY(bench.look().empty());
    }

    void sendsTheUnacknowledgedAgainFirst() {
        Bench bench;
        bench.goOnline();
        for (auto id : {"a", "b", "c"}) bench.send(id);
        bench.acknowledge("b", 1);
        bench.close(1006);
        bench.send("d");
        bench.session.retryNow(bench.now);
        bench.look();
        bench.session.onOpened(bench.now);
        QCOMPARE(bench.sent(), std::string("acd"));
    }

    void takesUpTheOutboxOfAnEarlierRun() {
        Bench bench;
        bench.session.restoreOutbox({aMessage("a"), aMessage("b")});
        bench.send("c");
        bench.session.start(bench.now);
        bench.session.onOpened(bench.now);
        QCOMPARE(bench.sent(), std::string("abc"));
    }

    void refusesForGood_data() {
        QTest::addColumn<int>("code");
        for (auto code : {Errc::malformed, Errc::tooLarge, Errc::duplicateId, Errc::unknownDestination,
                          Errc::notAMember, Errc::forbidden, Errc::blocked})
            QTest::addRow("%s", std::string(wireName(code)).c_str()) << static_cast<int>(code);
    }
    void refusesForGood() {
        QFETCH(int, code);
        Bench bench;
        bench.goOnline();
        bench.send("a");
        bench.send("b");
        bench.look();
        bench.refuse("a", static_cast<Errc>(code));
        bench.look();
        QCOMPARE(bench.count<Refused>(), std::size_t{1});
        QVERIFY(bench.all<Refused>()[0].error.code == static_cast<Errc>(code));
        QCOMPARE(bench.session.queued(), std::size_t{1});
    }

    void waitsAndSendsAllAgainInOrderWhenTheServerAsksForTime_data() {
        QTest::addColumn<int>("code");
        QTest::newRow("unavailable") << static_cast<int>(Errc::unavailable);
        QTest::newRow("rate-limited") << static_cast<int>(Errc::rateLimited);
    }
    void waitsAndSendsAllAgainInOrderWhenTheServerAsksForTime() {
        QFETCH(int, code);
        Bench bench;
        bench.goOnline();
        for (auto id : {"a", "b", "c"}) bench.send(id);
        bench.acknowledge("a", 1);
        bench.refuse("b", static_cast<Errc>(code));
        bench.refuse("c", static_cast<Errc>(code));
        bench.send("d");
        QCOMPARE(bench.sent(), std::string("abc"));
        QCOMPARE(bench.count<Refused>(), std::size_t{0});
        bench.now = bench.session.nextDeadline();
        bench.session.onTick(bench.now);
        QCOMPARE(bench.sent(), std::string("bcd"));
    }

    void refusesAtOnceWhatIsPastTheLimits() {
        Bench bench;
        bench.goOnline();
        bench.session.send(bench.now, aMessage(std::string(200, 'x')));
        bench.look();
        QCOMPARE(bench.count<Refused>(), std::size_t{1});
        QCOMPARE(bench.count<SendFrame>(), std::size_t{0});
    }

    void sendsAnEphemeralMessageNowOrNever() {
        Bench bench;
        bench.session.send(bench.now, aMessage("early").ephemeral());
        bench.look();
        QCOMPARE(bench.all<Refused>().at(0).id.value, std::string("early"));
        bench.goOnline();
        bench.session.send(bench.now, aMessage("typing").ephemeral());
        QCOMPARE(bench.sent(), std::string("typing"));
        QCOMPARE(bench.session.queued(), std::size_t{0});
        bench.close(1006);
        bench.look();
        QCOMPARE(bench.all<Refused>().at(0).id.value, std::string("typing"));
    }

    void reportsOnceAndConfirmsWhatTheCallerHasKept() {
        Bench bench;
        bench.goOnline();
        bench.arrive("x", 1);
        bench.arrive("x", 1);
        bench.look();
        QCOMPARE(bench.count<Arrived>(), std::size_t{1});
        QCOMPARE(bench.count<SendFrame>(), std::size_t{0});
        bench.session.confirm(MessageId("x"), kConversation, 1);
        bench.look();
        const auto ack = decodeTrustedBinary(bench.all<SendFrame>().at(0).bytes);
        QVERIFY(ack->type == MessageType::clientAck);
        QCOMPARE(ack->id.value, std::string("x"));
        QCOMPARE(logPosition(*ack)->conversation, std::string(kConversation));
        QCOMPARE(logPosition(*ack)->seq, std::uint64_t{1});
    }

    void confirmsARepeatAgain() {
        Bench bench;
        bench.session.restorePosition(kConversation, 3);
        bench.goOnline();
        bench.arrive("x", 3);
        QCOMPARE(bench.sent(), std::string("+x"));
        QCOMPARE(bench.count<Arrived>(), std::size_t{0});
    }

    void reportsAGapAndGoesOn() {
        Bench bench;
        bench.goOnline();
        bench.arrive("x", 1);
        bench.arrive("y", 4);
        bench.look();
        const auto gap = bench.all<GapFound>().at(0);
        QCOMPARE(gap.after, std::uint64_t{1});
        QCOMPARE(gap.before, std::uint64_t{4});
        QCOMPARE(bench.count<Arrived>(), std::size_t{2});
    }

    void seesNoGapWhereItsOwnMessagesStand() {
        Bench bench;
        bench.goOnline();
        bench.arrive("x", 1);
        bench.send("mine");
        bench.acknowledge("mine", 2);
        bench.arrive("y", 3);
        bench.look();
        QCOMPARE(bench.count<GapFound>(), std::size_t{0});
    }

    void passesAnEphemeralMessageOn() {
        Bench bench;
        bench.goOnline();
        bench.receive(aMessage("t").from("bob").to("ann").ephemeral());
        bench.look();
        QCOMPARE(bench.all<Arrived>().at(0).seq, std::uint64_t{0});
    }

    void readsReceiptsOfTheServerOnly() {
        Bench bench;
        bench.goOnline();
        auto notice = makeReceiptNotice(UserId("ann"), {kConversation, UserId("bob"), 5, 4});
        bench.receive(notice);
        bench.look();
        QCOMPARE(bench.all<ReceiptMoved>().at(0).receipt.delivered, std::uint64_t{5});
        notice.source = UserId("mallory");
        bench.receive(notice);
        bench.look();
        QCOMPARE(bench.count<ReceiptMoved>(), std::size_t{0});
    }

    void believesNoRefusalFromAnotherUser() {
        Bench bench;
        bench.goOnline();
        bench.send("a");
        auto forged = makeErrorNotice(UserId("ann"), {Errc::forbidden, "No."}, "a");
        forged.source = UserId("mallory");
        bench.receive(forged);
        QCOMPARE(bench.session.queued(), std::size_t{1});
    }

    void speaksTextWhenConfiguredSo() {
        Bench bench({.user = UserId("ann"), .sendAs = WireVersion::v2_1, .receiveAs = WireFormat::text});
        bench.goOnline();
        bench.session.onFrame(bench.now, encodeText(aMessage("x").from("bob").to("ann").at(kConversation, 2)), false);
        bench.look();
        QCOMPARE(bench.all<Arrived>().at(0).seq, std::uint64_t{2});
        bench.session.confirm(MessageId("x"), kConversation, 2);
        bench.look();
        QVERIFY(!bench.all<SendFrame>().at(0).isBinary);
    }

    void survivesBytesThatAreNoFrame() {
        Bench bench;
        bench.goOnline();
        bench.session.onFrame(bench.now, "{]", false);
        bench.session.onFrame(bench.now, std::string("\xff\xff\x01\x00", 4), true);
        QVERIFY(bench.look().empty());
    }

    void takesAnUnansweredConnectionForDead() {
        Bench bench;
        bench.goOnline();
        bench.send("a");
        bench.look();
        bench.advance(14s);
        QCOMPARE(bench.count<Disconnect>(), std::size_t{0});
        bench.advance(1s);
        bench.look();
        QCOMPARE(bench.count<Disconnect>(), std::size_t{1});
        bench.close(1006);
        QVERIFY(bench.session.nextDeadline().ms > 0);
    }

    void pingsAfterSilenceAndGivesUpWithoutAnAnswer() {
        Bench bench;
        bench.goOnline();
        bench.now = bench.session.nextDeadline();
        bench.session.onTick(bench.now);
        QCOMPARE(bench.sent(), std::string("ping"));
        bench.session.onFrame(bench.now, "pong", false);
        bench.advance(15s);
        QVERIFY(bench.look().empty());
        bench.advance(10s);
        QCOMPARE(bench.sent(), std::string("ping"));
        bench.advance(15s);
        bench.look();
        QCOMPARE(bench.count<Disconnect>(), std::size_t{1});
    }

    void waitsLongerFromFailureToFailure() {
        Bench bench;
        bench.session.start(bench.now);
        std::chrono::milliseconds longest{};
        for (int i = 0; i < 12; ++i) {
            bench.session.onOpenFailed(bench.now, 0);
            bench.look();
            const auto retryAt = bench.all<LinkChanged>().back().retryAt;
            QCOMPARE(bench.session.nextDeadline().ms, retryAt.ms);
            longest = std::max(longest, retryAt - bench.now);
            bench.now = retryAt;
            bench.session.onTick(bench.now);
            bench.look();
            QCOMPARE(bench.count<Connect>(), std::size_t{1});
        }
        QVERIFY(longest >= 15s);
        QVERIFY(longest <= 30s);
    }

    void waitsShortAfterAStableConnection() {
        Bench bench;
        bench.session.start(bench.now);
        for (int i = 0; i < 8; ++i) {
            bench.session.onOpenFailed(bench.now, 503);
            bench.session.retryNow(bench.now);
        }
        bench.session.onOpened(bench.now);
        bench.advance(11s);
        bench.close(1006);
        QVERIFY(bench.session.nextDeadline() - bench.now <= 500ms);
    }

    void comesBackAtOnceWhenTheServerDrains() {
        Bench bench;
        bench.goOnline();
        bench.close(1012);
        bench.look();
        QCOMPARE(bench.count<Connect>(), std::size_t{1});
    }

    void losesPatienceWithAServerThatOnlyDrains() {
        Bench bench;
        bench.goOnline();
        for (int i = 0; i < 4; ++i) {
            bench.close(1012);
            bench.session.onOpened(bench.now);
        }
        QVERIFY(bench.session.link() == Link::offline);
    }

    void isSignedOutByTheServer_data() {
        QTest::addColumn<int>("code");
        QTest::newRow("key ended") << 4401;
        QTest::newRow("key used elsewhere") << 4409;
    }
    void isSignedOutByTheServer() {
        QFETCH(int, code);
        Bench bench;
        bench.goOnline();
        bench.send("a");
        bench.close(static_cast<std::uint16_t>(code));
        bench.look();
        QCOMPARE(int{bench.all<SignedOut>().at(0).code}, code);
        QCOMPARE(bench.session.nextDeadline().ms, std::uint64_t{0});
        QCOMPARE(bench.session.queued(), std::size_t{1});
        bench.session.start(bench.now);
        bench.look();
        QCOMPARE(bench.count<Connect>(), std::size_t{1});
    }

    void isSignedOutByARefusedHandshake() {
        Bench bench;
        bench.session.start(bench.now);
        bench.session.onOpenFailed(bench.now, 401);
        bench.look();
        QCOMPARE(int{bench.all<SignedOut>().at(0).code}, 4401);
    }

    void stopsAndStartsAgain() {
        Bench bench;
        bench.goOnline();
        bench.session.stop(bench.now);
        bench.look();
        QCOMPARE(int{bench.all<Disconnect>().at(0).code}, 1000);
        bench.session.start(bench.now);
        bench.close(1000);
        bench.look();
        QCOMPARE(bench.count<Connect>(), std::size_t{1});
        bench.session.stop(bench.now);
        bench.session.onOpenFailed(bench.now, 0);
        QCOMPARE(bench.session.nextDeadline().ms, std::uint64_t{0});
    }

    void givesUpOnAHandshakeThatNeverEnds() {
        Bench bench;
        bench.session.start(bench.now);
        bench.look();
        bench.now = bench.session.nextDeadline();
        bench.session.onTick(bench.now);
        bench.look();
        QCOMPARE(bench.count<Disconnect>(), std::size_t{1});
    }
};

BAITHAK_REGISTER_TEST(ClientSessionTest);
#include "client_session_test.moc"
