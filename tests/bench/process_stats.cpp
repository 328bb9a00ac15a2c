// SPDX-License-Identifier: MIT
#include "tests/bench/process_stats.h"

#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

namespace baithak::bench {

namespace {

struct Times {
    long user = 0;
    long kernel = 0;
    long userOfEnded = 0;  // children
    long kernelOfEnded = 0;
};

Times timesOf(pid_t process) {
    std::ifstream file("/proc/" + std::to_string(process) + "/stat");
    std::string line;
    std::getline(file, line);
    // The name, in brackets, may hold anything; 11 fields stand between it and utime.
    std::istringstream fields(line.substr(line.rfind(')') + 1));
    std::string skipped;
    for (int i = 0; i < 11; ++i) fields >> skipped;
    Times times;
    fields >> times.user >> times.kernel >> times.userOfEnded >> times.kernelOfEnded;
    return times;
}

std::chrono::microseconds ofTicks(long ticks) {
    return std::chrono::microseconds(ticks * 1'000'000 / sysconf(_SC_CLK_TCK));
}

}  // namespace

std::chrono::microseconds cpuTime(pid_t process) {
    const Times times = timesOf(process);
    return ofTicks(times.user + times.kernel);
}

std::chrono::microseconds cpuTime(const ProcessGroup& group) {
    std::chrono::microseconds all{};
    for (const pid_t process : group.processes) {
        const Times times = timesOf(process);
        all += ofTicks(times.user + times.kernel + times.userOfEnded + times.kernelOfEnded);
        const auto pid = std::to_string(process);
        std::ifstream children("/proc/" + pid + "/task/" + pid + "/children");
        for (pid_t child = 0; children >> child;) all += cpuTime(child);
    }
    return all;
}

Memory memory(pid_t process) {
    std::ifstream file("/proc/" + std::to_string(process) + "/smaps_rollup");
    Memory memory;
    for (std::string line; std::getline(file, line);) {
        std::istringstream fields(line);
        std::string name;
        std::uint64_t kilobytes = 0;
        fields >> name >> kilobytes;
        if (name == "Rss:") memory.residentBytes = kilobytes * 1024;
        if (name == "Private_Clean:" || name == "Private_Dirty:") memory.ownBytes += kilobytes * 1024;
    }
    return memory;
}

std::uint64_t kernelMemory() {
    std::ifstream file("/proc/meminfo");
    std::string name;
    std::uint64_t kilobytes = 0;
    for (std::string line; std::getline(file, line);) {
        std::istringstream fields(line);
        fields >> name >> kilobytes;
        if (name == "SUnreclaim:") return kilobytes * 1024;
    }
    return 0;
}

}  // namespace baithak::bench
