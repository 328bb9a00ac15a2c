// SPDX-License-Identifier: MIT
#pragma once

// What the kernel says about a process (/proc).

#include <chrono>
#include <cstdint>

#include <sys/types.h>

namespace baithak::bench {

// Time spent by all its threads, in user and kernel.
std::chrono::microseconds cpuTime(pid_t process);
// Bytes that are the process's own, and bytes resident in all.
struct Memory {
    std::uint64_t ownBytes = 0;
    std::uint64_t residentBytes = 0;
};
Memory memory(pid_t process);

}  // namespace baithak::bench
