// SPDX-License-Identifier: MIT
#pragma once

// What must hold of any message that a decoder let in, whatever the bytes were. Shared by the tests that mutate frames
// and by the fuzz targets. An empty view means that all is well; otherwise it says what broke.

#include <string>
#include <string_view>

#include "shared/protocol/codec.h"
#include "shared/protocol/frames.h"
#include "shared/protocol/json_scan.h"
#include "shared/protocol/validate.h"

namespace baithak::test {

// The binary form carries everything.
inline std::string_view binaryBreaks(const Message& message) {
    const auto back = decodeTrustedBinary(encodeBinary(message));
    if (!back) return "our own binary frame can't be read";
    if (!(*back == message)) return "the binary form lost something";
    if (encodeBinary(*back) != encodeBinary(message)) return "the binary form is not stable";
    return {};
}

// The text form is JSON that we can read; what it keeps once, it keeps for good; JSON content stays as it is.
inline std::string_view textBreaks(const Message& message) {
    const auto frame = encodeText(message);
    if (!isUtf8(frame) || !isJson(frame)) return "our own text frame is not JSON";
    const auto once = decodeTrustedText(frame);
    if (!once) return "our own text frame can't be read";
    const auto twice = decodeTrustedText(encodeText(*once));
    if (!twice || !(*twice == *once)) return "the text form is not stable";
    const bool isContentJson = isUtf8(message.content) && isJson(message.content);
    const auto blanks = std::string_view(" \t\r\n");
    const auto first = message.content.find_first_not_of(blanks);
    if (!isContentJson) return once->content == "{}" ? "" : "content that is not JSON was written as if it were";
    const auto last = message.content.find_last_not_of(blanks);
    const bool isKept = once->content == std::string_view(message.content).substr(first, last - first + 1);
    return isKept ? "" : "the text form changed the content";
}

// Of what a client sent: no limit is passed, and nothing that only the server may say got through.
inline std::string_view acceptedBreaks(const Message& message, const UserId& source) {
    if (!validateMessage(message)) return "a message beyond the limits was let in";
    if (message.source != source) return "the frame's word for its source was believed";
    if (message.type == MessageType::serverAck) return "a client acknowledged in the server's name";
    if (!message.serverId.empty() || message.serverTimestamp.ms != 0) return "the server's own fields were let in";
    if (message.type != MessageType::clientAck && logPosition(message)) return "a place in the log was let in";
    if (auto broken = binaryBreaks(message); !broken.empty()) return broken;
    return textBreaks(message);
}

}  // namespace baithak::test
