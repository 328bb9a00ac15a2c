// SPDX-License-Identifier: MIT
#pragma once

// What one device has seen of each conversation: tells new messages from repeats, finds gaps, and remembers what the
// caller has not kept yet. Places are those of the conversation's log (`seq`). Pure; used by ClientSession.

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "shared/session/seq_ranges.h"

namespace baithak {

class Inbox {
public:
    enum class Verdict : std::uint8_t {
        fresh,    // not reported before
        pending,  // reported before, and the caller has not kept it yet: it will be confirmed then
        kept      // the caller has it: to be confirmed again
    };
    struct Arrival {
        Verdict verdict = Verdict::fresh;
        std::vector<SeqRanges::Range> gaps;  // places skipped just now that nobody has accounted for
    };

    // A message stands at that place of the log and has come in. A message from within an earlier gap is fresh, though
    // late: losing it would be worse.
    Arrival arrived(const std::string& conversation, std::uint64_t seq);
    // The caller has kept what stands there.
    void kept(const std::string& conversation, std::uint64_t seq);
    // The caller has all up to there from an earlier run.
    void restore(const std::string& conversation, std::uint64_t lastKept);
    // This device's own message stands there: the server does not send it back, so that is no gap.
    void sentByUs(const std::string& conversation, std::uint64_t seq);

private:
    struct Position {
        std::optional<std::uint64_t> reported;  // the highest; nothing before the first arrival
        SeqRanges missing;                      // skipped below that
        SeqRanges own;                          // above that
        std::set<std::uint64_t> pending;        // reported and not kept: at most a window of them
    };

    std::unordered_map<std::string, Position> positions_;
};

}  // namespace baithak
