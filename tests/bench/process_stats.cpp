// SPDX-License-Identifier: MIT
#include "tests/bench/process_stats.h"

#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

namespace baithak::bench {

std::chrono::microseconds cpuTime(pid_t process) {
    std::ifstream file("/proc/" + std::to_string(process) + "/stat");
    std::string line;
    std::getline(file, line);
    // The name, in brackets, may hold anything; 11 fields stand between it and utime.
    std::istringstream fields(line.substr(line.rfind(')') + 1));
    std::string skipped;
    for (int i = 0; i < 11; ++i) fields >> skipped;
    long user = 0;
    long kernel = 0;
    fields >> user >> kernel;
    return std::chrono::microseconds((user + kernel) * 1'000'000 / sysconf(_SC_CLK_TCK));
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

}  // namespace baithak::bench
