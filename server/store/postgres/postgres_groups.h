// SPDX-License-Identifier: MIT
#pragma once

#include "server/store/group_store.h"
#include "server/store/postgres/engine.h"

namespace baithak::postgres {

// GroupStore on the engine's lanes. Each answer is as new as the call.
class PostgresGroups final : public GroupStore {
public:
    explicit PostgresGroups(Engine& engine) : engine_(engine) {}

    Task<Result<GroupSnapshotPtr>> group(GroupId id) override {
        auto body = [id = std::move(id), &memory = engine_.groups()](Connection& connection) {
            return readGroup(connection, memory, id);
        };
        return awaitJob<GroupSnapshotPtr>(engine_.forReads(), JobKind::read, std::move(body));
    }
    Task<Result<std::vector<GroupSnapshotPtr>>> groupsOf(UserId user) override {
        auto body = [who = std::move(user), &memory = engine_.groups()](Connection& connection) {
            return readGroupsOf(connection, memory, who);
        };
        return awaitJob<std::vector<GroupSnapshotPtr>>(engine_.forReads(), JobKind::read, std::move(body));
    }

private:
    Engine& engine_;
};

}  // namespace baithak::postgres
