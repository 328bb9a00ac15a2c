// SPDX-License-Identifier: MIT
#include "tests/support/history_checker.h"

#include <QTest>

#include <algorithm>
#include <random>

#include "tests/support/register_test.h"

using namespace baithak;
using namespace baithak::test;

namespace {

constexpr auto kDirect = "dm:ann:bob";
constexpr auto kGroup = "grp:11111111-1111-1111-1111-111111111111";

// What a toy server does wrong, once or more in a run.
enum class Flaw {
    none,
    losesADelivery,
    losesTheEnd,
    repeatsInTheLog,
    repeatsOnTheWire,
    reordersDeliveries,
    reordersTheLog,
    leaksToANonMember,
    leaksAfterLeaving,
    acknowledgesBeforeTheCommit,
    acknowledgesTheWrongPlace,
    storesWhatItRefused,
    storesWhatIsEphemeral,
    takesFromANonMember,
    changesContent,
    forgesTheSource,
    inventsAMessage,
    forgetsARemoval,
    aFormerOwnerWrites
};

struct ToyDevice {
    std::string name;
    std::string user;
    std::uint64_t connection = 1;
    std::map<std::string, std::uint64_t> written;    // on this connection
    std::map<std::string, std::uint64_t> confirmed;  // the server's cursor
    std::map<std::string, std::uint64_t> shown;      // the client's
};

// A server, its clients and the network in one: writes a history and the logs that go with it.
class ToyRun {
public:
    ToyRun(unsigned seed, Flaw flaw) : random_(seed), flaw_(flaw) {
        for (auto user : {"ann", "bob", "cat", "dan"}) {
            devices_.push_back({std::string(user) + "/1", user, 1, {}, {}, {}});
            history.add(event::DeviceAdded{devices_.back().name, user, {}});
        }
        append(kGroup, {0, "ann", "notice-1", "", {"ann", "bob", "cat"}, {}});
        commit();
        history.add(event::Joined{kGroup, "cat"});
    }

    void run() {
        for (int i = 0; i < 60; ++i) step();
        remove("cat");
        for (int i = 0; i < 40; ++i) step();
        commit();
        if (chance(Flaw::inventsAMessage)) append(kGroup, {0, "bob", "ghost", "x", {}, {}});
        for (auto& device : devices_) {
            deliver(device);
            history.add(event::Drained{device.name});
        }
    }

    History history;
    FinalLogs logs;
    bool isFlawed = false;  // the flaw had its chance

private:
    void step() {
        auto& device = devices_[random_() % (flaw_ == Flaw::takesFromANonMember ? 4 : 3)];
        switch (random_() % 8) {
            case 0:
            case 1:
            case 2:
                return send(device);
            case 3:
                return refuse(device);
            case 4:
                return reconnect(device);
            case 5:
                return sendEphemeral(device);
            case 6:
                return random_() % 3 == 0 ? crash() : commit();
            default:
                return deliver(devices_[random_() % devices_.size()]);
        }
    }

    void send(ToyDevice& device) {
        const std::string conversation =
            device.user == "cat" || device.user == "dan" || random_() % 2 ? kGroup : kDirect;
        const bool isMember = conversation == kDirect || std::count(members_.begin(), members_.end(), device.user) > 0;
        if (!isMember && flaw_ != Flaw::takesFromANonMember) return;
        isFlawed |= !isMember;
        const std::string id = "m" + std::to_string(++ids_);
        history.add(event::Sent{device.name, conversation, id, "text of " + id});
        append(conversation, {0, device.user, id, "text of " + id, {}, {}});
        // The acknowledgement may be lost: the client sends again, and the server knows the id.
        if (random_() % 4 == 0) {
            history.add(event::Sent{device.name, conversation, id, "text of " + id});
            if (chance(Flaw::repeatsInTheLog)) append(conversation, {0, device.user, id, "text of " + id, {}, {}});
        }
        spoil(conversation);
        if (flaw_ != Flaw::acknowledgesBeforeTheCommit) commit();
        const std::uint64_t wrong = chance(Flaw::acknowledgesTheWrongPlace) ? 1 : 0;
        history.add(event::Acked{device.name, conversation, id, logs[conversation].size() + wrong});
    }

    // Flaws of the log itself.
    void spoil(const std::string& conversation) {
        auto& log = logs[conversation];
        const auto before = log.size() < 2 ? 0 : log[log.size() - 2].epoch;
        if (before > 1 && chance(Flaw::aFormerOwnerWrites)) log.back().epoch = before - 1;
        if (chance(Flaw::changesContent)) log.back().content += "!";
        if (chance(Flaw::forgesTheSource)) log.back().source = log.back().source == "bob" ? "ann" : "bob";
        if (log.size() < 3 || log[log.size() - 2].isNotice()) return;
        if (log[log.size() - 2].source == log.back().source && chance(Flaw::reordersTheLog)) {
            std::swap(log[log.size() - 2], log.back());
            std::swap(log[log.size() - 2].seq, log.back().seq);
        }
    }

    void refuse(ToyDevice& device) {
        const std::string id = "r" + std::to_string(++ids_);
        history.add(event::Sent{device.name, kDirect, id, "refused"});
        history.add(event::Refused{device.name, kDirect, id, Errc::forbidden});
        if (device.user != "cat" && chance(Flaw::storesWhatItRefused))
            append(kDirect, {0, device.user, id, "refused", {}, {}});
    }

    void sendEphemeral(ToyDevice& device) {
        if (device.user == "cat" || device.user == "dan") return;
        const std::string id = "e" + std::to_string(++ids_);
        history.add(event::Sent{device.name, kDirect, id, "typing", true});
        if (chance(Flaw::storesWhatIsEphemeral)) append(kDirect, {0, device.user, id, "typing", {}, {}});
    }

    void remove(const std::string& user) {
        commit();
        if (!chance(Flaw::forgetsARemoval)) append(kGroup, {0, "ann", "notice-2", "", {}, {user}});
        commit();
        std::erase(members_, user);
        history.add(event::Left{kGroup, user});
    }

    void reconnect(ToyDevice& device) {
        ++device.connection;
        device.written = device.confirmed;
    }

    void commit() {
        for (const auto& [conversation, log] : logs) committed_[conversation] = log.size();
    }
    void crash() {
        history.add(event::Note{"the server is killed"});
        ++epoch_;
        for (auto& [conversation, log] : logs) {
            isFlawed |= flaw_ == Flaw::acknowledgesBeforeTheCommit && log.size() > committed_[conversation];
            log.resize(committed_[conversation]);
        }
        for (auto& device : devices_) reconnect(device);
    }

    void deliver(ToyDevice& device) {
        commit();
        for (auto& [conversation, log] : logs) {
            std::vector<LogEntry> batch;
            for (const auto& entry : log)
                if (entry.seq > device.written[conversation] && isFor(device, conversation, entry))
                    batch.push_back(entry);
            if (!log.empty()) device.written[conversation] = log.size();
            if (!batch.empty() && chance(Flaw::losesADelivery)) batch.erase(batch.begin());
            if (batch.size() > 1 && chance(Flaw::losesTheEnd)) return;
            if (batch.size() > 1 && chance(Flaw::reordersDeliveries)) std::swap(batch.front(), batch.back());
            if (!batch.empty() && chance(Flaw::repeatsOnTheWire)) batch.push_back(batch.back());
            for (const auto& entry : batch) receive(device, conversation, entry);
        }
    }

    bool isFor(const ToyDevice& device, const std::string& conversation, const LogEntry& entry) {
        if (entry.source == device.user && !entry.isNotice()) return false;
        if (conversation == kDirect) return device.user == "ann" || device.user == "bob";
        if (device.user == "dan") return chance(Flaw::leaksToANonMember);
        if (device.user != "cat") return true;
        const auto& log = logs[kGroup];
        const auto removal = std::find_if(log.begin(), log.end(), [](const auto& e) { return !e.removed.empty(); });
        return removal == log.end() || entry.seq <= removal->seq || chance(Flaw::leaksAfterLeaving);
    }

    void receive(ToyDevice& device, const std::string& conversation, const LogEntry& entry) {
        history.add(event::Received{device.name, device.connection, conversation, entry.seq, entry.source, entry.id,
                                    entry.content});
        auto& shown = device.shown[conversation];
        if (entry.seq > shown) {
            history.add(event::Shown{device.name, conversation, entry.seq, entry.source, entry.id});
            shown = entry.seq;
        }
        if (random_() % 3 == 0 && entry.seq > device.confirmed[conversation]) {
            history.add(event::Confirmed{device.name, conversation, entry.seq});
            device.confirmed[conversation] = entry.seq;
        }
    }

    void append(const std::string& conversation, LogEntry entry) {
        entry.seq = logs[conversation].size() + 1;
        entry.epoch = epoch_;
        logs[conversation].push_back(std::move(entry));
    }

    bool chance(Flaw flaw) {
        if (flaw_ != flaw) return false;
        isFlawed = true;
        return true;
    }

    std::mt19937 random_;
    Flaw flaw_;
    std::vector<ToyDevice> devices_;
    std::vector<std::string> members_{"ann", "bob", "cat"};
    std::map<std::string, std::size_t> committed_;
    int ids_ = 0;
    std::uint64_t epoch_ = 1;  // of the server that runs
};

}  // namespace

class HistoryCheckerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void passesAServerThatKeepsItsPromises_data() {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 100; ++seed) QTest::addRow("seed %u", seed) << seed;
    }
    void passesAServerThatKeepsItsPromises() {
        QFETCH(unsigned, seed);
        ToyRun run(seed, Flaw::none);
        run.run();
        const auto violations = check(run.history, run.logs);
        QVERIFY2(violations.empty(), violations.empty() ? "" : violations[0].c_str());
    }

    void findsWhatAServerDoesWrong_data() {
        QTest::addColumn<int>("flaw");
        QTest::addColumn<QString>("words");
        const auto row = [](const char* name, Flaw flaw, const char* words) {
            QTest::newRow(name) << static_cast<int>(flaw) << words;
        };
        row("loses a delivery", Flaw::losesADelivery, "never showed");
        row("loses the end of a stream", Flaw::losesTheEnd, "never showed");
        row("repeats in the log", Flaw::repeatsInTheLog, "stands in the log twice");
        row("repeats on the wire", Flaw::repeatsOnTheWire, "a repeat");
        row("reorders deliveries", Flaw::reordersDeliveries, "out of order");
        row("reorders the log", Flaw::reordersTheLog, "sent earlier");
        row("leaks to a non-member", Flaw::leaksToANonMember, "dan/1 received");
        row("leaks to one who has left", Flaw::leaksAfterLeaving, "is no member there");
        row("acknowledges before the commit", Flaw::acknowledgesBeforeTheCommit, "is not in the log");
        row("acknowledges the wrong place", Flaw::acknowledgesTheWrongPlace, "and stands at");
        row("stores what it refused", Flaw::storesWhatItRefused, "was refused (forbidden) and stands in the log");
        row("stores what is ephemeral", Flaw::storesWhatIsEphemeral, "is ephemeral and stands in the log");
        row("takes from a non-member", Flaw::takesFromANonMember, "where the sender is no member");
        row("changes content", Flaw::changesContent, "with other content");
        row("forges the source", Flaw::forgesTheSource, "nobody sent it");
        row("invents a message", Flaw::inventsAMessage, "nobody sent it");
        row("lets a former owner write", Flaw::aFormerOwnerWrites, "by the owner of epoch");
        row("forgets a removal", Flaw::forgetsARemoval, "answered with success and is not in the log");
    }
    void findsWhatAServerDoesWrong() {
        QFETCH(int, flaw);
        QFETCH(QString, words);
        int runs = 0;
        for (unsigned seed = 1; seed <= 30; ++seed) {
            ToyRun run(seed, static_cast<Flaw>(flaw));
            run.run();
            if (!run.isFlawed) continue;
            ++runs;
            const auto violations = check(run.history, run.logs);
            const bool isNamed = std::any_of(violations.begin(), violations.end(), [&words](const auto& sentence) {
                return QString::fromStdString(sentence).contains(words);
            });
            QVERIFY2(isNamed,
                     qPrintable(QStringLiteral("seed %1, %2 other violations").arg(seed).arg(violations.size())));
        }
        QVERIFY(runs > 0);
    }

    void findsAPlaceThatIsMissingInTheLog() {
        FinalLogs logs{{kDirect, {{2, "ann", "m", "x", {}, {}}}}};
        History history;
        history.add(event::DeviceAdded{"ann/1", "ann", {}});
        history.add(event::Sent{"ann/1", kDirect, "m", "x"});
        QCOMPARE(check(history, logs).size(), std::size_t{1});
    }

    void findsAMessageThatOvertookAnAcknowledgedOne() {
        FinalLogs logs{{kDirect, {{1, "bob", "late", "x", {}, {}}, {2, "ann", "early", "x", {}, {}}}}};
        History history;
        history.add(event::DeviceAdded{"ann/1", "ann", {}});
        history.add(event::DeviceAdded{"bob/1", "bob", {}});
        history.add(event::Sent{"ann/1", kDirect, "early", "x"});
        history.add(event::Acked{"ann/1", kDirect, "early", 2});
        history.add(event::Sent{"bob/1", kDirect, "late", "x"});
        QCOMPARE(check(history, logs).size(), std::size_t{1});
    }

    // The first try was lost with the connection; when the message came again its sender had joined.
    void allowsALaterTurnToWhatWasSentBeforeJoining() {
        FinalLogs logs{{kGroup,
                        {{1, "ann", "n1", "", {"ann"}, {}},
                         {2, "ann", "n2", "", {"bob"}, {}},
                         {3, "bob", "second", "x", {}, {}},
                         {4, "bob", "first", "x", {}, {}}}}};
        History history;
        history.add(event::DeviceAdded{"bob/1", "bob", {}});
        history.add(event::Sent{"bob/1", kGroup, "first", "x"});
        history.add(event::Joined{kGroup, "bob"});
        history.add(event::Sent{"bob/1", kGroup, "second", "x"});
        history.add(event::Sent{"bob/1", kGroup, "first", "x"});
        QVERIFY(check(history, logs).empty());
    }

    // Two copies were on their way; one was refused, and the other came in when its sender had joined.
    void findsACopyThatComesInAfterItsRefusal() {
        FinalLogs logs{
            {kGroup,
             {{1, "ann", "n1", "", {"ann"}, {}}, {2, "ann", "n2", "", {"bob"}, {}}, {3, "bob", "m", "x", {}, {}}}}};
        History history;
        history.add(event::DeviceAdded{"bob/1", "bob", {}});
        history.add(event::Sent{"bob/1", kGroup, "m", "x"});
        history.add(event::Refused{"bob/1", kGroup, "m", Errc::notAMember});
        history.add(event::Joined{kGroup, "bob"});
        QCOMPARE(check(history, logs).size(), std::size_t{1});
    }

    void findsARefusalOfAMemberThatIsStored() {
        FinalLogs logs{
            {kGroup,
             {{1, "ann", "n1", "", {"ann"}, {}}, {2, "ann", "n2", "", {"bob"}, {}}, {3, "bob", "m", "x", {}, {}}}}};
        History history;
        history.add(event::DeviceAdded{"bob/1", "bob", {}});
        history.add(event::Joined{kGroup, "bob"});
        history.add(event::Sent{"bob/1", kGroup, "m", "x"});
        history.add(event::Refused{"bob/1", kGroup, "m", Errc::notAMember});
        QCOMPARE(check(history, logs).size(), std::size_t{1});
    }

    void asksNothingOfADeviceBeforeItsStart() {
        FinalLogs logs{{kDirect, {{1, "ann", "m", "x", {}, {}}}}};
        History history;
        history.add(event::DeviceAdded{"ann/1", "ann", {}});
        history.add(event::DeviceAdded{"bob/2", "bob", {{kDirect, 1}}});
        history.add(event::Sent{"ann/1", kDirect, "m", "x"});
        history.add(event::Drained{"bob/2"});
        QVERIFY(check(history, logs).empty());
    }

    void readsLikeAStory() {
        History history;
        history.add(event::Sent{"ann/1", kDirect, "m", "x"});
        history.add(event::Note{"the server is killed"});
        history.add(event::Acked{"ann/1", kDirect, "other", 2});
        const auto lines = QString::fromStdString(history.toText("m to")).split('\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 2);
        QVERIFY(lines[0].endsWith(QStringLiteral("ann/1 sends m to dm:ann:bob")));
        QVERIFY(lines[1].endsWith(QStringLiteral("-- the server is killed")));
    }

    void tellsTheTimeOfItsOwnClock() {
        History::Time now{};
        History history([&now] { return now; });
        history.add(event::Note{"first"});
        now += std::chrono::seconds(5);
        history.add(event::Note{"second"});
        QCOMPARE(QString::fromStdString(history.toText()), QStringLiteral("0  -- first\n5000  -- second\n"));
    }
};

BAITHAK_REGISTER_TEST(HistoryCheckerTest);
#include "history_checker_test.moc"
