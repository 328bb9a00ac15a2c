// SPDX-License-Identifier: MIT
#include "server/bus/kafka/kafka_tries.h"

#include <algorithm>
#include <charconv>

namespace baithak {

std::string textOf(const KafkaMark& mark) {
    return std::to_string(mark.epoch) + " " + std::to_string(mark.tries) + " " + std::to_string(mark.carefulTo);
}

KafkaMark markIn(std::string_view text) {
    KafkaMark mark;
    const auto next = [&](auto& number) {
        const auto [stop, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
        text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
        if (text.starts_with(' ')) text.remove_prefix(1);
    };
    next(mark.epoch);
    next(mark.tries);
    next(mark.carefulTo);
    return mark;
}

KafkaTries::KafkaTries(std::int64_t start, const KafkaMark& found)
    : start_(start),
      found_(found.tries),
      carefulTo_(std::max(found.carefulTo, found.tries >= kFreeTries ? start + kReach : 0)) {}

KafkaMark KafkaTries::markAt(std::int64_t head, Head is, std::uint64_t epoch) const noexcept {
    KafkaMark mark;
    mark.epoch = epoch;
    mark.tries = before(head) + (is == Head::inHand ? 1 : 0);
    mark.carefulTo = isCareful(head) ? carefulTo_ : 0;
    return mark;
}

}  // namespace baithak
