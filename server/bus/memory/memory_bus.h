// SPDX-License-Identifier: MIT
#pragma once

// The bus within one process: events go from loop to loop by pointer, in the order published, at once.

#include <memory>

#include "server/bus/bus.h"

namespace baithak {

// `bound`: events waiting for one loop, past which publish answers Errc::unavailable.
std::unique_ptr<Bus> makeMemoryBus(std::size_t bound = 200'000);

}  // namespace baithak
