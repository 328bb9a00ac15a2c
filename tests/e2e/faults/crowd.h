// SPDX-License-Identifier: MIT
#pragma once

// The people of a fault run: users with one or two devices of all wire forms, two who only post over REST, two groups,
// and the files that they send each other. They write what happens to them into the history. Who runs them decides what
// happens when; what they talk to, and its faults, are somebody else's.

#include <deque>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "tests/e2e/faults/posters.h"
#include "tests/e2e/faults/shared_files.h"
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

    // One more post whose sender does not wait for the answers to those before.
    void postInHaste() { posters_->postInHaste(); }
    // Half of the clients come online while the others write to them.
    void comeWhileSpokenTo();

    // The server is at another port.
    void setPort(std::uint16_t port);
    // Everyone comes online, and everything is waited for. False with notes in the history when that never comes.
    bool comeToRest(std::chrono::milliseconds deadline = std::chrono::seconds(30));
    FinalLogs readLogs();
    // Waits until every device has shown what is its own to see. What is still missing then, a sentence each.
    std::vector<std::string> awaitShown(const FinalLogs& logs, std::chrono::milliseconds deadline);
    // The same for long enough, and notes in the history that it was waited for.
    void drain(const FinalLogs& logs);

    const History& history() const noexcept { return history_; }
    const SharedFiles& files() const noexcept { return *files_; }
    void note(std::string text) { history_.add(event::Note{std::move(text)}); }

private:
    struct Group {
        std::string id;
        std::set<std::string> members;       // without the owner
        bool isCertain = true;               // false after a call without an answer
        std::unique_ptr<HttpErrand> errand;  // the last call that was made about it
        bool isBusy() const { return errand && !errand->isDone(); }
    };
    // The last place of each log that is the client's to see and not its own doing.
    using Due = std::map<std::string, std::uint64_t>;

    void sendSomething();
    void sendBurst();  // many at once, from one client to one destination
    void sendAgain();
    void sendState();
    void goOfflineOrOnline();
    void cutSomeone();
    void restartSomeone();
    void changeMembership();
    void shareFile();

    std::uint32_t random(std::uint32_t below) { return static_cast<std::uint32_t>(random_()) % below; }
    std::string named(const std::string& name) const { return prefix_ + name; }
    void addPeople(bool registers);
    std::string makeGroup(const std::string& name, const std::vector<std::string>& members);
    void addDevice(const Account& account, const std::string& device, WireVersion version, bool isStrict);
    Message nextPost(const std::string& user, const std::string& id);
    Message nextMessage(const ScriptedClient& client);
    std::string tellOfFile(const Account& owner, const std::string& file);
    std::vector<Account> readersOf(const std::string& message) const;
    std::string anyUser();
    const Account& accountOf(const std::string& user) const;
    ScriptedClient& anyClient();
    void readMembers(Group& group);
    void change(Group& group, const std::string& user);
    Due dueTo(const ScriptedClient& client, const FinalLogs& logs) const;
    bool isIdle() const;

    Loop& loop_;
    std::mt19937& random_;
    std::uint16_t port_;
    std::string prefix_;
    History history_;
    RestClient rest_;
    std::vector<std::string> users_;
    std::vector<std::unique_ptr<ScriptedClient>> clients_;
    std::vector<Account> accounts_;  // one for each user, for reading
    std::unique_ptr<Posters> posters_;
    std::unique_ptr<SharedFiles> files_;
    std::deque<Group> groups_;
    std::deque<Message> recent_;  // sent by clients_[i]; for sending again
};

}  // namespace baithak::test
