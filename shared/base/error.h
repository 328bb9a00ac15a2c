// SPDX-License-Identifier: MIT
#pragma once

// The one list of expected failures. A function that can fail in a way its caller must handle returns an Error inside a
// Result (result.h); the code decides what the caller does, the sentence is for a person. One table (error.cpp) maps
// each code to its HTTP status and to its name on the wire (PROTOCOL B4).

#include <string>
#include <string_view>

namespace baithak {

enum class Errc {
    malformed,           // the bytes are not what they claim to be
    tooLarge,            // a limit of shared/protocol/limits.h is exceeded
    duplicateId,         // the id was used before with other content
    unknownDestination,  // nobody and nothing has that name
    notAMember,          // the sender is not in the group now
    forbidden,           // the caller may not do that
    blocked,             // the recipient does not take messages from the sender
    rateLimited,         // too many, too fast
    unavailable,         // something the server needs is away; try again later
    unauthenticated,     // no credentials, or wrong ones
    notFound,            // no such thing, or not for the caller's eyes
    conflict,            // it exists already, or in another state
    timedOut,            // no answer in time
    fenced,              // another worker owns that part now: what a former owner wrote was not kept
    internal             // a bug: the text names it, the log has more
};

// A failure: its code and one sentence that names what is wrong. The sentence may be shown to a user; it never holds
// message content, passwords or keys.
struct Error {
    Errc code = Errc::internal;
    std::string text;
};

// The name on the wire (`not-a-member`), stable across releases. Codes without a wire name of their own share the
// nearest one of PROTOCOL B4.
std::string_view wireName(Errc code) noexcept;

// The code for a wire name; `internal` for a name this version does not know.
Errc errcFromWireName(std::string_view name) noexcept;

// The HTTP status for a code (RFC 9110).
int httpStatus(Errc code) noexcept;

}  // namespace baithak
