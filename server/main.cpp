// SPDX-License-Identifier: MIT
// baithakd: the server.

#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "server/host/config_fit.h"
#include "server/host/host.h"
#include "server/runtime/config.h"

namespace {

// What will not do however often it is tried again: a service manager leaves it stopped.
int misfit(const baithak::Error& error) {
    std::fprintf(stderr, "baithakd: %s\n", error.text.c_str());
    return 2;
}

}  // namespace

int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    const auto lookUp = [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        return value ? std::optional<std::string>(value) : std::nullopt;
    };
    const auto command = baithak::readCommand(arguments, lookUp);
    if (!command) return misfit(command.error());
    switch (command->kind) {
        case baithak::CommandKind::help:
            std::fputs(baithak::helpText().c_str(), stdout);
            return 0;
        case baithak::CommandKind::version:
            std::puts("baithakd " BAITHAK_VERSION);
            return 0;
        case baithak::CommandKind::configCheck:
            if (const auto fits = baithak::checkFit(command->config); !fits) return misfit(fits.error());
            std::fputs(baithak::describe(command->config).c_str(), stdout);
            return 0;
        case baithak::CommandKind::serve:
            break;
    }
    if (const auto fits = baithak::checkFit(command->config); !fits) return misfit(fits.error());
    return baithak::serve(command->config);
}
