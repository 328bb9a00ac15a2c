// SPDX-License-Identifier: MIT
#pragma once

// What the writer shows the readers after each commit. Safe from any thread.

#include <atomic>

#include "server/store/sqlite/group_cache.h"

namespace baithak::sqlite {

struct Published {
    GroupCache groups{512};
    std::atomic<std::uint64_t> stamp{0};  // of the last commit
};

}  // namespace baithak::sqlite
