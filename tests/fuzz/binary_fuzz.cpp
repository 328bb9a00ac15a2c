// SPDX-License-Identifier: MIT

// Binary frames as clients send them. What is let in keeps the codec's invariants.

#include "shared/protocol/codec.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/support/codec_invariants.h"

using namespace baithak;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const UserId ann("ann");
    RefusedFrame refused;
    const auto message = decodeBinary(fuzz::viewOf(data, size), ann, refused);
    if (!message) {
        fuzz::expect(!message.error().text.empty(), "a refusal without a sentence");
        fuzz::expect(isUtf8(message.error().text) && isUtf8(refused.id), "a refusal that is not UTF-8");
        return 0;
    }
    fuzz::expectWhole(test::acceptedBreaks(*message, ann));
    return 0;
}
