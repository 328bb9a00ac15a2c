// SPDX-License-Identifier: MIT
#include "server/bus/nats/nats_record_name.h"

#include <array>
#include <charconv>

namespace baithak {

std::string NatsRecordName::id() const {
    return std::string(reader) + "." + std::string(sequence) + "." + std::string(storedAt);
}

// `$JS.ACK.<stream>.<consumer>.<tries>.<sequence>.<sequence of the consumer>.<time>.<pending>`. Newer servers put two
// words before the stream, and may put more behind all.
std::optional<NatsRecordName> natsRecordName(std::string_view replyTo) {
    if (!replyTo.starts_with("$JS.ACK.")) return std::nullopt;
    std::array<std::size_t, 16> dots{};
    std::size_t count = 0;
    for (std::size_t i = 0; i < replyTo.size() && count < dots.size(); ++i) {
        if (replyTo[i] == '.') dots[count++] = i;
    }
    if (count != 8 && count < 10) return std::nullopt;
    const std::size_t first = count == 8 ? 1 : 3;
    const auto words = [&](std::size_t from, std::size_t to) {
        const auto begin = dots[first + from] + 1;
        return replyTo.substr(begin, dots[first + to] - begin);
    };
    NatsRecordName name;
    name.reader = words(0, 2);
    const auto tries = words(2, 3);
    std::from_chars(tries.data(), tries.data() + tries.size(), name.tries);
    name.sequence = words(3, 4);
    name.storedAt = words(5, 6);
    return name;
}

}  // namespace baithak
