// SPDX-License-Identifier: MIT
#pragma once

// The dead letters of the bus within one process: the last ones, by pointer. Used from any thread.

#include <deque>
#include <functional>
#include <mutex>

#include "server/bus/dead_letters.h"
#include "server/bus/event.h"

namespace baithak {

class MemoryDeadLetters final : public DeadLetters {
public:
    // Hands an event to one group of a topic.
    using Replay = std::function<Result<>(const std::string& topic, const std::string& group, EventPtr event)>;
    explicit MemoryDeadLetters(Replay replay) : replay_(std::move(replay)) {}

    void add(DeadLetter letter, EventPtr event);

    Task<Result<std::vector<DeadLetter>>> list(std::size_t limit) override;
    Task<Result<>> replay(std::string id) override;
    Task<Result<>> drop(std::string id) override;

private:
    struct Kept {
        DeadLetter letter;
        EventPtr event;
    };
    std::deque<Kept>::iterator find(const std::string& id);

    Replay replay_;
    std::mutex mutex_;
    std::uint64_t lastId_ = 0;
    std::deque<Kept> kept_;
};

}  // namespace baithak
