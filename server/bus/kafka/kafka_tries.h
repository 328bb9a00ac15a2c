// SPDX-License-Identifier: MIT
#pragma once

// How often an owner of a partition ended with its first unhandled record in hand, so that a record that ends its
// process is given up, too. The count stands in the metadata of the group's offset before that record is handed on, and
// is of that record alone: the next one begins at none. An owner that leaves in order takes its own try back. What is
// handed on while its owner has counted already may end one process without a count.
//
// Many records are in hand at once, and any of them may be what ends the process. After kFreeTries ends at one place
// the records from there on are handed on one at a time, each counted. Pure; of the group's thread.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace baithak {

// What stands with the offset of a group in a partition.
struct KafkaMark {
    std::uint64_t epoch = 0;     // of the last owner
    int tries = 0;               // of the record at that offset
    std::int64_t carefulTo = 0;  // the records before that one go one at a time
};
std::string textOf(const KafkaMark& mark);
// Nothing of what can't be read.
KafkaMark markIn(std::string_view text);

class KafkaTries {
public:
    static constexpr int kFreeTries = 2;
    static constexpr std::int64_t kReach = 2000;  // as far as an owner's hands may have got, in records

    // An owner begins at `start`, where it found that mark.
    explicit KafkaTries(std::int64_t start = 0, const KafkaMark& found = {});

    // Of a record, by owners that ended.
    int before(std::int64_t offset) const noexcept { return offset == start_ ? found_ : 0; }

    // `head` is the first unhandled record, which is in hand: whether it must be counted before it is handed on.
    bool mustCount(std::int64_t head) const noexcept { return isCareful(head) ? counted_ != head : !counted_; }
    // Its count stands with Kafka.
    void counted(std::int64_t head) noexcept { counted_ = head; }
    bool mayHand(std::int64_t offset, std::int64_t head) const noexcept {
        return !mustCount(head) && (offset == head || !isCareful(head));
    }

    // What is to stand with that offset: of nothing in hand, of the record there in hand, of an owner that leaves it.
    enum class Head { free, inHand, left };
    KafkaMark markAt(std::int64_t head, Head is, std::uint64_t epoch) const noexcept;

private:
    bool isCareful(std::int64_t offset) const noexcept { return offset < carefulTo_; }

    std::int64_t start_;
    int found_;
    std::int64_t carefulTo_;
    std::optional<std::int64_t> counted_;
};

}  // namespace baithak
