// SPDX-License-Identifier: MIT
#pragma once

// Reads a group as it stands in the transaction. Used by the writer and the reader, each with one of its own.

#include <vector>

#include "server/store/records.h"
#include "server/store/sqlite/connection.h"

namespace baithak::sqlite {

class GroupLoader {
public:
    explicit GroupLoader(Connection& connection);

    // Null when the conversation is no group. `memberNumbers`, when given, gets the users' numbers, ascending.
    GroupSnapshotPtr load(std::int64_t conversation, const GroupId& id,
                          std::vector<std::int64_t>* memberNumbers = nullptr);

private:
    Statement group_;
    Statement members_;
};

}  // namespace baithak::sqlite
