// SPDX-License-Identifier: MIT
#pragma once

// What the kernel says about a process (/proc).

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <sys/types.h>

namespace baithak::bench {

// Time spent by all its threads, in user and kernel.
std::chrono::microseconds cpuTime(pid_t process);
// Processes that do one thing together.
struct ProcessGroup {
    std::string name;
    std::vector<pid_t> processes;
};
// Of all of them and of their children, those that have ended included.
std::chrono::microseconds cpuTime(const ProcessGroup& group);
// Bytes that are the process's own, and bytes resident in all.
struct Memory {
    std::uint64_t ownBytes = 0;
    std::uint64_t residentBytes = 0;
};
Memory memory(pid_t process);
// What the kernel itself holds of the machine's memory: sockets and their like.
std::uint64_t kernelMemory();

}  // namespace baithak::bench
