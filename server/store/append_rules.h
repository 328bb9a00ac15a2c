// SPDX-License-Identifier: MIT
#pragma once

// What every engine of the store decides about an append, from what it has read in its transaction. Pure.

#include <chrono>
#include <optional>
#include <string>

#include "server/store/records.h"

namespace baithak {

enum class AccountState : std::uint8_t { none = 0, active = 1, inactive = 2 };

// Who must be there to receive: the destination of a direct message, the user of a system log; empty for others.
UserId recipientOf(const AppendRequest& request);

struct AppendFacts {
    AccountState sender = AccountState::none;     // none: a name without an account, or unknown
    AccountState recipient = AccountState::none;  // of recipientOf()
    bool hasLog = false;                          // the conversation is there
    bool isSenderIn = false;                      // is a member now
    bool isRecipientIn = false;
    std::optional<std::string> groupName;  // when it is a group
};
// Why the log takes no message like that; nothing when it does. A direct or system log may yet have to be made.
std::optional<Error> refusalOf(const AppendRequest& request, const AppendFacts& facts);

// The answer for one whose source and id are in the log at `seq`: a repeat, or a refusal when it says something else.
AppendOutcome outcomeOfKnown(const Message& message, std::uint64_t seq, const Message& known);
AppendOutcome refusedOutcome(Error refusal);
// Of a worker that does not own the partition any more.
Error fencedError();

// Whether that might be another answer later, when somebody has joined or signed up. Then the refusal is kept with the
// log, for longer than a copy of the message may be on its way: its sender was told, and no copy is taken any more.
bool isKept(const Error& refusal);
inline constexpr std::chrono::minutes kRefusalKept{15};
// The codes of refusals that are kept, as the engines write them down.
std::int64_t numberOfRefusal(Errc code);
Errc refusalNumbered(std::int64_t number);
// The answer for a copy of a message that was refused.
AppendOutcome refusedBefore(const Message& message, Errc code);

// How a message counts as unread: 0 not at all, 1 it does, 2 and it has meta `mentions`.
int tallyOf(const Message& message);

}  // namespace baithak
