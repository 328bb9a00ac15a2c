// SPDX-License-Identifier: MIT
#include "server/roles/gateway/client_connection.h"

#include <QTest>

#include <stdexcept>

#include "shared/protocol/codec.h"
#include "shared/protocol/frames.h"
#include "tests/server/roles/gateway/log_samples.h"
#include "tests/support/register_test.h"

namespace baithak::test {

using namespace std::chrono_literals;

namespace {

const ConversationId kChat("dm:ann:bob");
const ConversationId kBusy("dm:ann:eve");

class ManualClock final : public Clock {
public:
    Timestamp now() const override { return {1'700'000'000'000}; }
    std::chrono::steady_clock::time_point steadyNow() const override { return steady; }
    std::chrono::steady_clock::time_point steady{1h};
};

class RecordingBus final : public Bus {
public:
    Result<> publish(std::string_view, std::string_view, EventPtr event) override {
        events.push_back(std::move(event));
        return {};
    }
    Result<std::unique_ptr<Subscription>> subscribe(std::string_view, std::string_view, Loop&, EventHandler) override {
        return std::unique_ptr<Subscription>();
    }
    BusStatus status() override { return {}; }
    DeadLetters& deadLetters() override { throw std::logic_error("a recording bus has no dead letters"); }
    template <class Event>
    std::vector<const Event*> of() const {
        std::vector<const Event*> found;
        for (const auto& event : events) {
            if (const auto* one = std::get_if<Event>(event.get())) found.push_back(one);
        }
        return found;
    }
    std::vector<EventPtr> events;
};

class RecordingSocket final : public WebSocket {
public:
    void sendText(SharedBytes payload) override { sent.push_back(*payload); }
    void sendBinary(SharedBytes payload) override { sent.push_back(*payload); }
    void sendPing(std::string_view payload) override { pings.emplace_back(payload); }
    void close(std::uint16_t code, std::string_view) override { closed = code; }
    void pauseReading() override { isPaused = true; }
    void resumeReading() override { isPaused = false; }
    std::size_t queuedBytes() const noexcept override { return queued; }

    // The codes of the error notices that name a message, `code:id`.
    std::vector<std::string> refusals() const {
        std::vector<std::string> found;
        for (const auto& frame : sent) {
            const auto message = decodeTrustedText(frame);
            const auto error = message ? readErrorNotice(*message) : std::nullopt;
            if (error) found.push_back(std::string(wireName(error->error.code)) + ":" + error->refusedId);
        }
        return found;
    }

    std::vector<std::string> sent;
    std::vector<std::string> pings;
    std::size_t queued = 0;
    std::uint16_t closed = 0;
    bool isPaused = false;
};

// A connection of ann's, open, without its gateway.
struct Fixture {
    explicit Fixture(ConnectionOptions options = {}) {
        Device device;
        device.user = UserId("ann");
        device.number = kThisDevice;
        connection = std::make_shared<ClientConnection>(context, device, options);
        connection->onOpen(socket);
        connection->onHeads({connection->id(), {}});
    }
    ~Fixture() { connection->onClosed(1000); }

    void receive(const Message& message) { connection->onMessage(encodeAs(message, WireVersion::v2_1), false); }
    void live(const ConversationId& conversation, std::uint64_t first, std::uint64_t last) {
        FrameCache frames;
        connection->onLive({conversation, entries(first, last), nullptr, false}, frames);
        connection->flush();
    }
    void pass(std::chrono::seconds time) {
        clock.steady += time;
        connection->tick(clock.steady);
    }
    std::vector<MarkUpdate> marks() {
        std::vector<MarkUpdate> moved;
        connection->takeMarks(moved);
        return moved;
    }
    // Decides the newest batch on the bus.
    void decide(std::optional<Error> refusal) {
        const auto batch = bus.of<NewMessages>().back();
        AppendOutcome outcome;
        outcome.refusal = std::move(refusal);
        outcome.seq = outcome.refusal ? 0 : 1;
        connection->onOutcomes({connection->id(), batch->conversation, batch->replyTo.batch,
                                std::vector<AppendOutcome>(batch->messages.size(), outcome)});
        connection->flush();
    }

    Loop loop;
    RecordingBus bus;
    ManualClock clock;
    Log log{LogLevel::error};
    Metrics metrics;
    GatewayContext context{
        GatewayId("gw"),
        loop,
        bus,
        clock,
        log,
        UlidGenerator(systemRandom()),
        PresenceClock(),
        {},
        {metrics.gauge("connections", "-"), metrics.counter("in", "-"), metrics.counter("out", "-"),
         metrics.counter("accepted", "-"), metrics.counter("refused", "-"), metrics.counter("repeated", "-")},
        [](ClientConnection&) {},
        [](ClientConnection&) {},
        [](ClientConnection&) {},
        [](ClientConnection&) {}};
    RecordingSocket socket;
    std::shared_ptr<ClientConnection> connection;
};

}  // namespace

class ClientConnectionTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesOnlyThePongOfItsPingForAConfirmation();
    void stopsReadingFromWhoDoesNotReadItsAnswers();
    void closesWhoReadsNothingWhateverElseItSends();
    void keepsWhoReadsSlowly();
    void asksAgainForARangeThoughOthersAreFetched();
    void saysThatItIsConnectedWhenPresenceLostIt();
    void saysWhenItWasOpenedByTheClockOfPresence();
    void saysWhatItsDeviceMayLackWhenItEnds();
    void holdsBackWhatFollowsAMessagePutOff_data();
    void holdsBackWhatFollowsAMessagePutOff();
};

void ClientConnectionTest::saysThatItIsConnectedWhenPresenceLostIt() {
    Fixture f;
    f.pass(10s);  // of the 30 s between its sweeps
    const auto before = f.bus.of<ConnectionState>().size();

    f.connection->sweepBy(f.clock.steady + 2s);

    f.pass(1s);
    QCOMPARE(f.bus.of<ConnectionState>().size(), before);
    f.pass(1s);
    const auto states = f.bus.of<ConnectionState>();
    QCOMPARE(states.size(), before + 1);
    QCOMPARE(states.back()->change, ConnectionChange::connected);
    QCOMPARE(states.back()->connection, f.connection->id());
    QVERIFY(!states.front()->hasHeads);
    QVERIFY(states.back()->hasHeads);  // since the answer to the first
}

void ClientConnectionTest::saysWhenItWasOpenedByTheClockOfPresence() {
    Fixture f;
    QCOMPARE(f.bus.of<ConnectionState>().back()->openedAt.ms, std::uint64_t{0});
    const auto openedAt = f.clock.steady;
    f.pass(3s);
    f.context.presenceClock.note({103'000}, f.clock.steady, f.clock.steady);

    f.connection->sweepBy(f.clock.steady);
    f.pass(1s);

    QVERIFY(openedAt + 4s == f.clock.steady);
    QCOMPARE(f.bus.of<ConnectionState>().back()->openedAt.ms, std::uint64_t{100'000});
}

// Some clients send pongs by themselves, as a sign of life (RFC 6455, 5.5.3).
void ClientConnectionTest::saysWhatItsDeviceMayLackWhenItEnds() {
    Fixture fixture({.isStrict = true});
    fixture.live(kChat, 1, 3);
    fixture.live(kBusy, 1, 1);
    fixture.receive(makeClientAck(MessageId("m-1"), kChat.view(), 1));

    fixture.connection->onClosed(1006);

    std::vector<std::string> said;
    for (const auto* offline : fixture.bus.of<OfflineMessages>()) {
        QCOMPARE(offline->users, std::vector<UserId>{UserId("ann")});
        for (const auto& entry : offline->entries)
            said.push_back(offline->conversation.value + " " + std::to_string(entry.seq));
    }
    QCOMPARE(said, (std::vector<std::string>{"dm:ann:bob 2", "dm:ann:bob 3", "dm:ann:eve 1"}));
}

void ClientConnectionTest::takesOnlyThePongOfItsPingForAConfirmation() {
    Fixture f;
    f.live(kChat, 1, 2);
    QCOMPARE(f.socket.pings.size(), 1U);

    f.connection->onPong("");
    f.connection->onPong("heartbeat");
    QVERIFY(f.marks().empty());

    f.connection->onPong(f.socket.pings[0]);
    const auto moved = f.marks();
    QCOMPARE(moved.size(), 1U);
    QCOMPARE(moved[0].delivered, 2U);
}

void ClientConnectionTest::stopsReadingFromWhoDoesNotReadItsAnswers() {
    Fixture f;
    f.socket.queued = f.context.limits.socketBytes;
    f.connection->onMessage("ping", false);
    QVERIFY(f.socket.isPaused);

    f.socket.queued = 0;
    f.connection->onDrained();
    QVERIFY(!f.socket.isPaused);
}

void ClientConnectionTest::closesWhoReadsNothingWhateverElseItSends() {
    Fixture f;
    f.socket.queued = f.context.limits.socketBytes;
    for (int i = 0; i < 4; ++i) {
        f.receive(makeClientAck(MessageId("never sent"), kChat.view(), 17));
        f.pass(10s);
    }
    QCOMPARE(f.socket.closed, std::uint16_t{4429});
}

void ClientConnectionTest::keepsWhoReadsSlowly() {
    Fixture f;
    f.socket.queued = f.context.limits.socketBytes + 50'000;
    for (int i = 0; i < 6; ++i) {
        f.pass(10s);
        f.connection->onPong("alive");
        f.socket.queued -= 8'000;
    }
    QCOMPARE(f.socket.closed, std::uint16_t{0});
}

void ClientConnectionTest::asksAgainForARangeThoughOthersAreFetched() {
    Fixture f;
    const auto fetchesOf = [&](const ConversationId& conversation) {
        const auto all = f.bus.of<FetchRange>();
        return std::count_if(all.begin(), all.end(),
                             [&](const auto* fetch) { return fetch->conversation == conversation; });
    };
    f.connection->onHeads({f.connection->id(), {{kChat, 5, 0}}});
    f.connection->flush();
    QCOMPARE(fetchesOf(kChat), 1);

    // The answer about the one is lost; the other is behind time and again.
    for (std::uint64_t seq = 1; seq <= 4; ++seq) {
        f.pass(2s);
        f.connection->onHeads({f.connection->id(), {{kBusy, seq, seq - 1}}});
        f.connection->flush();
        f.connection->onRange({f.connection->id(), {kBusy, seq, seq, seq, entries(seq, seq)}, false});
    }
    QCOMPARE(fetchesOf(kBusy), 4);
    QVERIFY(fetchesOf(kChat) >= 2);
}

void ClientConnectionTest::holdsBackWhatFollowsAMessagePutOff_data() {
    QTest::addColumn<int>("code");
    QTest::newRow("the store is away") << int(Errc::unavailable);
    QTest::newRow("a failure that clients are told of as such") << int(Errc::internal);
}

void ClientConnectionTest::holdsBackWhatFollowsAMessagePutOff() {
    QFETCH(int, code);
    Fixture f;
    f.receive(aMessage("m-1"));
    f.connection->flush();
    f.receive(aMessage("m-2"));

    f.decide(Error{static_cast<Errc>(code), "not now"});
    f.receive(aMessage("m-3"));
    QCOMPARE(f.socket.refusals(), (std::vector<std::string>{"unavailable:m-1", "unavailable:m-2", "unavailable:m-3"}));

    f.receive(aMessage("m-1"));
    f.receive(aMessage("m-2"));
    f.connection->flush();
    const auto* batch = f.bus.of<NewMessages>().back();
    QCOMPARE(batch->messages.size(), 2U);
    QCOMPARE(batch->messages[0]->id.value, std::string("m-1"));
}

BAITHAK_REGISTER_TEST(ClientConnectionTest);

}  // namespace baithak::test

#include "client_connection_test.moc"
