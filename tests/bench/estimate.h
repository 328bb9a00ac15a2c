// SPDX-License-Identifier: MIT
#pragma once

// What a million connected users need, reckoned on paper from what was measured (docs/performance.md tells the
// formulas).

#include "tests/bench/report.h"

namespace baithak::bench {

// From the reports of a cluster's loads and of its idle connections: what was assumed, and what follows.
void estimateMillion(const Report& loads, const Report& idle, Report& estimate);

}  // namespace baithak::bench
