// SPDX-License-Identifier: MIT
#pragma once

// A user's list of conversations. `sys:` logs are not listed: nobody reads them as a conversation.

#include "server/store/postgres/connection.h"
#include "server/store/records.h"

namespace baithak::postgres {

// Those that changed after `since`: some may be told twice, none is missed.
Task<Result<ConversationPage>> listConversations(Connection& connection, UserId user, std::uint64_t since);

}  // namespace baithak::postgres
