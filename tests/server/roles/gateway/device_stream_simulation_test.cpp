// SPDX-License-Identifier: MIT

// Random runs of one device's stream against a model of the logs: rings are lost, late and doubled, fetches are
// answered late or never, memberships come and go, confirmations come in any order. Each message that the user may see
// must be sent once, in order, and the cursor must never pass what is not confirmed. Each row is a seed; a failing one
// replays.

#include <QTest>

#include <map>
#include <random>
#include <set>

#include "server/roles/gateway/device_stream.h"
#include "tests/server/roles/gateway/log_samples.h"
#include "tests/support/register_test.h"

namespace baithak::test {

namespace {

// A conversation as the store holds it, and what the device has of it.
struct ModelLog {
    std::vector<LogEntry> all;       // seq - 1 is the index
    std::set<std::uint64_t> hidden;  // not for the user's eyes
    bool isMember = true;
    std::uint64_t storedCursor = 0;
    std::uint64_t lastSent = 0;
    std::set<std::uint64_t> unconfirmed;

    bool isFor(std::uint64_t seq) const { return !hidden.contains(seq) && all[seq - 1].origin != kThisDevice; }
    std::uint64_t visibleHead() const {
        auto seq = static_cast<std::uint64_t>(all.size());
        while (seq > 0 && hidden.contains(seq)) --seq;
        return seq;
    }
};

class Simulation {
public:
    Simulation(unsigned seed, bool isWindowed) : random_(seed), stream_(streamConfig(isWindowed)) {
        for (int i = 0; i < 5; ++i) {
            const ConversationId id("grp:" + std::to_string(i));
            auto& log = logs_[id];
            // Some history from before this connection.
            for (auto n = below(20); n > 0; --n) append(log);
            log.storedCursor = below(log.all.size() + 1);
            log.lastSent = log.storedCursor;
        }
    }

    void run(int steps) {
        compareHeads();
        for (int i = 0; i < steps && failure_.empty(); ++i) step();
        settle();
    }

    const std::string& failure() const noexcept { return failure_; }

private:
    static StreamConfig streamConfig(bool isWindowed) {
        StreamConfig config;
        config.user = UserId("ann");
        config.device = kThisDevice;
        config.windowMessages = 8;
        config.windowBytes = 4000;
        config.isWindowed = isWindowed;
        return config;
    }

    std::uint64_t below(std::uint64_t bound) { return bound == 0 ? 0 : random_() % bound; }
    bool chance(unsigned percent) { return below(100) < percent; }
    void fail(const std::string& what) {
        if (failure_.empty()) failure_ = what;
    }

    LogEntry append(ModelLog& log) {
        const auto seq = static_cast<std::uint64_t>(log.all.size()) + 1;
        const DeviceNumber origins[] = {kNoDevice, kOtherDevice, kThisDevice};
        log.all.push_back(entryAt(seq, origins[below(3)], below(600)));
        // Coming and going: the notice itself is seen.
        if (chance(10))
            log.isMember = !log.isMember;
        else if (!log.isMember)
            log.hidden.insert(seq);
        if (log.hidden.contains(seq)) log.all.back().origin = kNoDevice;
        return log.all.back();
    }

    void step() {
        switch (below(9)) {
            case 0:
            case 1:
                ringNew();
                break;
            case 2:
                ringAgain();
                break;
            case 3:
                answerFetch();
                break;
            case 4:
                stream_.setTransportRoom(chance(80));
                break;
            case 5:
                confirmOne();
                break;
            case 6:
                confirmOne();
                break;
            case 7:
                if (chance(20)) compareHeads();
                break;
            case 8:
                if (chance(20)) storeCursors();
                break;
        }
        observe();
    }

    auto& anyLog() { return *std::next(logs_.begin(), static_cast<std::ptrdiff_t>(below(logs_.size()))); }

    void ringNew() {
        auto& [id, log] = anyLog();
        std::vector<LogEntry> batch;
        for (auto n = 1 + below(4); n > 0; --n) {
            auto entry = append(log);
            if (!log.hidden.contains(entry.seq)) batch.push_back(std::move(entry));
        }
        // A ring names consecutive messages.
        std::vector<LogEntry> run;
        for (auto& entry : batch) {
            if (!run.empty() && entry.seq != run.back().seq + 1) break;
            run.push_back(std::move(entry));
        }
        if (run.empty() || chance(25)) return;  // lost
        if (chance(25)) return late_.push_back({id, std::move(run)});
        stream_.onLive(id, run);
    }

    void ringAgain() {
        if (late_.empty()) return;
        const auto index = below(late_.size());
        const auto ring = late_[index];
        if (chance(70)) late_.erase(late_.begin() + static_cast<std::ptrdiff_t>(index));
        stream_.onLive(ring.first, ring.second);
    }

    // The store reads at one moment, and the gateway hears of it at another.
    void answerFetch() {
        if (!readFetches_.empty() && chance(60)) {
            const auto index = static_cast<std::ptrdiff_t>(below(readFetches_.size()));
            stream_.onRange(readFetches_[static_cast<std::size_t>(index)]);
            readFetches_.erase(readFetches_.begin() + index);
            return;
        }
        if (openFetches_.empty()) return;
        const auto index = static_cast<std::ptrdiff_t>(below(openFetches_.size()));
        const auto fetch = openFetches_[static_cast<std::size_t>(index)];
        openFetches_.erase(openFetches_.begin() + index);
        if (chance(15)) return stream_.onFetchFailed(fetch.conversation);
        readFetches_.push_back(read(fetch));
    }

    LogRange read(const DeviceStream::ToFetch& fetch) {
        const auto& log = logs_.at(fetch.conversation);
        LogRange range;
        range.conversation = fetch.conversation;
        range.from = fetch.from == 0 ? log.storedCursor + 1 : fetch.from;
        range.head = log.visibleHead();
        range.upto = range.from - 1;
        std::size_t bytes = 0;
        for (auto seq = range.from; seq <= range.head; ++seq) {
            const bool isVisible = !log.hidden.contains(seq);
            const bool isFull = range.entries.size() >= fetch.maxMessages || bytes >= fetch.maxBytes;
            if (isVisible && !range.entries.empty() && isFull) break;
            if (isVisible) {
                bytes += log.all[seq - 1].message->content.size();
                range.entries.push_back(log.all[seq - 1]);
            }
            range.upto = seq;
        }
        return range;
    }

    void confirmOne() {
        auto& [id, log] = anyLog();
        if (log.unconfirmed.empty() || chance(10)) {
            stream_.confirm(id.view(), below(log.all.size() + 3) + log.lastSent + 1);  // never sent
            return;
        }
        if (chance(10)) {
            stream_.confirmAll(stream_.written());
            for (auto& [other, each] : logs_) each.unconfirmed.clear();
            return;
        }
        const auto seq =
            *std::next(log.unconfirmed.begin(), static_cast<std::ptrdiff_t>(below(log.unconfirmed.size())));
        log.unconfirmed.erase(seq);
        stream_.confirm(id.view(), seq);
    }

    void compareHeads() {
        std::vector<StreamHead> behind;
        for (const auto& [id, log] : logs_) {
            const auto head = log.visibleHead();
            if (head > log.storedCursor) behind.push_back({id, head, log.storedCursor});
        }
        stream_.onHeads(behind);
    }

    void storeCursors() {
        for (const auto& cursor : stream_.takeCursors()) {
            auto& log = logs_.at(cursor.conversation);
            if (cursor.seq < log.storedCursor) fail(cursor.conversation.value + ": the cursor went back");
            for (auto seq = log.storedCursor + 1; seq <= std::min<std::uint64_t>(cursor.seq, log.all.size()); ++seq) {
                if (log.isFor(seq) && (seq > log.lastSent || log.unconfirmed.contains(seq))) {
                    fail(cursor.conversation.value + ": the cursor passed " + std::to_string(seq) + " unconfirmed");
                }
            }
            log.storedCursor = cursor.seq;
        }
    }

    void observe() {
        for (const auto& sent : stream_.takeSends()) {
            auto& log = logs_.at(sent.conversation);
            const auto seq = sent.entry.seq;
            const auto where = sent.conversation.value + " " + std::to_string(seq);
            if (seq <= log.lastSent) fail(where + " was sent again or out of order");
            if (!log.isFor(seq)) fail(where + " was not for this device");
            for (auto missed = log.lastSent + 1; missed < seq; ++missed) {
                if (log.isFor(missed)) fail(where + " was sent before " + std::to_string(missed));
            }
            log.lastSent = seq;
            log.unconfirmed.insert(seq);
        }
        std::size_t open = 0;
        for (const auto& [id, log] : logs_) open += log.unconfirmed.size();
        if (open != stream_.unconfirmed()) fail("the window counts wrong");
        if (stream_.isWindowed() && open > 8) fail("the window was passed");
        for (auto& fetch : stream_.takeFetches()) openFetches_.push_back(std::move(fetch));
    }

    // Nothing is lost any more: all must come.
    void settle() {
        stream_.setTransportRoom(true);
        for (int i = 0; i < 10'000 && failure_.empty(); ++i) {
            observe();
            storeCursors();
            if (!readFetches_.empty() || !openFetches_.empty()) {
                for (const auto& fetch : std::exchange(openFetches_, {})) readFetches_.push_back(read(fetch));
                for (const auto& range : std::exchange(readFetches_, {})) stream_.onRange(range);
                continue;
            }
            bool isOpen = false;
            for (auto& [id, log] : logs_) {
                isOpen = isOpen || !log.unconfirmed.empty();
                for (const auto seq : std::exchange(log.unconfirmed, {})) stream_.confirm(id.view(), seq);
            }
            if (isOpen) continue;
            if (isComplete()) return;
            compareHeads();
        }
        if (failure_.empty()) fail("it did not come to rest");
    }

    bool isComplete() {
        for (const auto& [id, log] : logs_) {
            for (auto seq = log.lastSent + 1; seq <= log.all.size(); ++seq) {
                if (log.isFor(seq)) return false;
            }
            if (log.storedCursor < log.visibleHead()) return false;
        }
        return true;
    }

    std::mt19937 random_;
    DeviceStream stream_;
    std::map<ConversationId, ModelLog> logs_;
    std::vector<std::pair<ConversationId, std::vector<LogEntry>>> late_;
    std::vector<DeviceStream::ToFetch> openFetches_;
    std::vector<LogRange> readFetches_;
    std::string failure_;
};

}  // namespace

class DeviceStreamSimulationTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sendsEachMessageOnceAndInOrder_data() {
        QTest::addColumn<unsigned>("seed");
        QTest::addColumn<bool>("isWindowed");
        for (unsigned seed = 1; seed <= 200; ++seed) {
            QTest::addRow("seed %u", seed) << seed << (seed % 4 != 0);
        }
    }
    void sendsEachMessageOnceAndInOrder() {
        QFETCH(unsigned, seed);
        QFETCH(bool, isWindowed);
        Simulation simulation(seed, isWindowed);
        simulation.run(1500);
        QVERIFY2(simulation.failure().empty(), simulation.failure().c_str());
    }
};

BAITHAK_REGISTER_TEST(DeviceStreamSimulationTest);

}  // namespace baithak::test

#include "device_stream_simulation_test.moc"
