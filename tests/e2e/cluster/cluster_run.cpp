// SPDX-License-Identifier: MIT
#include "tests/e2e/cluster/cluster_run.h"

#include <algorithm>
#include <map>
#include <optional>

#include "tests/e2e/cluster/probe.h"
#include "tests/e2e/faults/crowd.h"
#include "tests/support/history_checker.h"

namespace baithak::test {
namespace {

using namespace std::chrono_literals;

constexpr auto kServiceWithin = 15s;
constexpr auto kRungWithin = 4s;

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

class Run {
public:
    Run(Loop& loop, Cluster& cluster, std::uint32_t seed, std::optional<FaultKind> kind)
        : loop_(loop),
          cluster_(cluster),
          random_(seed),
          prefix_("s" + std::to_string(seed) + "."),
          lastBefore_(lastConversation(cluster)),
          fault_(kind ? faultOfKind(*kind, cluster, random_, seed - 1) : chooseFault(cluster, random_, seed - 1)),
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
        outcome_.files = crowd_.files().acknowledged();
        outcome_.history = crowd_.history().toText();
        return std::move(outcome_);
    }

private:
    // The number of the last one that is there.
    static std::string lastConversation(Cluster& cluster) {
        const auto rows = cluster.query("SELECT coalesce(max(number), 0) FROM baithak.conversations");
        if (rows.size() != 1) throw TestFailure("PostgreSQL does not answer.");
        return rows.front();
    }

    void live(std::chrono::milliseconds time) {
        for (const auto end = loop_.now() + time; loop_.now() < end;) {
            crowd_.step();
            if (isFailing_ && fault_.isShownByHaste && random_() % 3 == 0) crowd_.postInHaste();
            loop_.turnFor(std::chrono::milliseconds(random_() % 20));
        }
    }

    void fail() {
        crowd_.note(fault_.text);
        for (auto* node : fault_.rolling) restart(*node);
        isFailing_ = true;
        auto turn = fault_.turns.begin();
        try {
            takeTurns(turn);
        } catch (...) {
            // The cluster serves the next runs, too.
            std::for_each(turn, fault_.turns.end(), [](const auto& left) { left.act(); });
            throw;
        }
        isFailing_ = false;
        crowd_.note(fault_.text + ": over");
        if (fault_.node != nullptr) cluster_.awaitReady(*fault_.node);
        probe("after it");
    }

    // `turn` is the next one at any time.
    void takeTurns(std::vector<Fault::Turn>::iterator& turn) {
        const auto began = loop_.now();
        turn++->act();
        if (fault_.othersServe) probe("while it lasts");
        while (turn != fault_.turns.end()) {
            while (loop_.now() < began + turn->at) live(100ms);
            if (fault_.losesNothing && turn + 1 == fault_.turns.end()) checkRinging();
            turn++->act();
        }
    }

    void restart(Node& node) {
        node.askToEnd();
        for (int i = 0; i < 400 && !node.hasEnded(); ++i) live(100ms);
        node.awaitEnd();
        node.changeVersion();
        node.start();
        cluster_.awaitReady(node);
    }

    void probe(const std::string& when) {
        const auto took = probe_.serviceWithin(kServiceWithin);
        if (!took) outcome_.violations.push_back("No service within 15 s of: " + fault_.text + ", " + when + ".");
        outcome_.away = std::max(outcome_.away, took.value_or(kServiceWithin));
        crowd_.note("a probe went through after " + std::to_string(outcome_.away.count()) + " ms at most");
    }

    // Whoever is connected when a message is committed, or comes while it is, is told of it then, and not by a
    // comparison of heads later.
    void checkRinging() {
        crowd_.comeWhileSpokenTo();
        if (!crowd_.comeToRest(30s)) throw TestFailure("Not every client came to rest while nothing was lost.");
        for (const auto& missing : crowd_.awaitShown(crowd_.readLogs(), kRungWithin))
            outcome_.violations.push_back("Not rung for within 4 s: " + missing + ".");
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
            "SELECT conversation, seq, epoch, before FROM (SELECT conversation, seq, epoch, lag(epoch) OVER "
            "(PARTITION BY conversation ORDER BY seq) AS before FROM baithak.messages WHERE conversation > " +
            lastBefore_ + ") AS pairs WHERE epoch < before LIMIT 5");
        for (const auto& line : fallen) outcome_.violations.push_back("A former owner wrote: " + line);
    }

    Loop& loop_;
    Cluster& cluster_;
    std::mt19937 random_;
    std::string prefix_;
    std::string lastBefore_;
    Fault fault_;
    Crowd crowd_;
    Probe probe_;
    ClusterOutcome outcome_;
    bool isFailing_ = false;
};

}  // namespace

ClusterOutcome runClusterSeed(Loop& loop, Cluster& cluster, std::uint32_t seed, std::optional<FaultKind> kind) {
    try {
        return Run(loop, cluster, seed, kind).run();
    } catch (const TestFailure& failure) {
        ClusterOutcome outcome;
        outcome.violations.push_back(std::string("The run could not begin: ") + failure.what());
        return outcome;
    }
}

}  // namespace baithak::test
