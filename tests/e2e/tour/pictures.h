// SPDX-License-Identifier: MIT
#pragma once

// Pictures of the desktop client's screens for the tour's conversation: the real client signs in as one of the three,
// on whatever display there is, and writes PNG files. Called once the story is told, while the server still runs.

#include <cstdint>
#include <string>

#include "tests/e2e/tour/transcript.h"
#include "tests/support/loop.h"

namespace baithak::tour {

struct PictureOrder {
    std::string clientBinary;
    std::string folder;  // where the pictures go; made when it is not there
    std::uint16_t port = 0;
    std::string user;
};

void takePictures(test::Loop& loop, Transcript& transcript, const PictureOrder& order);

}  // namespace baithak::tour
