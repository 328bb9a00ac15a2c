// SPDX-License-Identifier: MIT
#pragma once

// The bus of the simulated cluster, as a broker across processes is (server/bus/bus.h): at least once, in order by key
// as a rule; each group's partitions have one owner at a time, by a lease with an epoch. An owner that is paused or cut
// off keeps what it was handed and handles it under its old fence. What was handed on is handed on again when it was
// not confirmed in time, or the owner has changed. `deliver.*` is a doorbell: nobody keeps what it loses.

#include <deque>
#include <map>
#include <memory>
#include <string>

#include "server/bus/bus.h"
#include "tests/simulation/process.h"

namespace baithak::simulation {

// How bad the network to the broker is at the moment; shares of all events.
struct BusWeather {
    double lost = 0;
    double doubled = 0;
    double early = 0;  // overtakes what was published before
    Duration slowest{3'000};
    bool isAway = false;  // publishing is refused
};

class Broker {
public:
    explicit Broker(Engine& engine);
    ~Broker();

    // The bus as one process sees it; must not outlive it or the broker.
    std::unique_ptr<Bus> portOf(Process& process);

    BusWeather weather;
    // Gives some partition, or all of a process's, to another member, without a word to the owner.
    void moveSomePartition();
    void moveAllOf(const Process& process);

private:
    class Port;
    class Seat;
    using SeatPtr = std::shared_ptr<Seat>;
    struct Item {
        std::uint64_t number = 0;
        std::string topic;
        EventPtr event;
        bool isOut = false;  // handed on, not confirmed
        Time againAt{};
    };
    struct Partition {
        std::uint32_t index = 0;
        std::weak_ptr<Process> owner;
        std::uint64_t epoch = 0;
        std::deque<Item> items;
        std::size_t out = 0;
        Time lastArrival{};
    };
    struct Member {
        std::weak_ptr<Process> process;
        std::map<std::string, SeatPtr> seats;  // by topic
        Time seenAt{};
    };
    struct Group {
        std::string name;
        std::vector<Partition> partitions;
        std::vector<Member> members;
    };
    struct Address {
        SeatPtr seat;
        Time lastArrival{};
    };

    Result<> publish(Process& process, Time& lastArrival, std::string_view topic, std::string_view key,
                     const Event& event);
    void join(const std::shared_ptr<Process>& process, std::string_view topic, std::string_view group, SeatPtr seat);
    void leave(const SeatPtr& seat);
    void arrive(const std::string& topic, const std::string& key, const EventPtr& event);
    void ring(Address& address, const EventPtr& event);
    void pump(Group& group, Partition& partition);
    void handOn(Group& group, Partition& partition, Item& item, const SeatPtr& seat);
    void confirm(Group& group, std::uint32_t partition, std::uint64_t number);
    void heartbeat(const std::shared_ptr<Process>& process);
    void lookAfter();
    void lookAfter(Group& group, Partition& partition);
    Member* memberOf(Group& group, const std::weak_ptr<Process>& process);
    bool isSeen(const Member& member) const;
    void assign(Group& group, Partition& partition, const std::weak_ptr<Process>& besides);

    Engine& engine_;
    std::map<std::string, Group> groups_;
    std::map<std::string, std::string, std::less<>> groupOfTopic_;
    std::map<std::string, Address> addresses_;
    std::uint64_t lastNumber_ = 0;
};

}  // namespace baithak::simulation
