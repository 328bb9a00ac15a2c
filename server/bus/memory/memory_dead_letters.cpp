// SPDX-License-Identifier: MIT
#include "server/bus/memory/memory_dead_letters.h"

#include <algorithm>

namespace baithak {
namespace {

constexpr std::size_t kMostKept = 100;

Error noSuchLetter(const std::string& id) { return {Errc::notFound, "there is no dead letter '" + id + "'"}; }

}  // namespace

void MemoryDeadLetters::add(DeadLetter letter, EventPtr event) {
    const std::lock_guard lock(mutex_);
    letter.id = std::to_string(++lastId_);
    kept_.push_back({std::move(letter), std::move(event)});
    if (kept_.size() > kMostKept) kept_.pop_front();
}

Task<Result<std::vector<DeadLetter>>> MemoryDeadLetters::list(std::size_t limit) {
    std::vector<DeadLetter> letters;
    const std::lock_guard lock(mutex_);
    for (const auto& kept : kept_) {
        if (letters.size() == limit) break;
        letters.push_back(kept.letter);
    }
    co_return letters;
}

Task<Result<>> MemoryDeadLetters::replay(std::string id) {
    Kept again;
    {
        const std::lock_guard lock(mutex_);
        const auto found = find(id);
        if (found == kept_.end()) co_return noSuchLetter(id);
        again = *found;
    }
    if (auto handed = replay_(again.letter.topic, again.letter.group, again.event); !handed) co_return handed;
    const std::lock_guard lock(mutex_);
    if (const auto found = find(id); found != kept_.end()) kept_.erase(found);
    co_return Result<>();
}

Task<Result<>> MemoryDeadLetters::drop(std::string id) {
    const std::lock_guard lock(mutex_);
    const auto found = find(id);
    if (found == kept_.end()) co_return noSuchLetter(id);
    kept_.erase(found);
    co_return Result<>();
}

std::deque<MemoryDeadLetters::Kept>::iterator MemoryDeadLetters::find(const std::string& id) {
    return std::find_if(kept_.begin(), kept_.end(), [&id](const Kept& kept) { return kept.letter.id == id; });
}

}  // namespace baithak
