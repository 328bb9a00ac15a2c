// SPDX-License-Identifier: MIT
#include "tests/e2e/cluster/probe.h"

namespace baithak::test {

using namespace std::chrono_literals;

Probe::Probe(Loop& loop, std::uint16_t port, const std::string& prefix) : loop_(loop), port_(port), rest_(loop, port) {
    constexpr auto kPassword = "correct horse battery";
    for (const auto* name : {"probe-a", "probe-b"}) {
        rest_.registerUser(prefix + name, kPassword);
        accounts_.push_back(rest_.login(prefix + name, kPassword, "probe"));
    }
}

std::optional<std::chrono::milliseconds> Probe::serviceWithin(std::chrono::milliseconds atMost) {
    const auto began = loop_.now();
    const auto from = connect(accounts_[0]);
    const auto to = connect(accounts_[1]);
    const auto id = from->sendText(accounts_[1].user, "probe " + std::to_string(++count_));
    const bool wentThrough = loop_.until([&] { return from->isAcknowledged(id) && to->hasArrived(id); }, atMost);
    if (!wentThrough) return std::nullopt;
    return loop_.now() - began;
}

std::unique_ptr<ScriptedClient> Probe::connect(const Account& account) {
    ScriptedClient::Options options;
    options.name = account.user + "-" + std::to_string(count_);
    options.seed = ++count_;
    options.connectTimeout = 3s;
    options.ackTimeout = 4s;
    auto client = std::make_unique<ScriptedClient>(loop_, port_, account, options);
    client->start();
    return client;
}

}  // namespace baithak::test
