// SPDX-License-Identifier: MIT
#pragma once

// The people of a fault run: users with one or two devices of all wire forms, one of them a plain REST sender, and two
// groups. They write what happens to them into the history. fault_run.h decides what happens when; what they talk to,
// and its faults, are somebody else's.

#include <deque>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "tests/support/history.h"
#include "tests/support/rest_client.h"
#include "tests/support/scripted_client.h"

namespace baithak::test {

class Crowd {
public:
    // Names begin with `prefix`: crowds of several runs can live on one server.
    // With `registers`, everyone makes an account first, for servers that ask for a password.
    Crowd(Loop& loop, std::mt19937& random, std::uint16_t port, std::string prefix = {}, bool registers = false);

    // What a step can be.
    void step();

    // The server is at another port.
    void setPort(std::uint16_t port);
    // Everyone comes online, and everything is waited for. False with notes in the history when that never comes.
    bool comeToRest(std::chrono::milliseconds deadline = std::chrono::seconds(30));
    FinalLogs readLogs();
    // Waits until every device has shown what is its own to see; notes in the history that it was waited for.
    void drain(const FinalLogs& logs);

    const History& history() const noexcept { return history_; }
    void note(std::string text) { history_.add(event::Note{std::move(text)}); }

private:
    struct Group {
        std::string id;
        std::set<std::string> members;  // without the owner
        bool isCertain = true;          // false after a call without an answer
    };

    void sendSomething();
    void sendBurst();  // many at once, from one client to one destination
    void sendAgain();
    void sendByPost();
    void sendState();
    void goOfflineOrOnline();
    void cutSomeone();
    void restartSomeone();
    void changeMembership();

    std::uint32_t random(std::uint32_t below) { return static_cast<std::uint32_t>(random_()) % below; }
    std::string named(const std::string& name) const { return prefix_ + name; }
    void addPeople();
    std::string makeGroup(const std::string& name, const std::vector<std::string>& members);
    Account signIn(const std::string& user, const std::string& device);
    void addDevice(const std::string& user, const std::string& device, WireVersion version, bool isStrict);
    Message nextPost();
    Message nextMessage(const ScriptedClient& client);
    std::string anyUser();
    const Account& accountOf(const std::string& user) const;
    ScriptedClient& anyClient();
    void readMembers(Group& group);

    Loop& loop_;
    std::mt19937& random_;
    std::uint16_t port_;
    std::string prefix_;
    bool registers_;
    History history_;
    RestClient rest_;
    std::vector<std::string> users_;
    std::vector<std::unique_ptr<ScriptedClient>> clients_;
    std::vector<Account> accounts_;  // one for each user, for reading
    Account poster_;
    std::vector<Group> groups_;
    std::deque<Message> recent_;  // sent by clients_[i]; for sending again
    std::uint64_t lastPost_ = 0;
    std::optional<Message> unanswered_;  // the post whose outcome is not known: sent again before the next
};

}  // namespace baithak::test
