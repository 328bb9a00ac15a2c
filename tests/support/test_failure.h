// SPDX-License-Identifier: MIT
#pragma once

// A test can't go on: half of its world is missing. Says what.

#include <stdexcept>

namespace baithak::test {

class TestFailure : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

}  // namespace baithak::test
