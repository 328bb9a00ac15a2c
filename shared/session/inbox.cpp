// SPDX-License-Identifier: MIT
#include "shared/session/inbox.h"

namespace baithak {

Inbox::Arrival Inbox::arrived(const std::string& conversation, std::uint64_t seq) {
    Position& at = positions_[conversation];
    if (at.reported && seq <= *at.reported) {
        if (at.missing.contains(seq)) {
            at.missing.remove(seq);
            at.pending.insert(seq);
            return {Verdict::fresh, {}};
        }
        return {at.pending.contains(seq) ? Verdict::pending : Verdict::kept, {}};
    }
    // Before the first arrival there is nothing to compare with: a new device starts in the middle of a log.
    const std::uint64_t from = at.reported ? *at.reported + 1 : 1;
    auto gaps = at.own.missingIn({from, seq});
    for (const auto& gap : gaps) at.missing.add(gap);
    if (!at.reported) gaps.clear();
    at.reported = seq;
    at.own.dropBelow(seq + 1);
    at.pending.insert(seq);
    return {Verdict::fresh, std::move(gaps)};
}

void Inbox::kept(const std::string& conversation, std::uint64_t seq) {
    const auto at = positions_.find(conversation);
    if (at != positions_.end()) at->second.pending.erase(seq);
}

void Inbox::restore(const std::string& conversation, std::uint64_t lastKept) {
    Position& at = positions_[conversation];
    if (!at.reported || *at.reported < lastKept) at.reported = lastKept;
    at.own.dropBelow(lastKept + 1);
}

void Inbox::sentByUs(const std::string& conversation, std::uint64_t seq) {
    Position& at = positions_[conversation];
    if (at.reported && seq <= *at.reported)
        at.missing.remove(seq);
    else
        at.own.add({seq, seq + 1});
}

}  // namespace baithak
