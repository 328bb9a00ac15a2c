// SPDX-License-Identifier: MIT
#pragma once

// Bodies that no test wants in one piece: sent and read a part at a time on a blocking socket, cut where the test says.
// And what a process has in memory.

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace baithak::test {

class Transfer {
public:
    explicit Transfer(std::uint16_t port);
    ~Transfer();
    Transfer(const Transfer&) = delete;
    Transfer& operator=(const Transfer&) = delete;

    // Sends the head of a request; `headers` end with a line break each.
    bool begin(const std::string& method, const std::string& target, const std::string& headers);
    bool send(std::string_view bytes);
    // So many bytes of bytesAt, from that place.
    bool sendPattern(std::uint64_t from, std::uint64_t size);
    // Cuts the connection without a goodbye.
    void cut();

    // The status of the answer; 0 when none comes in time. What follows its head is in readBody.
    int readStatus();
    // Reads so many bytes and compares them with bytesAt from that place; how many were right.
    std::uint64_t readPattern(std::uint64_t from, std::uint64_t size);
    // Reads so many bytes and forgets them; how many came.
    std::uint64_t skip(std::uint64_t size);

private:
    int socket_ = -1;
    std::string rest_;  // behind the head
};

// Bytes that tell where they stand.
std::string bytesAt(std::uint64_t from, std::uint64_t size);

// VmRSS of /proc/<pid>/status, in bytes; the highest so far with `VmHWM`.
std::uint64_t memoryOf(pid_t pid, const std::string& what = "VmRSS");

}  // namespace baithak::test
