// SPDX-License-Identifier: MIT

// Binary frames as a server or the store hands them out, and the log position that is written behind them.

#include "shared/protocol/codec.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/support/codec_invariants.h"

using namespace baithak;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto message = decodeTrustedBinary(fuzz::viewOf(data, size));
    if (!message) return 0;
    fuzz::expectWhole(test::binaryBreaks(*message));
    const auto placed = decodeTrustedBinary(withLogPosition(encodeBinary(*message), "grp:x", 7));
    const auto position = placed ? logPosition(*placed) : std::nullopt;
    const bool hasRoom = message->meta.size() <= 64;
    fuzz::expect(!hasRoom || (position && position->seq == 7 && position->conversation == "grp:x"),
                 "the log position can't be read behind the frame");
    return 0;
}
