// SPDX-License-Identifier: MIT
#pragma once

// The frames of the load, made once by the real codec and then only patched: each id has the same length and says who
// sent it and which it is. What comes back is read just as far as its id and whether it is an acknowledgement.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/model/message.h"

namespace baithak::bench {

// Sender and running number, as they stand in an id: `s0012n00004567`.
struct LoadId {
    std::uint32_t sender = 0;
    std::uint32_t number = 0;
};

// A frame with a hole for the id.
class FrameTemplate {
public:
    static FrameTemplate message(WireVersion version, ChannelKind channel, std::string_view from, std::string_view to,
                                 std::size_t bodyBytes);
    static FrameTemplate confirmation(WireVersion version);

    // The frame for that id; the view holds until the next call.
    std::string_view with(LoadId id);
    // The same with an id as it came.
    std::string_view with(std::string_view id);

    std::size_t bytes() const noexcept { return bytes_.size(); }

private:
    explicit FrameTemplate(const Message& message, WireVersion version);

    std::string bytes_;
    std::size_t hole_ = 0;
};

struct Seen {
    LoadId id;
    std::string_view idText;
    bool isAck = false;
};
// What a server's frame is; nothing for frames that are not part of the load (receipts and the like).
std::optional<Seen> readFrame(std::string_view payload, bool isBinary);

}  // namespace baithak::bench
