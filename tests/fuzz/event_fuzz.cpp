// SPDX-License-Identifier: MIT

// Events as one server process hands them to another: whatever is read can be written, and is the same when it is read
// again.

#include "server/bus/event_codec.h"
#include "tests/fuzz/fuzz_input.h"

using namespace baithak;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    auto decoded = decodeEvent(fuzz::viewOf(data, size));
    if (!decoded) return 0;
    const auto bytes = encodeEvent(*decoded->event, decoded->key, decoded->onlyGroup);
    auto again = decodeEvent(bytes);
    fuzz::expect(static_cast<bool>(again), "our own event can't be read");
    fuzz::expect(encodeEvent(*again->event, again->key, again->onlyGroup) == bytes, "the form is not stable");
    return 0;
}
