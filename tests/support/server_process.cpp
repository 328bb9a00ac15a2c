// SPDX-License-Identifier: MIT
#include "tests/support/server_process.h"

#include <nlohmann/json.hpp>

#include "tests/support/rest_client.h"

namespace baithak::test {
namespace {

using Clock = std::chrono::steady_clock;

std::vector<std::string> commandOf(std::string binary, std::string dataDir, std::vector<std::string> arguments) {
    std::vector<std::string> command{std::move(binary), "--listen", "127.0.0.1:0", "--data-dir", std::move(dataDir)};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return command;
}

}  // namespace

ServerProcess::ServerProcess(std::string binary, std::string dataDir, std::vector<std::string> arguments)
    : process_(commandOf(std::move(binary), std::move(dataDir), std::move(arguments))) {}

void ServerProcess::start(std::chrono::milliseconds deadline) {
    const auto began = Clock::now();
    process_.spawn();
    auto line = process_.readLine(deadline);
    if (!line) {
        const bool hasEnded = waitExit(std::chrono::milliseconds(0)).has_value();
        if (!hasEnded) kill();
        throw TestFailure("baithakd " + std::string(hasEnded ? "ended" : "was not ready in time") + ":\n" + log());
    }
    readyLine_ = std::move(*line);
    startTime_ = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began);
    const auto ready = nlohmann::json::parse(readyLine_);
    port_ = ready.at("port");
    opsPort_ = ready.value("opsPort", std::uint16_t{0});
}

int ServerProcess::run(std::chrono::milliseconds deadline) {
    process_.spawn();
    const auto code = waitExit(deadline);
    if (!code) {
        kill();
        throw TestFailure("baithakd still runs:\n" + log());
    }
    return *code;
}

}  // namespace baithak::test
