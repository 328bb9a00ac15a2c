// SPDX-License-Identifier: MIT

// Base64 in both variants: what decodes encodes to the same text, and any bytes survive.

#include "shared/base/base64.h"
#include "tests/fuzz/fuzz_input.h"

using namespace baithak;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto input = fuzz::viewOf(data, size);
    for (const auto variant : {Base64::standard, Base64::url}) {
        if (const auto bytes = decodeBase64(input, variant)) {
            fuzz::expect(encodeBase64(*bytes, variant) == input, "two texts for one value");
        }
        const auto back = decodeBase64(encodeBase64(input, variant), variant);
        fuzz::expect(back && *back == input, "bytes did not survive");
    }
    return 0;
}
