// SPDX-License-Identifier: MIT
// baithakd: the server.

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "server/host/host.h"
#include "server/runtime/config.h"

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    const auto lookUp = [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        return value ? std::optional<std::string>(value) : std::nullopt;
    };
    const auto command = baithak::readCommand(arguments, lookUp);
    if (!command) {
        std::fprintf(stderr, "baithakd: %s\n", command.error().text.c_str());
        return 2;
    }
    switch (command->kind) {
        case baithak::CommandKind::help:
            std::fputs(baithak::helpText().c_str(), stdout);
            return 0;
        case baithak::CommandKind::version:
            std::puts("baithakd " BAITHAK_VERSION);
            return 0;
        case baithak::CommandKind::configCheck:
            std::fputs(baithak::describe(command->config).c_str(), stdout);
            return 0;
        case baithak::CommandKind::serve:
            break;
    }
    return baithak::serve(command->config);
}
