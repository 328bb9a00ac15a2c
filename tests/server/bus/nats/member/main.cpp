// SPDX-License-Identifier: MIT

// A member of a group in a process of its own, for tests that pause and kill it. Says `ready` once it holds a
// partition, then `<event> <partition> <epoch>` for each event; with `hold` it never lets go of one. SIGTERM ends it
// politely.

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <string>
#include <vector>

#include <boost/asio/signal_set.hpp>

#include "tests/server/bus/event_samples.h"
#include "tests/server/bus/nats/quick_config.h"

using namespace baithak;

namespace {

void say(const std::string& line) {
    std::printf("%s\n", line.c_str());
    std::fflush(stdout);
}

}  // namespace

// main URL PREFIX [hold]
int main(int argc, char** argv) {
    const std::vector<std::string> arguments(argv + 1, argv + argc);
    if (arguments.size() < 2) return 2;
    auto bus = openNatsBus(test::quickConfig(arguments[0], arguments[1]));
    if (!bus) {
        std::fprintf(stderr, "%s\n", bus.error().text.c_str());
        return 1;
    }
    const bool isHolding = arguments.size() > 2;
    std::vector<EventPtr> held;
    Loop loop;
    auto subscribed = (*bus)->subscribe("topic", "group", loop, [&](const EventPtr& event, const Fence& fence) {
        if (isHolding) held.push_back(event);
        say(test::nameOf(event) + " " + std::to_string(fence.partition) + " " + std::to_string(fence.epoch));
    });
    if (!subscribed) return 1;
    boost::asio::signal_set signals(loop, SIGTERM);
    signals.async_wait([&](boost::system::error_code, int) { loop.stop(); });
    while ((*bus)->status().owned.empty()) loop.run_for(std::chrono::milliseconds(10));
    say("ready");
    loop.run();
    subscribed->reset();
    return 0;
}
