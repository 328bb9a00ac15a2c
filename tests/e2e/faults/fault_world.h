// SPDX-License-Identifier: MIT
#pragma once

// The people of a fault run: users with one or two devices, one of them a plain REST sender, two groups; the server
// they talk to, and its deaths. fault_run.cpp decides what happens when.

#include <deque>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "tests/support/history.h"
#include "tests/support/rest_client.h"
#include "tests/support/scripted_client.h"
#include "tests/support/server_process.h"

namespace baithak::test {

class FaultWorld {
public:
    FaultWorld(const std::string& server, std::uint32_t seed);

    // What a step can be.
    void sendSomething();
    void sendBurst();  // many at once, from one client to one destination
    void sendAgain();
    void sendByPost();
    void sendState();
    void goOfflineOrOnline();
    void cutSomeone();
    void restartSomeone();
    void changeMembership();
    // Kills the server within the next moments, in the middle of whatever happens then, and starts it again.
    void planKill();
    // SIGTERM: the server ends by itself and is started again.
    void restartPolitely();
    void turnFor(std::chrono::milliseconds time);

    // No more faults: everyone comes online, and everything is waited for.
    void heal();
    FinalLogs readLogs();
    // Waits until every device has shown what is its own to see; notes in the history that it was waited for.
    void drain(const FinalLogs& logs);

    std::uint32_t random(std::uint32_t below) { return static_cast<std::uint32_t>(random_()) % below; }
    const History& history() const noexcept { return history_; }
    int kills() const noexcept { return kills_; }
    std::string serverLog() const { return server_.log(); }

private:
    struct Group {
        std::string id;
        std::set<std::string> members;  // without the owner
        bool isCertain = true;          // false after a call without an answer
    };

    void addPeople();
    void addDevice(const std::string& user, const std::string& device, WireVersion version, bool isStrict);
    void startServer();
    void killNow();
    Message nextMessage(const ScriptedClient& client);
    std::string anyUser();
    const Account& accountOf(const std::string& user) const;
    ScriptedClient& anyClient();
    void readMembers(Group& group);

    std::mt19937 random_;
    History history_;
    Loop loop_;
    TempDir directory_;
    ServerProcess server_;
    RestClient rest_;
    LoopTimer killer_;
    std::vector<std::string> users_;
    std::vector<std::unique_ptr<ScriptedClient>> clients_;
    std::vector<Account> accounts_;  // one for each user, for reading
    Account poster_;
    std::vector<Group> groups_;
    std::deque<Message> recent_;  // sent by clients_[i]; for sending again
    std::uint64_t lastPost_ = 0;
    int kills_ = 0;
    bool mayKill_ = true;
};

}  // namespace baithak::test
