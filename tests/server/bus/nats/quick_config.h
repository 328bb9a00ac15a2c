// SPDX-License-Identifier: MIT
#pragma once

// A bus over NATS that notices everything soon, for tests.

#include "server/bus/nats/nats_bus.h"

namespace baithak::test {

inline NatsBusConfig quickConfig(std::string url, std::string prefix) {
    NatsBusConfig config;
    config.url = std::move(url);
    config.prefix = std::move(prefix);
    config.partitions = 4;
    config.connectFor = std::chrono::seconds(10);
    config.leaseTime = std::chrono::milliseconds(2500);
    config.renewEvery = std::chrono::milliseconds(400);
    config.ackWait = std::chrono::milliseconds(2000);
    config.firstRetry = std::chrono::milliseconds(1);
    return config;
}

}  // namespace baithak::test
