// SPDX-License-Identifier: MIT
#pragma once

// The table behind config.h: each option once, with its type, its check, and its place in Config. Used by config.cpp.

#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "server/runtime/config.h"

namespace baithak {

enum class OptionType : std::uint8_t { text, number, flag };

using OptionValue = std::variant<std::string, std::uint32_t, std::uint64_t, bool>;

struct ConfigEntry {
    ConfigOption option;
    OptionType type;
    // Checks the value and puts it into its place; the error says why it won't do.
    Result<> (*set)(Config&, std::string_view value);
    OptionValue (*get)(const Config&);
    bool isSecret = false;  // never shown
};

std::span<const ConfigEntry> configEntries();
const ConfigEntry* findConfigEntry(std::string_view name);

}  // namespace baithak
