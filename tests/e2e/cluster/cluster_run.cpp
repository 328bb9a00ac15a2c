// SPDX-License-Identifier: MIT
#include "tests/e2e/cluster/cluster_run.h"

#include <map>
#include <optional>

#include "tests/e2e/cluster/fault.h"
#include "tests/e2e/faults/crowd.h"
#include "tests/support/history_checker.h"

namespace baithak::test {
namespace {

using namespace std::chrono_literals;

constexpr auto kServiceWithin = 15s;
constexpr auto kPassword = "correct horse battery";

void countEvents(const History& history, ClusterOutcome& outcome) {
    for (const auto& event : history.events()) {
        outcome.sent += std::holds_alternative<event::Sent>(event) ? 1 : 0;
        outcome.acknowledged += std::holds_alternative<event::Acked>(event) ? 1 : 0;
        outcome.shown += std::holds_alternative<event::Shown>(event) ? 1 : 0;
    }
}

std::map<std::string, std::size_t> sizesOf(const FinalLogs& logs) {
    std::map<std::string, std::size_t> sizes;
    for (const auto& [conversation, log] : logs) sizes[conversation] = log.size();
    return sizes;
}

// Two people who find out whether the service is there: from a new connection a message goes to the other's.
class Probe {
public:
    Probe(Loop& loop, std::uint16_t port, const std::string& prefix) : loop_(loop), port_(port), rest_(loop, port) {
        for (const auto* name : {"probe-a", "probe-b"}) {
            rest_.registerUser(prefix + name, kPassword);
            accounts_.push_back(rest_.login(prefix + name, kPassword, "probe"));
        }
    }

    // How long it took; nothing when it took too long.
    std::optional<std::chrono::milliseconds> serviceWithin(std::chrono::milliseconds atMost) {
        const auto began = loop_.now();
        const auto from = connect(accounts_[0]);
        const auto to = connect(accounts_[1]);
        const auto id = from->sendText(accounts_[1].user, "probe " + std::to_string(++count_));
        const bool wentThrough = loop_.until([&] { return from->isAcknowledged(id) && to->hasArrived(id); }, atMost);
        if (!wentThrough) return std::nullopt;
        return loop_.now() - began;
    }

private:
    std::unique_ptr<ScriptedClient> connect(const Account& account) {
        ScriptedClient::Options options;
        options.name = account.user + "-" + std::to_string(count_);
        options.seed = ++count_;
        options.connectTimeout = 3s;
        options.ackTimeout = 4s;
        auto client = std::make_unique<ScriptedClient>(loop_, port_, account, options);
        client->start();
        return client;
    }

    Loop& loop_;
    std::uint16_t port_;
    RestClient rest_;
    std::vector<Account> accounts_;
    std::uint64_t count_ = 0;
};

class Run {
public:
    Run(Loop& loop, Cluster& cluster, std::uint32_t seed)
        : loop_(loop),
          cluster_(cluster),
          random_(seed),
          prefix_("s" + std::to_string(seed) + "."),
          fault_(chooseFault(cluster, random_, seed - 1)),
          crowd_(loop, random_, cluster.port(), prefix_, true),
          probe_(loop, cluster.port(), prefix_) {
        outcome_.fault = fault_.text;
    }

    ClusterOutcome run() {
        try {
            live(1s);
            fail();
            live(1s);
            check();
        } catch (const TestFailure& failure) {
            outcome_.violations.emplace_back(failure.what());
        }
        countEvents(crowd_.history(), outcome_);
        outcome_.history = crowd_.history().toText();
        return std::move(outcome_);
    }

private:
    void live(std::chrono::milliseconds time) {
        for (const auto end = loop_.now() + time; loop_.now() < end;) {
            crowd_.step();
            loop_.turnFor(std::chrono::milliseconds(random_() % 20));
        }
    }

    void fail() {
        crowd_.note(fault_.text);
        for (auto* node : fault_.rolling) restart(*node);
        fault_.begin();
        const auto end = loop_.now() + fault_.lasts;
        if (fault_.othersServe) probe("while it lasts");
        while (loop_.now() < end) live(100ms);
        fault_.end();
        crowd_.note(fault_.text + ": over");
        if (fault_.node != nullptr) cluster_.awaitReady(*fault_.node);
        probe("after it");
    }

    void restart(Node& node) {
        node.askToEnd();
        for (int i = 0; i < 400 && !node.hasEnded(); ++i) live(100ms);
        node.awaitEnd();
        node.start();
        cluster_.awaitReady(node);
    }

    void probe(const std::string& when) {
        const auto took = probe_.serviceWithin(kServiceWithin);
        if (!took) outcome_.violations.push_back("No service within 15 s of: " + fault_.text + ", " + when + ".");
        outcome_.away = std::max(outcome_.away, took.value_or(kServiceWithin));
        crowd_.note("a probe went through after " + std::to_string(outcome_.away.count()) + " ms at most");
    }

    void check() {
        if (!crowd_.comeToRest(60s)) throw TestFailure("Not every client came to rest.");
        auto logs = crowd_.readLogs();
        crowd_.drain(logs);
        // A post that was answered 503 may have been on its way yet.
        for (auto later = crowd_.readLogs(); sizesOf(later) != sizesOf(logs); later = crowd_.readLogs()) {
            logs = std::move(later);
            crowd_.drain(logs);
        }
        for (auto& broken : test::check(crowd_.history(), logs)) outcome_.violations.push_back(std::move(broken));
        for (const auto& broken : crowd_.files().violations()) outcome_.violations.push_back(broken);
        checkEpochs();
    }

    // A former owner of a partition writes nothing: along a log the epoch never falls.
    void checkEpochs() {
        const auto fallen = cluster_.query(
            "SELECT conversation, seq, epoch, before FROM (SELECT conversation, seq, epoch, lag(epoch) OVER (PARTITION "
            "BY "
            "conversation ORDER BY seq) AS before FROM baithak.messages) AS pairs WHERE epoch < before LIMIT 5");
        for (const auto& line : fallen) outcome_.violations.push_back("A former owner wrote: " + line);
    }

    Loop& loop_;
    Cluster& cluster_;
    std::mt19937 random_;
    std::string prefix_;
    Fault fault_;
    Crowd crowd_;
    Probe probe_;
    ClusterOutcome outcome_;
};

}  // namespace

ClusterOutcome runClusterSeed(Loop& loop, Cluster& cluster, std::uint32_t seed) {
    try {
        return Run(loop, cluster, seed).run();
    } catch (const TestFailure& failure) {
        ClusterOutcome outcome;
        outcome.violations.push_back(std::string("The run could not begin: ") + failure.what());
        return outcome;
    }
}

}  // namespace baithak::test
