// SPDX-License-Identifier: MIT

// Text frames as clients send them. What is let in must be JSON to another parser too, and keep the codec's invariants.

#include <nlohmann/json.hpp>

#include "shared/protocol/codec.h"
#include "tests/fuzz/fuzz_input.h"
#include "tests/support/codec_invariants.h"

using namespace baithak;

namespace {

// Lone surrogates in content are the one thing that we pass on and nlohmann refuses; numbers differ in nothing.
bool isJsonElsewhere(std::string_view frame) {
    const bool mayHoldSurrogate = frame.find("\\ud") != frame.npos || frame.find("\\uD") != frame.npos;
    return mayHoldSurrogate || nlohmann::json::accept(frame);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto frame = fuzz::viewOf(data, size);
    const UserId ann("ann");
    RefusedFrame refused;
    const auto message = decodeText(frame, ann, refused);
    if (!message) {
        fuzz::expect(!message.error().text.empty(), "a refusal without a sentence");
        fuzz::expect(isUtf8(message.error().text) && isUtf8(refused.id), "a refusal that is not UTF-8");
        return 0;
    }
    fuzz::expect(isJsonElsewhere(frame), "a frame that is not JSON was let in");
    fuzz::expectWhole(test::acceptedBreaks(*message, ann));
    return 0;
}
