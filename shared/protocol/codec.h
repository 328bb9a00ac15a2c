// SPDX-License-Identifier: MIT
#pragma once

// Bytes to messages and back, for all four wire forms (docs/protocol.md, A1). Text frames are v1, v2.0 or v2.1 JSON;
// binary frames are v3 (proto3). Pure and thread-safe: no state but thread-local scratch buffers. Any bytes are safe
// input: what can't be read is an Error that names what is wrong, never a crash.
//
// Where the contract leaves room, text is read so: a null is as good as absent, but in `body`, whose bytes are never
// touched; a missing body is `{}`; a name that means something may stand once; numbers and booleans in `head` and
// `meta` become text in their own spelling, objects and arrays there are refused; a `head` key that begins with `_m`
// is refused, since in a message's meta that prefix marks what came from the top-level `meta`; `contentType` decides
// the type, unless `head.type` is `notification`; a v1 `type` that names no type is kept as `contentType`; other v1
// keys are dropped.

#include <cstdint>
#include <string>
#include <string_view>

#include "shared/base/result.h"
#include "shared/model/message.h"

namespace baithak {

// The form a receiver reads.
enum class WireFormat : std::uint8_t { text, binary };

// What could be read of a frame that is refused: enough to answer it by name, and to know that it wants no answer
// (nothing addressed to `server` is ever answered with an error).
struct RefusedFrame {
    std::string id;  // empty when it could not be read, or is too long to be repeated
    bool isToServer = false;
};

// Reads a text frame (v1, v2.0, v2.1). `source` becomes the message's source, whatever the frame claims. The content is
// the raw slice of `body`. Errc::malformed or Errc::tooLarge with a sentence naming the field: what is returned has
// passed validateMessage (validate.h). Meta `conv` and `seq` are dropped, but for those of a CLIENT_ACK, which say what
// is confirmed. A SERVER_ACK becomes a NOTIFICATION.
// A frame that could be read as far as its id has that id in `*idOut` even when the rest is refused.
Result<Message> decodeText(std::string_view frame, const UserId& source, std::string* idOut = nullptr);
Result<Message> decodeText(std::string_view frame, const UserId& source, RefusedFrame& refused);

// Reads a binary frame (v3); the same promises.
Result<Message> decodeBinary(std::string_view frame, const UserId& source, std::string* idOut = nullptr);
Result<Message> decodeBinary(std::string_view frame, const UserId& source, RefusedFrame& refused);

// Reads a binary frame that we wrote or received ourselves: source, meta `conv` and `seq` are kept as they stand.
// For clients, the store and tests; a server never calls it on what a client sent. Limits of size are not checked, but
// those of the meta map; a SERVER_ACK from anyone but `server` is a NOTIFICATION.
Result<Message> decodeTrustedBinary(std::string_view frame);
// The same for a v2.1 text frame that a server sent.
Result<Message> decodeTrustedText(std::string_view frame);

// What a v2 receiver is sent: v2.1 with the v1 names at the top level. Content that is not JSON (isJson in json_scan.h
// and UTF-8) becomes `{}` and the text `[unknown]`, but for acknowledgements, which have none. JSON content that is not
// an object stands as it is. Meta keys `_m…` stand in a top-level `meta`, without the prefix.
std::string encodeText(const Message& message);

// What a v3 receiver is sent; the version field says in which form the message arrived. Without a time of the sender's
// (sentAt 0) there is no `timestamp`.
std::string encodeBinary(const Message& message);

// Adds meta `conv` and `seq` to a frame made by encodeBinary of a message without them: the same bytes with two map
// entries behind them, so that a stored frame is encoded once however often it is read.
std::string withLogPosition(std::string_view binaryFrame, std::string_view conversation, std::uint64_t seq);

inline std::string encode(const Message& message, WireFormat format) {
    return format == WireFormat::text ? encodeText(message) : encodeBinary(message);
}

// A frame as a client of the given version writes it (v1, v2.0, v2.1 text; v3 binary): for clients, tests and the
// load generator. The content must be JSON for the text forms. Each form carries what it can: v2.0 no `ephemeral` and
// no `category`; v1 of the meta only `chatid`, `action`, `state` and a contentType that names no type, of the content
// only `text`.
std::string encodeAs(const Message& message, WireVersion version);

}  // namespace baithak
