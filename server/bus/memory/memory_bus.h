// SPDX-License-Identifier: MIT
#pragma once

// The bus within one process: events go from loop to loop by pointer, in the order published, at once. Its dead letters
// are the last hundred, and end with the process.

#include <chrono>
#include <memory>

#include "server/bus/bus.h"
#include "server/runtime/log.h"
#include "server/runtime/metrics.h"

namespace baithak {

struct MemoryBusConfig {
    std::size_t bound = 200'000;  // events waiting for one loop, past which publish answers Errc::unavailable
    std::chrono::milliseconds firstRetry{250};  // after a handler threw; twice as long each time after that
    Log* log = nullptr;                         // told of dead letters
    Metrics* metrics = nullptr;
};

std::unique_ptr<Bus> makeMemoryBus(MemoryBusConfig config = {});

}  // namespace baithak
