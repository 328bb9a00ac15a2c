// SPDX-License-Identifier: MIT
#pragma once

// What NATS says of a record in the subject for its confirmation: whose it is, which, and how often it was handed out.
// Pure.

#include <optional>
#include <string>
#include <string_view>

namespace baithak {

// Views into the subject that it was read from.
struct NatsRecordName {
    std::string_view reader;    // `<stream>.<consumer>`
    std::string_view sequence;  // of the stream
    std::string_view storedAt;  // nanoseconds: tells it from a record of that number before the stream was wiped
    int tries = 0;              // times that it was handed out, this one included

    // Names the record and its group for all times; no word of a subject is empty in it.
    std::string id() const;
};

// Nothing when the subject is none of JetStream's for confirmations.
std::optional<NatsRecordName> natsRecordName(std::string_view replyTo);

}  // namespace baithak
