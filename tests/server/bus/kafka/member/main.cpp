// SPDX-License-Identifier: MIT

// A member of a group on Kafka in a process of its own. Says the name of each event that it gets; the one called
// `poison` ends it at once, as a crash would. SIGTERM ends it politely.

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <string>

#include <boost/asio/signal_set.hpp>

#include "server/bus/topics.h"
#include "tests/server/bus/event_samples.h"
#include "tests/server/bus/kafka/quick_config.h"

using namespace baithak;

// main BROKERS
int main(int argc, char** argv) {
    if (argc != 2) return 2;
    auto bus = openKafkaBus(test::quickConfig(argv[1]));
    if (!bus) return 1;
    Loop loop;
    auto subscribed =
        (*bus)->subscribe(topics::kSendMessage, "delivery", loop, [](const EventPtr& event, const Fence&) {
            const auto name = test::nameOf(event);
            std::printf("%s\n", name.c_str());
            std::fflush(stdout);
            if (name == "poison") ::_exit(3);
        });
    if (!subscribed) return 1;
    boost::asio::signal_set signals(loop, SIGTERM);
    signals.async_wait([&](boost::system::error_code, int) { loop.stop(); });
    loop.run();
    subscribed->reset();
    return 0;
}
