// SPDX-License-Identifier: MIT

// Text frames as a server sends them, read by a client: a broken server must not break it.

#include "shared/protocol/codec.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/support/codec_invariants.h"

using namespace baithak;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto message = decodeTrustedText(fuzz::viewOf(data, size));
    if (!message) return 0;
    fuzz::expectWhole(test::binaryBreaks(*message));
    // Its limits are not checked, so the frame that we would write may be too large to be read.
    if (validateMessage(*message)) fuzz::expectWhole(test::textBreaks(*message));
    return 0;
}
