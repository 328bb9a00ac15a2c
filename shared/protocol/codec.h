// SPDX-License-Identifier: MIT
#pragma once

// Bytes to messages and back, for all four wire forms (docs/protocol.md, A1). Text frames are v1, v2.0 or v2.1 JSON;
// binary frames are v3 (proto3). Pure and thread-safe: no state but thread-local scratch buffers. Any bytes are safe
// input: what can't be read is an Error that names what is wrong, never a crash.

#include <string>
#include <string_view>

#include "shared/base/result.h"
#include "shared/model/message.h"

namespace baithak {

// The form a receiver reads.
enum class WireFormat : std::uint8_t { text, binary };

// Reads a text frame (v1, v2.0, v2.1). `source` becomes the message's source, whatever the frame claims. The content is
// the raw slice of `body`. Errc::malformed or Errc::tooLarge with a sentence naming the field.
// A frame that could be read as far as its id has that id in `*idOut` even when the rest is refused.
Result<Message> decodeText(std::string_view frame, const UserId& source, std::string* idOut = nullptr);

// Reads a binary frame (v3); the same promises.
Result<Message> decodeBinary(std::string_view frame, const UserId& source, std::string* idOut = nullptr);

// Reads a binary frame that we wrote or received ourselves: source, meta `conv` and `seq` are kept as they stand.
// For clients, the store and tests; a server never calls it on what a client sent.
Result<Message> decodeTrustedBinary(std::string_view frame);
// The same for a v2.1 text frame that a server sent.
Result<Message> decodeTrustedText(std::string_view frame);

// What a v2 receiver is sent: v2.1 with the v1 names at the top level. Content that is not JSON becomes `{}` and the
// text `[unknown]`. JSON content that is not an object stands as it is.
std::string encodeText(const Message& message);

// What a v3 receiver is sent; the version field says in which form the message arrived.
std::string encodeBinary(const Message& message);

// Adds meta `conv` and `seq` to a frame made by encodeBinary of a message without them: the same bytes with two map
// entries behind them, so that a stored frame is encoded once however often it is read.
std::string withLogPosition(std::string_view binaryFrame, std::string_view conversation, std::uint64_t seq);

inline std::string encode(const Message& message, WireFormat format) {
    return format == WireFormat::text ? encodeText(message) : encodeBinary(message);
}

// A frame as a client of the given version writes it (v1, v2.0, v2.1 text; v3 binary): for clients, tests and the
// load generator. The content must be JSON for the text forms.
std::string encodeAs(const Message& message, WireVersion version);

}  // namespace baithak
