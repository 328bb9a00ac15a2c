// SPDX-License-Identifier: MIT
#include "server/roles/delivery/delivery_plan.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "shared/protocol/frames.h"

namespace baithak {

std::vector<AppendRequest> appendRequests(const NewMessages& batch, const Fence& fence) {
    std::vector<AppendRequest> requests;
    requests.reserve(batch.messages.size());
    for (const auto& message : batch.messages) {
        requests.push_back({batch.conversation, message, batch.origin, fence, filesNamedIn(*message)});
    }
    return requests;
}

std::vector<LogEntry> newEntries(const NewMessages& batch, const std::vector<AppendOutcome>& outcomes) {
    std::vector<LogEntry> entries;
    for (std::size_t i = 0; i < batch.messages.size() && i < outcomes.size(); ++i) {
        const auto& outcome = outcomes[i];
        if (outcome.refusal || outcome.isRepeat) continue;
        entries.push_back({outcome.seq, batch.messages[i], batch.origin});
    }
    return entries;
}

MessageOutcomes sameOutcome(const NewMessages& batch, const AppendOutcome& outcome) {
    return {batch.replyTo.connection, batch.conversation, batch.replyTo.batch,
            std::vector<AppendOutcome>(batch.messages.size(), outcome)};
}

Reach reachOf(const std::vector<UserId>& users, const Sessions& sessions) {
    std::map<GatewayId, std::shared_ptr<std::vector<UserId>>> lists;
    std::vector<std::string_view> connected;
    connected.reserve(sessions.size());
    for (const auto& session : sessions) {
        connected.push_back(session->user.value);
        auto& list = lists[session->gateway];
        if (!list) list = std::make_shared<std::vector<UserId>>();
        // A user's sessions stand side by side: the gateway needs the name once.
        if (list->empty() || list->back() != session->user) list->push_back(session->user);
    }
    Reach reach;
    for (auto& [gateway, list] : lists) reach.byGateway.emplace(gateway, std::move(list));
    std::sort(connected.begin(), connected.end());
    for (const auto& user : users) {
        if (!std::binary_search(connected.begin(), connected.end(), user.view())) reach.away.push_back(user);
    }
    return reach;
}

UserList unionOf(const std::vector<UserList>& lists) {
    // Messages of one group share the list of its members.
    const auto isFirst = [&](const UserList& list) { return list == lists.front(); };
    if (!lists.empty() && std::all_of(lists.begin(), lists.end(), isFirst)) return lists.front();
    auto all = std::make_shared<std::vector<UserId>>();
    for (const auto& list : lists) all->insert(all->end(), list->begin(), list->end());
    std::sort(all->begin(), all->end());
    all->erase(std::unique(all->begin(), all->end()), all->end());
    return all;
}

std::vector<Reach> reachOfEach(const std::vector<UserList>& lists, const Sessions& sessions) {
    std::unordered_map<std::string_view, std::vector<SessionPtr>> byUser;
    for (const auto& session : sessions) byUser[session->user.view()].push_back(session);
    std::vector<Reach> reaches;
    reaches.reserve(lists.size());
    for (const auto& list : lists) {
        Sessions theirs;
        for (const auto& user : *list) {
            const auto found = byUser.find(user.view());
            if (found != byUser.end()) theirs.insert(theirs.end(), found->second.begin(), found->second.end());
        }
        reaches.push_back(reachOf(*list, theirs));
    }
    return reaches;
}

Reach reachOfAll(const UserList& users, const std::vector<GatewayId>& gateways) {
    Reach reach;
    for (const auto& gateway : gateways) reach.byGateway.emplace(gateway, users);
    reach.away = *users;
    return reach;
}

Result<UserList> othersOf(const GroupSnapshot& group, const UserId& source) {
    if (!group.find(source)) {
        return Error{Errc::notAMember, source.value + " is not a member of the group " + group.id.value};
    }
    auto others = std::make_shared<std::vector<UserId>>();
    for (const auto& user : *group.names) {
        if (user != source) others->push_back(user);
    }
    return UserList(std::move(others));
}

std::vector<std::vector<StreamHead>> headsInParts(std::vector<StreamHead> heads) {
    std::vector<std::vector<StreamHead>> parts(1);
    for (auto& head : heads) {
        if (parts.back().size() == kHeadsInEvent) parts.emplace_back();
        parts.back().push_back(std::move(head));
    }
    return parts;
}

std::optional<ReadState> readStateOf(const Message& message) {
    auto notice = readStateNotice(message);
    if (!notice || !notice->isRead) return std::nullopt;
    UserId author(message.destination);
    ReadState read{directConversation(message.source, author), message.source, author, {}};
    for (auto& id : notice->ids) read.ids.emplace_back(std::move(id));
    const auto chat = message.meta.get("chatid");
    if (isGroupIdForm(chat)) read.conversation = groupConversation(GroupId(chat));
    return read;
}

}  // namespace baithak
