// SPDX-License-Identifier: MIT
#include "tests/bench/pairs.h"

#include <utility>

namespace baithak::bench {

std::string pathFor(WireVersion version) {
    return std::string("/v1.0/wss/?ack=true&confirm=true&format=") + (version == WireVersion::v3_0 ? "binary" : "text");
}

std::string headersOf(const test::Account& account) {
    return "user: " + account.user + "\r\naccesskey: " + account.accessKey + "\r\n";
}

void connectPairs(Load& load, const Place& place, std::size_t pairs, WireVersion version, const std::string& prefix) {
    std::size_t number = 0;
    const auto connect = [&](const std::string& user) {
        return load.addWire(place.endpointOf(number++), pathFor(version), headersOf(place.signIn(user)));
    };
    for (std::size_t i = 0; i < pairs; ++i) {
        const std::string sender = prefix + "s" + std::to_string(i);
        const std::string reader = prefix + "r" + std::to_string(i);
        connect(reader);
        const std::size_t wire = connect(sender);
        load.addFlow(wire, FrameTemplate::message(version, ChannelKind::individual, sender, reader, kBodyBytes));
    }
    load.waitOpen();
}

double perSecond(std::uint64_t count, Clock::duration time) {
    return static_cast<double>(count) / std::chrono::duration<double>(time).count();
}

Row row(std::string name, WireVersion version, std::string durability, Measure measure) {
    return {std::move(name), version == WireVersion::v3_0 ? "v3" : "v2.1", std::move(durability), std::move(measure)};
}

}  // namespace baithak::bench
