// SPDX-License-Identifier: MIT
#pragma once

// The connections of one gateway, by id and by user.

#include <memory>
#include <unordered_map>
#include <vector>

#include "server/roles/gateway/client_connection.h"

namespace baithak {

class ConnectionTable {
public:
    void add(std::shared_ptr<ClientConnection> connection);
    void remove(const ClientConnection& connection);

    // Null when there is none of that id (it has ended).
    ClientConnection* find(const ConnectionId& id) const;
    // The user's connections here; empty when there are none. Valid until the next change of the table.
    const std::vector<ClientConnection*>& of(const UserId& user) const;
    // All of them, held, so that the table may change meanwhile.
    std::vector<std::shared_ptr<ClientConnection>> all() const;
    std::size_t size() const noexcept { return byId_.size(); }

private:
    std::unordered_map<ConnectionId, std::shared_ptr<ClientConnection>> byId_;
    std::unordered_map<UserId, std::vector<ClientConnection*>> byUser_;
};

}  // namespace baithak
