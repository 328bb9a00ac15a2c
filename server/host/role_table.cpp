// SPDX-License-Identifier: MIT
#include "server/host/role_table.h"

#include <algorithm>
#include <array>

#include "server/roles/admin/admin_role.h"
#include "server/roles/delivery/delivery_role.h"
#include "server/roles/file/file_role.h"
#include "server/roles/group/group_role.h"
#include "server/roles/group_router/group_router_role.h"
#include "server/roles/notification/notification_role.h"
#include "server/roles/profile/profile_role.h"
#include "server/roles/router/router_role.h"
#include "server/runtime/comma_list.h"

namespace baithak {

struct RoleEntry {
    std::string_view name;
    Needs needs;
    std::unique_ptr<Role> (*make)(const RoleRooms& rooms, RoleSet& set);
};

namespace {

std::chrono::milliseconds ackTimeoutOf(const Config& config) { return std::chrono::milliseconds(config.ackTimeoutMs); }

std::unique_ptr<Role> makeDelivery(const RoleRooms& rooms, RoleSet&) {
    auto& backends = rooms.backends;
    auto& store = *backends.store;
    return makeDeliveryRole({rooms.loop, *backends.bus, store.messages(), store.groups(), store.users(),
                             *backends.presence, *backends.authenticator, rooms.routes, rooms.clock, rooms.log,
                             rooms.metrics});
}

std::unique_ptr<Role> makeNotification(const RoleRooms& rooms, RoleSet&) {
    auto& backends = rooms.backends;
    NotificationSettings settings;
    settings.delay = std::chrono::milliseconds(rooms.config.pushDelayMs);
    settings.drain = pushDrainOf(rooms.config);
    settings.content = rooms.config.pushContent == "none" ? PushContent::none : PushContent::full;
    return makeNotificationRole({rooms.loop, *backends.bus, backends.store->users(), backends.store->messages(),
                                 *backends.presence, *backends.push, rooms.clock, rooms.log, rooms.metrics},
                                settings);
}

std::unique_ptr<Role> makeGroupRouter(const RoleRooms& rooms, RoleSet&) {
    return makeGroupRouterRole(rooms.loop, *rooms.backends.bus, rooms.backends.store->groups(), rooms.log);
}

std::unique_ptr<Role> makeRouter(const RoleRooms& rooms, RoleSet&) {
    return makeRouterRole(rooms.loop, *rooms.backends.bus);
}

std::unique_ptr<Role> makeGroup(const RoleRooms& rooms, RoleSet&) {
    auto& backends = rooms.backends;
    return makeGroupRole(
        {rooms.loop, *backends.bus, backends.store->groups(), *backends.authenticator, rooms.routes, rooms.clock},
        ackTimeoutOf(rooms.config));
}

std::unique_ptr<Role> makeFile(const RoleRooms& rooms, RoleSet&) {
    auto& backends = rooms.backends;
    FileSettings settings;
    settings.rules = {rooms.config.fileMaxBytes, rooms.config.fileQuotaBytes, splitAtCommas(rooms.config.fileTypes),
                      rooms.config.fileNeedsSize == "yes"};
    settings.publicUrl = rooms.config.publicUrl;
    settings.orphanAfter = std::chrono::hours(rooms.config.fileOrphanHours);
    return makeFileRole({rooms.loop, backends.store->files(), *backends.blobs, *backends.authenticator, rooms.routes,
                         rooms.clock, rooms.log, rooms.metrics},
                        std::move(settings));
}

std::unique_ptr<Role> makeProfile(const RoleRooms& rooms, RoleSet&) {
    auto& backends = rooms.backends;
    return makeProfileRole(
        {*backends.bus, backends.store->users(), *backends.auth, *backends.authenticator, rooms.routes, rooms.clock},
        std::chrono::hours(24) * rooms.config.keyDays);
}

std::unique_ptr<Role> makeGateway(const RoleRooms& rooms, RoleSet& set) {
    auto& backends = rooms.backends;
    GatewayLimits limits;
    limits.messagesPerSecond = rooms.config.messagesPerSecond;
    limits.ackTimeout = ackTimeoutOf(rooms.config);
    auto gateway = makeGatewayRole(
        {rooms.loop, *backends.bus, *backends.authenticator, rooms.routes, rooms.clock, rooms.log, rooms.metrics},
        limits);
    set.gateway = gateway.get();
    return gateway;
}

std::unique_ptr<Role> makeAdmin(const RoleRooms& rooms, RoleSet&) {
    auto& backends = rooms.backends;
    return makeAdminRole({*backends.bus, backends.store->users(), *backends.auth, *backends.presence, rooms.operators});
}

// What is at the end of the way starts first and stops last.
constexpr std::array kRoles{
    RoleEntry{"notification", {.store = true, .push = true}, makeNotification},
    RoleEntry{"delivery", {.store = true}, makeDelivery},
    RoleEntry{"group_router", {.store = true}, makeGroupRouter},
    RoleEntry{"router", {}, makeRouter},
    RoleEntry{"group", {.store = true}, makeGroup},
    RoleEntry{"file", {.store = true, .blobs = true}, makeFile},
    RoleEntry{"profile", {.store = true, .auth = true}, makeProfile},
    RoleEntry{"admin", {.store = true, .auth = true}, makeAdmin},
    RoleEntry{"gateway", {.store = true}, makeGateway},
};

Error noSuchRole(const std::string& name) {
    std::string known;
    for (const auto& entry : kRoles) known += (known.empty() ? "" : ", ") + std::string(entry.name);
    return {Errc::malformed, "there is no role '" + name + "': roles are all, or some of " + known};
}

}  // namespace

Result<RoleEntries> chooseRoles(const std::string& list) {
    const auto names = splitAtCommas(list);
    const auto isNamed = [&](std::string_view name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    for (const auto& name : names) {
        const bool isKnown = std::any_of(kRoles.begin(), kRoles.end(), [&](auto& entry) { return entry.name == name; });
        if (!isKnown && name != "all") return noSuchRole(name);
    }
    RoleEntries chosen;
    for (const auto& entry : kRoles) {
        if (isNamed("all") || isNamed(entry.name)) chosen.push_back(&entry);
    }
    return chosen;
}

std::vector<std::string> namesOf(const RoleEntries& roles) {
    std::vector<std::string> names;
    for (const auto* entry : roles) names.emplace_back(entry->name);
    return names;
}

Needs needsOf(const RoleEntries& roles) {
    Needs needs;
    for (const auto* entry : roles) {
        needs.store |= entry->needs.store;
        needs.auth |= entry->needs.auth;
        needs.blobs |= entry->needs.blobs;
        needs.push |= entry->needs.push;
    }
    return needs;
}

RoleSet makeRoles(const RoleEntries& entries, const RoleRooms& rooms) {
    RoleSet set;
    for (const auto* entry : entries) set.roles.push_back(entry->make(rooms, set));
    return set;
}

}  // namespace baithak
