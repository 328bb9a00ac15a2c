// SPDX-License-Identifier: MIT
#pragma once

// Log entries for tests of the gateway's parts.

#include <memory>
#include <string>
#include <vector>

#include "server/store/records.h"
#include "tests/support/builders.h"

namespace baithak::test {

inline constexpr DeviceNumber kThisDevice{1};
inline constexpr DeviceNumber kOtherDevice{2};

// An entry from somebody else; its message has the id `m<seq>`.
inline LogEntry entryAt(std::uint64_t seq, DeviceNumber origin = kNoDevice, std::size_t contentBytes = 2) {
    auto message = aMessage("m" + std::to_string(seq)).content(std::string(contentBytes, 'x')).build();
    return {seq, std::make_shared<const Message>(std::move(message)), origin};
}

// The entries first … last.
inline std::vector<LogEntry> entries(std::uint64_t first, std::uint64_t last) {
    std::vector<LogEntry> all;
    for (auto seq = first; seq <= last; ++seq) all.push_back(entryAt(seq));
    return all;
}

}  // namespace baithak::test
