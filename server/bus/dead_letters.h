// SPDX-License-Identifier: MIT
#pragma once

// The events that could not be handled, kept with the reason: those whose handler threw, or whose process ended, in
// each of kMaxTries tries (bus.h), and those that could not be read at all. An operator looks at them, and has them
// tried again or dropped. Each is of one group; the other groups of its topic had theirs.
//
// Called from any loop; the task runs on the loop that awaits it. Errc::unavailable while the broker is away.

#include <cstddef>
#include <string>
#include <vector>

#include "server/runtime/task.h"
#include "shared/base/result.h"
#include "shared/base/timestamp.h"

namespace baithak {

struct DeadLetter {
    std::string id;  // names it on this bus
    std::string topic;
    std::string group;
    std::string key;     // empty when it is not known
    std::string reason;  // what the handler threw, or why it could not be read
    int tries = 0;
    Timestamp at;  // of the last try
    std::size_t bytes = 0;
};

class DeadLetters {
public:
    virtual ~DeadLetters() = default;

    // The oldest first.
    virtual Task<Result<std::vector<DeadLetter>>> list(std::size_t limit) = 0;
    // Hands it to its group again, with all its tries before it. Errc::notFound when there is none of that id.
    virtual Task<Result<>> replay(std::string id) = 0;
    virtual Task<Result<>> drop(std::string id) = 0;
};

}  // namespace baithak
