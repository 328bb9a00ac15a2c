// SPDX-License-Identifier: MIT
#pragma once

// How the keys of a topic fall into partitions, and how many partitions each member of a group takes: the same in every
// process, on every machine. Pure.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace baithak {

// FNV-1a, 32 bits: what a key hashes to, for good.
constexpr std::uint32_t hashOfKey(std::string_view key) noexcept {
    std::uint32_t hash = 2'166'136'261U;
    for (const char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 16'777'619U;
    return hash;
}

constexpr std::uint32_t partitionOf(std::string_view key, std::uint32_t partitions) noexcept {
    return hashOfKey(key) % partitions;
}

// The share of the member of that rank among so many. Those who joined first have the lower ranks: then a member that
// joins takes its share from the others, and no other member gains, so that no more than its share moves.
constexpr std::size_t shareOf(std::size_t partitions, std::size_t members, std::size_t rank) noexcept {
    return partitions / members + (rank < partitions % members ? 1 : 0);
}

}  // namespace baithak
