// SPDX-License-Identifier: MIT
#include "tests/simulation/disk.h"

#include <algorithm>

namespace baithak::simulation {
namespace {

AppendOutcome refused(Error error) {
    AppendOutcome outcome;
    outcome.refusal = std::move(error);
    return outcome;
}

bool saysTheSame(const Message& a, const Message& b) {
    return a.type == b.type && a.destination == b.destination && a.content == b.content && a.meta == b.meta;
}

Error fencedError() { return {Errc::fenced, "another worker owns the partition"}; }

}  // namespace

DeviceNumber Disk::addDevice(const UserId& user, std::string keyHash) {
    Device device;
    device.number = static_cast<DeviceNumber>(devices_.size() + 1);
    device.user = user;
    return devices_.emplace(std::move(keyHash), std::move(device)).first->second.number;
}

Result<Device> Disk::deviceByKey(const UserId& user, const std::string& keyHash) const {
    const auto found = devices_.find(keyHash);
    if (found != devices_.end() && found->second.user == user) return found->second;
    return {Errc::unauthenticated, "no such key"};
}

std::vector<UserId> Disk::existing(const std::vector<UserId>& names) const {
    std::vector<UserId> known;
    std::copy_if(names.begin(), names.end(), std::back_inserter(known),
                 [this](const UserId& name) { return users_.contains(name); });
    return known;
}

// --- appending ---

const Disk::Conversation* Disk::find(const ConversationId& id) const {
    const auto found = conversations_.find(id);
    return found == conversations_.end() ? nullptr : &found->second;
}

bool Disk::isMember(const AppendRequest& request) const {
    const auto& source = request.message->source;
    switch (kindOf(request.conversation.value).value_or(ConversationKind::channel)) {
        case ConversationKind::direct:
            return request.conversation == directConversation(source, UserId(request.message->destination));
        case ConversationKind::system:
            return true;
        case ConversationKind::group: {
            const auto* member = participant(request.conversation, source);
            return member != nullptr && member->isIn();
        }
        case ConversationKind::channel:
        case ConversationKind::bot:
            break;
    }
    return false;
}

std::vector<bool> Disk::maySend(const std::vector<AppendRequest>& requests) const {
    std::vector<bool> may;
    for (const auto& request : requests) may.push_back(isMember(request));
    return may;
}

std::optional<Error> Disk::refusalOf(const AppendRequest& request, std::optional<bool> maySend) const {
    const auto kind = kindOf(request.conversation.value).value_or(ConversationKind::channel);
    const bool isThere = kind == ConversationKind::group    ? find(request.conversation) != nullptr
                         : kind == ConversationKind::direct ? users_.contains(UserId(request.message->destination))
                         : kind == ConversationKind::system
                             ? users_.contains(UserId(subjectOf(request.conversation.value)))
                             : false;
    if (!isThere) return Error{Errc::unknownDestination, "no " + request.conversation.value};
    if (!maySend.value_or(isMember(request))) return Error{Errc::notAMember, "no member"};
    return std::nullopt;
}

Disk::Conversation& Disk::conversationFor(const AppendRequest& request) {
    auto [found, isNew] = conversations_.try_emplace(request.conversation);
    auto& conversation = found->second;
    if (!isNew) return conversation;
    conversation.kind = *kindOf(request.conversation.value);
    if (const auto peers = directPeers(request.conversation.value)) {
        conversation.participants[peers->first].intervals.emplace_back();
        if (peers->second != peers->first) conversation.participants[peers->second].intervals.emplace_back();
    } else {
        conversation.participants[UserId(subjectOf(request.conversation.value))].intervals.emplace_back();
    }
    return conversation;
}

bool Disk::takes(const Fence& fence) {
    auto& highest = fences_[fence.partition];
    if (fence.epoch < highest && bug_ != Bug::noFencing) return false;
    highest = std::max(highest, fence.epoch);
    return true;
}

// Nothing when it is not there.
std::optional<AppendOutcome> Disk::known(const AppendRequest& request) const {
    const auto* conversation = find(request.conversation);
    if (conversation == nullptr || bug_ == Bug::noDuplicateCheck) return std::nullopt;
    const auto& message = *request.message;
    const auto place = conversation->places.find({message.source, message.id});
    if (place == conversation->places.end()) return std::nullopt;
    const auto& stored = *conversation->rows[place->second - 1].entry.message;
    if (!saysTheSame(stored, message)) return refused({Errc::duplicateId, "the id was used before"});
    return AppendOutcome{std::nullopt, true, place->second, stored.serverId, stored.serverTimestamp, 0};
}

AppendOutcome Disk::append(const AppendRequest& request, std::optional<bool> maySend) {
    if (!takes(request.fence)) return refused(fencedError());
    const std::tuple key(request.conversation, request.message->source, request.message->id);
    if (const auto before = refusals_.find(key); before != refusals_.end()) return refused(before->second);
    auto outcome = known(request);
    if (auto refusal = refusalOf(request, maySend)) {
        if (outcome) return *outcome;
        refusals_.emplace(key, *refusal);
        return refused(std::move(*refusal));
    }
    auto& conversation = conversationFor(request);
    if (!outcome) {
        const auto& message = *request.message;
        put(conversation, request.message, request.origin, request.fence);
        outcome = {std::nullopt, false, conversation.head(), message.serverId, message.serverTimestamp, 0};
    }
    outcome->membersVersion = conversation.membersVersion();
    return *outcome;
}

void Disk::put(Conversation& conversation, MessagePtr message, DeviceNumber origin, const Fence& fence) {
    const auto seq = conversation.head() + 1;
    conversation.places.emplace(std::pair(message->source, message->id), seq);
    conversation.rows.push_back({{seq, std::move(message), origin}, fence.epoch, {}, {}});
}

std::vector<AppendOutcome> Disk::append(const std::vector<AppendRequest>& requests,
                                        const std::optional<std::vector<bool>>& maySend) {
    std::vector<AppendOutcome> outcomes;
    for (std::size_t i = 0; i < requests.size(); ++i)
        outcomes.push_back(append(requests[i], maySend ? std::optional<bool>((*maySend)[i]) : std::nullopt));
    return outcomes;
}

std::vector<AppendOutcome> Disk::foretell(const std::vector<AppendRequest>& requests) const {
    auto copy = *this;
    return copy.append(requests);
}

// --- groups ---

Result<MembershipOutcome> Disk::change(const MembershipChange& change) {
    if (!takes(change.fence)) return fencedError();
    const auto id = groupConversation(change.group);
    const auto* known = find(id);
    if (known == nullptr && !change.create) return {Errc::notFound, "no such group"};
    if (known != nullptr) {
        const auto place = known->places.find({change.notice->source, change.notice->id});
        if (place != known->places.end())
            return MembershipOutcome{place->second, known->group, known->group, {}};  // told again
        if (change.create || known->group->version != change.expectedVersion) return {Errc::conflict, "has changed"};
    }
    auto& group = conversations_[id];
    group.kind = ConversationKind::group;
    auto after = std::make_shared<GroupSnapshot>();
    if (group.group) *after = *group.group;
    after->id = change.group;
    if (change.create) after->name = change.create->name;
    put(group, change.notice, kNoDevice, change.fence);
    auto& row = group.rows.back();
    for (const auto& user : change.removed) {
        if (std::erase_if(after->members, [&](const Member& member) { return member.user == user; }) == 0) continue;
        group.participants[user].intervals.back().last = group.head();
        row.removed.push_back(user.value);
    }
    for (auto member : change.added) {
        if (after->find(member.user) != nullptr) continue;
        member.joinedSeq = group.nextStanding++;
        after->members.push_back(member);
        group.participants[member.user].intervals.push_back({group.head(), UINT64_MAX});
        row.added.push_back(member.user.value);
    }
    for (auto& member : after->members)
        if (change.promoted == member.user) member.role = MemberRole::admin;
    ++after->version;
    auto names = std::make_shared<std::vector<UserId>>();
    for (const auto& member : after->members) names->push_back(member.user);
    after->names = std::move(names);
    MembershipOutcome outcome{group.head(), group.group, after, {}};
    group.group = std::move(after);
    return outcome;
}

Result<GroupSnapshotPtr> Disk::group(const GroupId& id) const {
    const auto* known = find(groupConversation(id));
    if (known == nullptr) return {Errc::notFound, "no such group"};
    return known->group;
}

std::vector<GroupSnapshotPtr> Disk::groupsOf(const UserId& user) const {
    std::vector<GroupSnapshotPtr> groups;
    for (const auto& [id, conversation] : conversations_)
        if (conversation.group && conversation.group->find(user) != nullptr) groups.push_back(conversation.group);
    return groups;
}

// --- reading ---

const Disk::Participant* Disk::participant(const ConversationId& id, const UserId& user) const {
    const auto* conversation = find(id);
    if (conversation == nullptr) return nullptr;
    const auto found = conversation->participants.find(user);
    return found == conversation->participants.end() ? nullptr : &found->second;
}

std::uint64_t Disk::Conversation::visibleHead(const Participant& participant) const {
    return participant.intervals.empty() ? 0 : std::min(participant.intervals.back().last, head());
}

std::uint64_t Disk::cursorOf(DeviceNumber device, const ConversationId& conversation) const {
    const auto found = cursors_.find({device, conversation});
    return found == cursors_.end() ? 0 : found->second;
}

std::vector<StreamHead> Disk::behind(const UserId& user, DeviceNumber device) const {
    std::vector<StreamHead> heads;
    for (const auto& [id, conversation] : conversations_) {
        const auto found = conversation.participants.find(user);
        if (found == conversation.participants.end()) continue;
        const auto head = conversation.visibleHead(found->second);
        const auto cursor = cursorOf(device, id);
        if (head > cursor) heads.push_back({id, head, cursor});
    }
    return heads;
}

Result<LogRange> Disk::fetch(const UserId& user, DeviceNumber device, const ConversationId& id, std::uint64_t from,
                             std::size_t maxMessages, std::size_t maxBytes) const {
    if (from == 0) from = cursorOf(device, id) + 1;
    const auto* member = participant(id, user);
    if (member == nullptr) return {Errc::notFound, "not one of the user's"};
    const auto& conversation = *find(id);
    LogRange range{id, from, from - 1, conversation.visibleHead(*member), {}};
    std::size_t bytes = 0;
    for (auto seq = from; seq <= range.head; ++seq) {
        const auto& entry = conversation.rows[seq - 1].entry;
        const bool isVisible =
            std::any_of(member->intervals.begin(), member->intervals.end(),
                        [seq](const Interval& interval) { return interval.first <= seq && seq <= interval.last; });
        if (isVisible) {
            bytes += entry.message->content.size();
            const bool isFull = range.entries.size() >= maxMessages || bytes > maxBytes;
            if (isFull && !range.entries.empty()) {
                range.upto = range.entries.back().seq;
                break;
            }
            range.entries.push_back(entry);
        }
        range.upto = seq;
    }
    return range;
}

std::uint64_t Disk::lastSeqOf(const ConversationId& id, const UserId& author, const std::vector<MessageId>& ids) const {
    const auto* conversation = find(id);
    std::uint64_t last = 0;
    for (const auto& message : ids) {
        if (conversation == nullptr) break;
        const auto place = conversation->places.find({author, message});
        if (place != conversation->places.end()) last = std::max(last, place->second);
    }
    return last;
}

std::vector<Receipt> Disk::saveMarks(const std::vector<MarkUpdate>& updates) {
    std::vector<Receipt> receipts;
    for (const auto& update : updates) {
        const auto found = conversations_.find(update.conversation);
        if (found == conversations_.end()) continue;
        auto& conversation = found->second;
        const auto member = conversation.participants.find(update.user);
        if (member == conversation.participants.end()) continue;
        const auto last = conversation.visibleHead(member->second);
        const auto confirmed = std::min(update.delivered, last);
        if (update.device != kNoDevice) {
            auto& cursor = cursors_[{update.device, update.conversation}];
            cursor = std::max(cursor, confirmed);
        }
        auto& marks = member->second;
        const auto read = std::max(marks.read, std::min(update.read, last));
        const auto delivered = std::max({marks.delivered, confirmed, read});
        if (read == marks.read && delivered == marks.delivered) continue;
        marks.read = read;
        marks.delivered = delivered;
        if (conversation.kind == ConversationKind::system || !marks.isIn()) continue;
        receipts.push_back({update.conversation.value, update.user, delivered, read});
    }
    return receipts;
}

test::FinalLogs Disk::logs() const {
    test::FinalLogs logs;
    for (const auto& [id, conversation] : conversations_) {
        auto& log = logs[id.value];
        for (const auto& row : conversation.rows) {
            const auto& message = *row.entry.message;
            log.push_back({row.entry.seq, message.source.value, message.id.value, message.content, row.added,
                           row.removed, row.epoch});
        }
    }
    return logs;
}

}  // namespace baithak::simulation
