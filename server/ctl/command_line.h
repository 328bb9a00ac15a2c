// SPDX-License-Identifier: MIT
#pragma once

// What baithakctl can be told: one table of commands, from which arguments are read, help is written and shells learn
// to complete (completion.h). Pure.

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"

namespace baithak::ctl {

struct OptionSpec {
    std::string_view name;   // `data-dir`
    std::string_view value;  // placeholder: DIR; empty: a switch
    std::string_view help;
};

struct CommandSpec {
    std::string_view words;      // `users create`
    std::string_view arguments;  // `NAME`, `NAME SUBJECT`; `[TEXT]` may be missing; `ID...` may be several
    std::string_view help;
    std::span<const OptionSpec> options;
};

// What the operator asked for.
struct Invocation {
    const CommandSpec* command = nullptr;
    std::vector<std::string> arguments;
    std::map<std::string, std::string, std::less<>> options;  // a switch is `true`

    bool has(std::string_view option) const { return options.find(option) != options.end(); }
    std::string option(std::string_view name, std::string_view otherwise = {}) const;
};

std::span<const CommandSpec> commands();
// Those that every command takes.
std::span<const OptionSpec> globalOptions();
// Null when there is none of these words.
const CommandSpec* findCommand(std::string_view words);

// `arguments` without the program's name. Errc::malformed with a sentence when they make no sense.
Result<Invocation> readArguments(std::span<const std::string> arguments);

// Of all commands, or of one.
std::string helpText();
std::string helpText(const CommandSpec& command);

}  // namespace baithak::ctl
