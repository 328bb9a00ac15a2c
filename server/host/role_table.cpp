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
    std::unique_ptr<Role> (*make)(const RoleParts& parts, RoleSet& set);
};

namespace {

std::chrono::milliseconds ackTimeoutOf(const Config& config) { return std::chrono::milliseconds(config.ackTimeoutMs); }

std::unique_ptr<Role> makeDelivery(const RoleParts& parts, RoleSet&) {
    auto& backends = parts.backends;
    auto& store = *backends.store;
    return makeDeliveryRole({parts.loop, *backends.bus, store.messages(), store.groups(), store.users(),
                             *backends.presence, *backends.authenticator, parts.routes, parts.clock, parts.log,
                             parts.metrics});
}

std::unique_ptr<Role> makeNotification(const RoleParts& parts, RoleSet&) {
    auto& backends = parts.backends;
    NotificationSettings settings;
    settings.delay = std::chrono::milliseconds(parts.config.pushDelayMs);
    settings.drain = pushDrainOf(parts.config);
    settings.content = parts.config.pushContent == "none" ? PushContent::none : PushContent::full;
    return makeNotificationRole({parts.loop, *backends.bus, backends.store->users(), backends.store->messages(),
                                 *backends.presence, *backends.push, parts.clock, parts.log, parts.metrics},
                                settings);
}

std::unique_ptr<Role> makeGroupRouter(const RoleParts& parts, RoleSet&) {
    return makeGroupRouterRole(parts.loop, *parts.backends.bus, parts.backends.store->groups(), parts.log);
}

std::unique_ptr<Role> makeRouter(const RoleParts& parts, RoleSet&) {
    return makeRouterRole(parts.loop, *parts.backends.bus);
}

std::unique_ptr<Role> makeGroup(const RoleParts& parts, RoleSet&) {
    auto& backends = parts.backends;
    return makeGroupRole(
        {parts.loop, *backends.bus, backends.store->groups(), *backends.authenticator, parts.routes, parts.clock},
        ackTimeoutOf(parts.config));
}

std::unique_ptr<Role> makeFile(const RoleParts& parts, RoleSet&) {
    auto& backends = parts.backends;
    FileSettings settings;
    settings.rules = {parts.config.fileMaxBytes, parts.config.fileQuotaBytes, splitAtCommas(parts.config.fileTypes),
                      parts.config.fileNeedsSize == "yes"};
    settings.publicUrl = parts.config.publicUrl;
    settings.orphanAfter = std::chrono::hours(parts.config.fileOrphanHours);
    return makeFileRole({parts.loop, backends.store->files(), *backends.blobs, *backends.authenticator, parts.routes,
                         parts.clock, parts.log, parts.metrics},
                        std::move(settings));
}

std::unique_ptr<Role> makeProfile(const RoleParts& parts, RoleSet&) {
    auto& backends = parts.backends;
    return makeProfileRole(
        {*backends.bus, backends.store->users(), *backends.auth, *backends.authenticator, parts.routes, parts.clock},
        std::chrono::hours(24) * parts.config.keyDays);
}

std::unique_ptr<Role> makeGateway(const RoleParts& parts, RoleSet& set) {
    auto& backends = parts.backends;
    GatewayLimits limits;
    limits.messagesPerSecond = parts.config.messagesPerSecond;
    limits.ackTimeout = ackTimeoutOf(parts.config);
    auto gateway = makeGatewayRole(
        {parts.loop, *backends.bus, *backends.authenticator, parts.routes, parts.clock, parts.log, parts.metrics},
        limits);
    set.gateway = gateway.get();
    return gateway;
}

std::unique_ptr<Role> makeAdmin(const RoleParts& parts, RoleSet&) {
    auto& backends = parts.backends;
    return makeAdminRole({*backends.bus, backends.store->users(), *backends.auth, *backends.presence, parts.operators});
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

RoleSet makeRoles(const RoleEntries& entries, const RoleParts& parts) {
    RoleSet set;
    for (const auto* entry : entries) set.roles.push_back(entry->make(parts, set));
    return set;
}

}  // namespace baithak
