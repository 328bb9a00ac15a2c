// SPDX-License-Identifier: MIT
#pragma once

// What the fuzz targets share: the input as a view, and the end when something broke.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace baithak::fuzz {

inline std::string_view viewOf(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

// libFuzzer keeps the input of a run that aborts.
inline void expectWhole(std::string_view broken) {
    if (broken.empty()) return;
    std::fprintf(stderr, "%.*s\n", static_cast<int>(broken.size()), broken.data());
    std::abort();
}

inline void expect(bool holds, std::string_view otherwise) {
    if (!holds) expectWhole(otherwise);
}

}  // namespace baithak::fuzz
