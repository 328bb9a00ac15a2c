// SPDX-License-Identifier: MIT

// Seeded random runs of a ClientSession against a toy server over a network that drops connections at any moment: the
// client's half of docs/protocol.md, B1, holds in each of them. A failing seed replays as a data row of its own.

#include <algorithm>
#include <deque>
#include <map>
#include <random>
#include <set>

#include <QTest>

#include "shared/session/client_session.h"
#include "tests/support/builders.h"
#include "tests/support/register_test.h"

using namespace baithak;
using namespace baithak::session_action;
using namespace std::chrono_literals;
using baithak::test::aMessage;

namespace {

constexpr auto kConversation = "dm:ann:bob";
const UserId kAnn{"ann"};

// The server's half, in memory: one log, one device of ann's, at most `kWindow` unconfirmed messages on a connection.
// What it says goes to `toClient`.
class ToyServer {
public:
    explicit ToyServer(std::mt19937& random) : random_(random) {}

    void onOpened() {
        next_ = confirmed_.empty() ? 1 : firstUnconfirmed();
        waitingFor_.clear();
        pump();
    }
    void onFrame(std::string_view bytes) {
        const auto message = decodeBinary(bytes, kAnn);
        if (!message) return;
        if (message->type == MessageType::clientAck) return onConfirm(*message);
        onMessage(*message);
    }
    void post(std::string_view id) {
        log.push_back(aMessage(id).from("bob").to("ann"));
        pump();
    }
    void setAway(bool isAway) { isAway_ = isAway; }

    bool allConfirmed() const { return firstUnconfirmed() > log.size(); }

    std::vector<Message> log;
    std::deque<std::string> toClient;
    bool isConnected = false;

private:
    void onMessage(const Message& message) {
        // Behind a message that has to wait, all others wait too: their order is the sender's.
        const bool mustWait = !waitingFor_.empty() && waitingFor_ != message.id.value;
        if (isAway_ || mustWait) {
            if (!mustWait) waitingFor_ = message.id.value;
            return say(makeErrorNotice(kAnn, {Errc::unavailable, "Later."}, message.id.view()));
        }
        waitingFor_.clear();
        if (message.id.value.starts_with("bad"))
            return say(makeErrorNotice(kAnn, {Errc::forbidden, "No."}, message.id.view()));
        auto known = places_.find(message.id.value);
        if (known == places_.end()) {
            log.push_back(message);
            known = places_.emplace(message.id.value, log.size()).first;
            confirmed_.insert(log.size());
        }
        say(makeServerAck(message, kConversation, known->second));
        if (random_() % 10 == 0) say(makeServerAck(message, kConversation, known->second));
        pump();
    }

    void onConfirm(const Message& ack) {
        if (const auto place = logPosition(ack)) confirmed_.insert(place->seq);
        pump();
    }

    void pump() {
        if (!isConnected) return;
        std::size_t unconfirmed = 0;
        for (std::size_t seq = firstUnconfirmed(); seq < next_; ++seq) unconfirmed += confirmed_.contains(seq) ? 0 : 1;
        for (; next_ <= log.size() && unconfirmed < kWindow; ++next_) {
            if (log[next_ - 1].source == kAnn) continue;
            Message message = log[next_ - 1];
            message.meta.set(meta_key::kConversation, kConversation);
            message.meta.set(meta_key::kSeq, std::to_string(next_));
            say(message);
            ++unconfirmed;
        }
    }

    std::size_t firstUnconfirmed() const {
        std::size_t seq = 1;
        while (confirmed_.contains(seq)) ++seq;
        return seq;
    }

    void say(const Message& message) {
        if (isConnected) toClient.push_back(encodeBinary(message));
    }

    static constexpr std::size_t kWindow = 5;
    std::mt19937& random_;
    std::map<std::string, std::size_t> places_;
    std::set<std::size_t> confirmed_;
    std::size_t next_ = 1;
    std::string waitingFor_;
    bool isAway_ = false;
};

// The session, its caller, the network and the server, all turned by one random generator.
class World {
public:
    explicit World(unsigned seed)
        : random_(seed), session_({.user = kAnn, .maxInFlight = 4, .seed = seed}), server_(random_) {
        session_.start(now_);
    }

    void run(int steps) {
        for (int i = 0; i < steps; ++i) {
            step(random_() % 100);
            act();
        }
    }

    // No more faults: everything comes to rest.
    bool settle() {
        server_.setAway(false);
        for (int i = 0; i < 20'000; ++i) {
            if (session_.queued() == 0 && server_.allConfirmed() && unconfirmed_.empty()) return true;
            openIfAsked(true);
            deliver();
            confirmOne();
            tick(50ms);
            act();
        }
        return false;
    }

    std::vector<std::string> sent;
    std::vector<std::string> acknowledged;
    std::vector<std::string> refused;
    std::vector<std::uint64_t> shown;
    std::vector<std::string> problems;  // what must not happen at any moment
    const std::vector<Message>& log() const { return server_.log; }

private:
    void step(unsigned what) {
        if (what < 12)
            send();
        else if (what < 24)
            server_.post("b" + std::to_string(++posted_));
        else if (what < 60)
            deliver();
        else if (what < 78)
            confirmOne();
        else if (what < 86)
            openIfAsked(random_() % 4 != 0);
        else if (what < 89)
            drop();
        else if (what < 91)
            server_.setAway(random_() % 2 == 0);
        else
            tick(std::chrono::milliseconds(random_() % 3000));
    }

    void send() {
        const bool isBad = random_() % 12 == 0;
        sent.push_back((isBad ? "bad" : "a") + std::to_string(sent.size()));
        session_.send(now_, aMessage(sent.back()));
    }

    // One frame in one direction.
    void deliver() {
        auto& queue = random_() % 2 == 0 ? toServer_ : server_.toClient;
        if (queue.empty() || !server_.isConnected) return;
        const std::string frame = std::move(queue.front());
        queue.pop_front();
        if (&queue == &toServer_)
            server_.onFrame(frame);
        else
            session_.onFrame(now_, frame, true);
    }

    // The caller keeps things when it pleases, not always in order.
    void confirmOne() {
        if (unconfirmed_.empty()) return;
        const auto at =
            unconfirmed_.begin() + static_cast<long>(random_() % std::min<std::size_t>(unconfirmed_.size(), 3));
        session_.confirm(at->second, kConversation, at->first);
        unconfirmed_.erase(at);
    }

    void openIfAsked(bool works) {
        if (!isAsked_) return;
        isAsked_ = false;
        if (!works) return session_.onOpenFailed(now_, 503);
        server_.isConnected = true;
        session_.onOpened(now_);
        act();
        server_.onOpened();
    }

    void drop() {
        if (!server_.isConnected) return;
        cut();
        session_.onClosed(now_, random_() % 3 == 0 ? 1012 : 1006);
    }

    void cut() {
        server_.isConnected = false;
        server_.toClient.clear();
        toServer_.clear();
    }

    void tick(std::chrono::milliseconds by) {
        now_ = now_ + by;
        session_.onTick(now_);
    }

    void act() {
        for (auto& action : session_.takeActions()) std::visit([this](auto& one) { on(one); }, action);
    }
    void on(Connect&) { isAsked_ = true; }
    void on(Disconnect&) {
        isAsked_ = false;
        cut();
        session_.onClosed(now_, 1006);
        act();
    }
    void on(SendFrame& frame) {
        if (!server_.isConnected) problems.push_back("Sent without a connection.");
        if (!frame.isBinary) return session_.onFrame(now_, "pong", false);
        const auto place = logPosition(*decodeTrustedBinary(frame.bytes));
        const auto isPlace = [&place](const auto& waiting) { return place && waiting.first == place->seq; };
        if (std::any_of(unconfirmed_.begin(), unconfirmed_.end(), isPlace))
            problems.push_back("Confirmed what the caller had not kept.");
        toServer_.push_back(std::move(frame.bytes));
    }
    void on(Arrived& arrived) {
        shown.push_back(arrived.seq);
        unconfirmed_.emplace_back(arrived.seq, arrived.message.id);
    }
    void on(Acknowledged& ack) { acknowledged.push_back(ack.id.value); }
    void on(Refused& refusal) { refused.push_back(refusal.id.value); }
    void on(ReceiptMoved&) {}
    void on(GapFound&) {}
    void on(LinkChanged&) {}
    void on(SignedOut&) { QFAIL("Nobody signed out."); }

    std::mt19937 random_;
    Timestamp now_{1'000'000};
    ClientSession session_;
    ToyServer server_;
    std::deque<std::string> toServer_;
    std::deque<std::pair<std::uint64_t, MessageId>> unconfirmed_;
    bool isAsked_ = false;
    int posted_ = 0;
};

}  // namespace

class ClientSessionSimulationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsItsPromisesOverABadNetwork_data() {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 100; ++seed) QTest::addRow("seed %u", seed) << seed;
    }
    void keepsItsPromisesOverABadNetwork() {
        QFETCH(unsigned, seed);
        World world(seed);
        world.run(3000);
        QVERIFY2(world.settle(), "Something was still waiting in the end.");

        QCOMPARE(world.problems, std::vector<std::string>{});
        std::vector<std::string> wanted;
        std::vector<std::string> bad;
        for (const auto& id : world.sent) (id.starts_with("bad") ? bad : wanted).push_back(id);
        std::vector<std::string> stored;
        std::vector<std::uint64_t> theirs;
        for (std::size_t i = 0; i < world.log().size(); ++i) {
            if (world.log()[i].source == kAnn)
                stored.push_back(world.log()[i].id.value);
            else
                theirs.push_back(i + 1);
        }
        QCOMPARE(stored, wanted);  // each once, in the order sent
        QCOMPARE(world.refused, bad);
        QCOMPARE(world.shown, theirs);  // each once, in the order of the log
        std::sort(world.acknowledged.begin(), world.acknowledged.end());
        std::sort(wanted.begin(), wanted.end());
        QCOMPARE(world.acknowledged, wanted);  // each once
    }
};

BAITHAK_REGISTER_TEST(ClientSessionSimulationTest);
#include "client_session_simulation_test.moc"
