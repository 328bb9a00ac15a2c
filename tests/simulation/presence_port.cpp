// SPDX-License-Identifier: MIT
#include "tests/simulation/presence_port.h"

#include <algorithm>

namespace baithak::simulation {

using namespace std::chrono_literals;

bool PresenceTable::isAlive(const GatewayId& gateway) const {
    const auto lease = leases_.find(gateway);
    return lease != leases_.end() && lease->second > schedule_.now();
}

Sessions PresenceTable::put(Session session) {
    Sessions replaced;
    auto& sessions = byUser_[session.user];
    std::erase_if(sessions, [this](const SessionPtr& each) { return !isAlive(each->gateway); });
    for (const auto& each : sessions) {
        if (each->device != session.device || each->connection == session.connection) continue;
        if (!isEarlier(session, *each)) continue;
        // A late arrival of an earlier connection: the later one stays.
        if (areInOrder(session, *each)) replaced.push_back(std::make_shared<const Session>(std::move(session)));
        return replaced;
    }
    std::erase_if(sessions, [&](const SessionPtr& each) {
        if (each->device != session.device) return false;
        if (each->connection != session.connection && areInOrder(*each, session)) replaced.push_back(each);
        return true;
    });
    sessions.push_back(std::make_shared<const Session>(std::move(session)));
    return replaced;
}

void PresenceTable::remove(const UserId& user, const ConnectionId& connection) {
    std::erase_if(byUser_[user], [&](const SessionPtr& session) { return session->connection == connection; });
}

Sessions PresenceTable::sessionsOf(const std::vector<UserId>& users) const {
    Sessions all;
    for (const auto& user : users) {
        const auto found = byUser_.find(user);
        if (found == byUser_.end()) continue;
        std::copy_if(found->second.begin(), found->second.end(), std::back_inserter(all),
                     [this](const SessionPtr& session) { return isAlive(session->gateway); });
    }
    return all;
}

Announcement PresenceTable::announce(const GatewayId& gateway) {
    const bool isKept = isAlive(gateway);
    if (!isKept) withdraw(gateway);
    leases_[gateway] = schedule_.now() + kLeaseTime;
    return {isKept ? Lease::kept : Lease::fresh, engine_.wallNow()};
}

void PresenceTable::withdraw(const GatewayId& gateway) {
    leases_.erase(gateway);
    for (auto& [user, sessions] : byUser_)
        std::erase_if(sessions, [&](const SessionPtr& session) { return session->gateway == gateway; });
}

std::vector<GatewayId> PresenceTable::gateways() const {
    std::vector<GatewayId> alive;
    for (const auto& [gateway, until] : leases_)
        if (until > schedule_.now()) alive.push_back(gateway);
    return alive;
}

void PresenceTable::wipe() {
    byUser_.clear();
    leases_.clear();
}

Process::Trip PresencePort::trip() {
    auto& random = process_.engine().random;
    Process::Trip trip;
    trip.there = random.between(50us, weather_.slowest);
    trip.back = random.between(50us, weather_.slowest);
    trip.isLost = weather_.isAway || process_.isCutOff || random.chance(weather_.failed);
    return trip;
}

template <class T>
Task<Result<T>> PresencePort::ask(std::function<Result<T>(PresenceTable&)> question) {
    std::function<Result<T>()> serve = [table = &table_, question = std::move(question)] { return question(*table); };
    auto way = trip();
    auto answer = co_await process_.ask<T>(way, std::move(serve));
    co_return answer;
}

Task<Result<Sessions>> PresencePort::put(Session session) {
    return ask<Sessions>([session = std::move(session)](PresenceTable& table) { return table.put(session); });
}

Task<Result<>> PresencePort::remove(UserId user, ConnectionId connection) {
    return ask<void>([user = std::move(user), connection = std::move(connection)](PresenceTable& table) {
        table.remove(user, connection);
        return Result<>();
    });
}

Task<Result<Sessions>> PresencePort::sessionsOf(std::shared_ptr<const std::vector<UserId>> users) {
    return ask<Sessions>([users = std::move(users), ahead = ahead_](PresenceTable& table) {
        return ahead ? ahead->sessionsOf(*users) : table.sessionsOf(*users);
    });
}

Task<Result<Sessions>> PresencePort::sessionsOf(UserId user) {
    return sessionsOf(std::make_shared<const std::vector<UserId>>(1, std::move(user)));
}

Task<Result<Announcement>> PresencePort::announce(Instance, GatewayId gateway) {
    return ask<Announcement>([gateway = std::move(gateway)](PresenceTable& table) -> Result<Announcement> {
        return table.announce(gateway);
    });
}

Task<Result<>> PresencePort::withdraw(std::string, GatewayId gateway) {
    return ask<void>([gateway = std::move(gateway)](PresenceTable& table) {
        table.withdraw(gateway);
        return Result<>();
    });
}

Task<Result<std::vector<Instance>>> PresencePort::instances() {
    return ask<std::vector<Instance>>([](PresenceTable&) { return std::vector<Instance>(); });
}

// Nobody watches in the simulation.
std::unique_ptr<PresenceWatch> PresencePort::watch(std::vector<UserId>, Loop&, PresenceHandler) {
    return std::make_unique<PresenceWatch>();
}

}  // namespace baithak::simulation
