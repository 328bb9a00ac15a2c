// SPDX-License-Identifier: MIT
#pragma once

// Pictures of the desktop client's screens for the tour's conversation: the client signs in as one of the three, on
// whatever display there is, shows what they said, and is written to PNG files (camera/). Called once the story is
// told, while the server still runs.

#include <cstdint>
#include <string>
#include <vector>

#include "tests/e2e/tour/transcript.h"
#include "tests/support/loop.h"

namespace baithak::tour {

// A conversation to be opened, what its last message must read, and the picture's name.
struct Subject {
    std::string conversation;
    std::string lastText;
    std::string picture;
};
struct PictureOrder {
    std::string camera;  // the program
    std::string folder;  // where the pictures go; made when it is not there
    std::uint16_t port = 0;
    std::string user;
    std::vector<Subject> subjects;
};

void takePictures(test::Loop& loop, Transcript& transcript, const PictureOrder& order);

}  // namespace baithak::tour
