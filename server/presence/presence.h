// SPDX-License-Identifier: MIT
#pragma once

// Who is connected where. A hint: it decides where to ring, never whether to store. Called from any loop.

#include <memory>
#include <vector>

#include "server/runtime/task.h"
#include "server/store/records.h"

namespace baithak {

struct Session {
    UserId user;
    DeviceNumber device = kNoDevice;
    GatewayId gateway;
    ConnectionId connection;  // sortable by the time it was opened: one device's later one wins
    bool isStrict = false;    // asked for receipts
};

using SessionPtr = std::shared_ptr<const Session>;
using Sessions = std::vector<SessionPtr>;

class Presence {
public:
    virtual ~Presence() = default;

    // Notes a session; answers the earlier sessions of the same device, which it replaces.
    virtual Task<Result<Sessions>> put(Session session) = 0;
    // Forgets that connection and no other.
    virtual Task<Result<>> remove(UserId user, ConnectionId connection) = 0;
    // The sessions of these users, in no order.
    virtual Task<Result<Sessions>> sessionsOf(std::shared_ptr<const std::vector<UserId>> users) = 0;
    virtual Task<Result<Sessions>> sessionsOf(UserId user) = 0;
};

}  // namespace baithak
