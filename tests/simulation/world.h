// SPDX-License-Identifier: MIT
#pragma once

// One simulated run: a cluster, people with devices who write to each other and to groups, join and leave, while things
// go wrong; then everything heals and comes to rest; then a calm moment, in which nothing may be late. What happened
// goes to the history checker. The seed decides everything.

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "tests/simulation/cluster.h"
#include "tests/simulation/device.h"

namespace baithak::simulation {

struct Outcome {
    std::vector<std::string> violations;
    std::size_t sent = 0;
    std::size_t acknowledged = 0;
    std::size_t shown = 0;
    std::string history;  // what happened, a line each, in virtual milliseconds
};

class World {
public:
    World(std::uint64_t seed, Bug bug);
    ~World();

    Outcome run();

private:
    struct Group {
        GroupId id;
        std::set<std::string> members;  // without the owner, as far as is known
        bool isCertain = true;          // false after a call without an answer
        bool isBusy = false;            // a call is under way
    };
    using Answered = std::function<void(int status, const std::string& body)>;

    void addPeople();

    // --- what people do ---
    void step();
    void sendSomething();
    void sendBurst();
    void sendAgain();
    void sendByPost();
    void sayRead();
    void changeMembership();
    void removeWhileTheyWrite(Group& group, const std::string& user);
    void readMembers(Group& group);
    void goOfflineOrOnline();
    Message nextMessage(Device& device);
    Message groupMessage(Device& device, const Group& group);
    void call(const std::string& user, Kind kind, const std::string& method, const std::string& path,
              const std::string& body, Answered answered);

    // --- what goes wrong ---
    void fault();
    void badWeather(Duration time);
    void goodWeather();

    void bePeople(Time end);
    void beMisfortune(Time end);
    void heal();
    void comeToRest();
    void beCalm();
    bool isQuiet();
    bool hasShownAll(const test::FinalLogs& logs);
    Outcome verdict();

    Device& anyDevice() { return *engine_.random.anyOf(devices_); }
    const std::string& anyUser() { return engine_.random.anyOf(users_); }

    Engine engine_;
    NetWeather net_;
    Cluster cluster_;
    std::vector<std::string> users_;
    std::vector<std::unique_ptr<Device>> devices_;
    std::vector<Group> groups_;
    std::uint64_t lastPost_ = 0;
    int callsUnderWay_ = 0;
    bool isPosting_ = false;
};

}  // namespace baithak::simulation
