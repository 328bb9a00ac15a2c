// SPDX-License-Identifier: MIT
#include "server/roles/gateway/connection_table.h"

namespace baithak {

void ConnectionTable::add(std::shared_ptr<ClientConnection> connection) {
    byUser_[connection->user()].push_back(connection.get());
    const auto id = connection->id();
    byId_.emplace(id, std::move(connection));
}

void ConnectionTable::remove(const ClientConnection& connection) {
    const auto found = byUser_.find(connection.user());
    if (found != byUser_.end()) {
        std::erase(found->second, &connection);
        if (found->second.empty()) byUser_.erase(found);
    }
    byId_.erase(connection.id());
}

ClientConnection* ConnectionTable::find(const ConnectionId& id) const {
    const auto found = byId_.find(id);
    return found == byId_.end() ? nullptr : found->second.get();
}

const std::vector<ClientConnection*>& ConnectionTable::of(const UserId& user) const {
    static const std::vector<ClientConnection*> kNone;
    const auto found = byUser_.find(user);
    return found == byUser_.end() ? kNone : found->second;
}

std::vector<std::shared_ptr<ClientConnection>> ConnectionTable::all() const {
    std::vector<std::shared_ptr<ClientConnection>> connections;
    connections.reserve(byId_.size());
    for (const auto& [id, connection] : byId_) connections.push_back(connection);
    return connections;
}

}  // namespace baithak
