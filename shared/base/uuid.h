// SPDX-License-Identifier: MIT
#pragma once

// Random UUIDs (RFC 9562, version 4) in the one spelling that is used here: 8-4-4-4-12 lower-case hex digits.

#include <string>

#include "shared/base/random.h"

namespace baithak {

std::string makeUuid(const RandomSource& random);

}  // namespace baithak
