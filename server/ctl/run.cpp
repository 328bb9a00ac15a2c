// SPDX-License-Identifier: MIT
#include "server/ctl/run.h"

#include <cstdio>
#include <nlohmann/json.hpp>

#include "server/ctl/completion.h"
#include "server/ctl/text_table.h"

namespace baithak::ctl {
namespace {

int runHelp(const Desk& desk) {
    const auto& words = desk.invocation.arguments;
    if (words.empty()) return desk.write(helpText());
    std::string asked;
    for (const auto& word : words) asked += (asked.empty() ? "" : " ") + word;
    const auto* command = findCommand(asked);
    if (command == nullptr) return desk.refuse({Errc::malformed, "`" + asked + "` is no command"});
    return desk.write(helpText(*command));
}

int runCompletion(const Desk& desk) {
    const auto script = completionFor(desk.invocation.arguments.front());
    return script ? desk.write(*script) : desk.refuse(script.error());
}

int runCommand(const Desk& desk) {
    const auto words = desk.invocation.command->words;
    if (desk.invocation.has("help"))
        return desk.write(words == "help" ? helpText() : helpText(*desk.invocation.command));
    if (words == "status") return runStatus(desk);
    if (words.starts_with("users ")) return runUsers(desk);
    if (words.starts_with("dead-letters ")) return runDeadLetters(desk);
    if (words == "migrate-store") return runMigrateStore(desk);
    if (words == "nginx-config") return runNginxConfig(desk);
    if (words == "completion") return runCompletion(desk);
    if (words == "version") return desk.write("baithakctl " BAITHAK_VERSION "\n");
    return runHelp(desk);
}

}  // namespace

Result<ServerAddress> Desk::server() const {
    auto address = findServer(invocation, environment);
    if (address && !address->passedOver.empty())
        std::fprintf(stderr, "baithakctl: %s\n", printable(address->passedOver).c_str());
    return address;
}

int Desk::refuse(const Error& error) const {
    std::fprintf(stderr, "baithakctl: %s\n", printable(error.text).c_str());
    return error.code == Errc::malformed ? kMisused : kFailed;
}

int Desk::write(const std::string& text) const {
    const bool isWritten = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
    return isWritten ? kDone : kFailed;
}

int run(std::span<const std::string> arguments, const Environment& environment) {
    const auto invocation = readArguments(arguments);
    if (!invocation) {
        std::fprintf(stderr, "baithakctl: %s\n", printable(invocation.error().text).c_str());
        return kMisused;
    }
    const Desk desk{*invocation, environment};
    try {
        return runCommand(desk);
    } catch (const nlohmann::json::exception&) {
        return desk.refuse(
            {Errc::unavailable, "the server's answer can't be read: it is of another version than " BAITHAK_VERSION});
    } catch (const std::exception& failure) {
        return desk.refuse({Errc::internal, failure.what()});
    }
}

}  // namespace baithak::ctl
