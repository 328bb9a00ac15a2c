// SPDX-License-Identifier: MIT
#pragma once

// What the tests of the bus over NATS share.

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/bus/bus.h"
#include "tests/server/bus/event_samples.h"
#include "tests/server/bus/nats/quick_config.h"
#include "tests/support/child_process.h"

namespace baithak::test {

// Throws TestFailure with the reason when it can't be opened.
std::unique_ptr<Bus> mustOpen(NatsBusConfig config);

// The epochs of the partitions that a bus owns for the group `group`.
std::map<std::uint32_t, std::uint64_t> ownedOf(Bus& bus);

struct HeardEvent {
    std::string name;
    Fence fence;
};

// A member of `group` on `topic` that writes down what it hears.
struct FenceListener {
    FenceListener(Bus& bus, baithak::Loop& loop);

    std::vector<HeardEvent> heard;
    std::unique_ptr<Subscription> subscription;
};

// The same in a process of its own (tests/server/bus/nats/member), which holds partitions once this is constructed.
struct MemberProcess {
    MemberProcess(const std::string& url, const std::string& prefix, const std::string& mode = {});

    std::optional<HeardEvent> next(std::chrono::milliseconds deadline = std::chrono::seconds(15));

    ChildProcess process;
};

// All of them; throws TestFailure when they can't be had.
std::vector<DeadLetter> lettersOf(Bus& bus);

// The stream takes nothing that has more bytes; -1: whatever it is.
void limitMessages(const std::string& url, const std::string& stream, int mostBytes);
// Takes the next event of a consumer so many times, and has it handed out again each time, without a word why.
void takeAndDrop(const std::string& url, const std::string& stream, const std::string& consumer, int times);
// Past the bus; waits until JetStream has it.
void publishRaw(const std::string& url, const std::string& subject, const std::string& payload);
// How many records the stream holds.
std::uint64_t storedIn(const std::string& url, const std::string& stream);
// The name of the node that leads a stream; empty when none does.
std::string leaderOf(const std::string& url, const std::string& stream);

}  // namespace baithak::test
