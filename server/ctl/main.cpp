// SPDX-License-Identifier: MIT
// baithakctl: the operator's command line.

#include <cstdlib>

#include "server/ctl/run.h"

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    const auto environment = [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        return value ? std::optional<std::string>(value) : std::nullopt;
    };
    return baithak::ctl::run(arguments, environment);
}
