// SPDX-License-Identifier: MIT

#include "tests/server/support/store_place.h"

#include <stdexcept>

#include "tests/server/support/run_task.h"
#include "tests/support/builders.h"

namespace baithak::test {

namespace {

template <class T>
T valueOf(Result<T> result) {
    if (!result) throw std::runtime_error(result.error().text);
    return std::move(*result);
}

}  // namespace

StoreUnderTest::StoreUnderTest(const MakePlace& makePlace) : place_(makePlace()), store_(valueOf(place_->open())) {}

void StoreUnderTest::reopen() {
    store_.reset();
    store_ = valueOf(place_->open());
}

void StoreUnderTest::addUsers(const std::vector<std::string>& names) {
    for (const auto& name : names) {
        Account account;
        account.username = UserId(name);
        account.createdAt = {1'000'000};
        if (auto made = runTask(users().create(account)); !made) throw std::runtime_error(made.error().text);
    }
}

Device StoreUnderTest::addDevice(const std::string& user, const std::string& device, Timestamp at,
                                 std::string keyHash) {
    SignIn signIn;
    signIn.user = UserId(user);
    signIn.device = DeviceId(device);
    signIn.keyHash = keyHash.empty() ? user + "/" + device : std::move(keyHash);
    signIn.at = at;
    signIn.keyExpiresAt = at + std::chrono::hours(24 * 365);
    return valueOf(runTask(users().signIn(signIn))).device;
}

AppendRequest requestFor(Message message, DeviceNumber origin) {
    message.serverId = "srv-" + message.id.value;
    message.serverTimestamp = {1'700'000'000'500};
    AppendRequest request;
    request.conversation = conversationOf(message);
    request.message = std::make_shared<const Message>(std::move(message));
    request.origin = origin;
    return request;
}

MessagePtr aNotice(const std::string& by, const std::string& id) {
    Message notice = aMessage(id).from(by).to(kGroup.view()).type(MessageType::notification);
    notice.serverId = "srv-" + id;
    return std::make_shared<const Message>(std::move(notice));
}

std::string idsOf(const LogRange& range) {
    std::string ids;
    for (const auto& entry : range.entries) ids += (ids.empty() ? "" : " ") + entry.message->id.value;
    return ids;
}

AppendOutcome StoreUnderTest::append(AppendRequest request) {
    std::vector<AppendRequest> requests;
    requests.push_back(std::move(request));
    return valueOf(runTask(messages().append(std::move(requests)))).front();
}

AppendOutcome StoreUnderTest::send(const std::string& from, const std::string& to, const std::string& id) {
    return append(requestFor(aMessage(id).from(from).to(to).text(id)));
}

AppendOutcome StoreUnderTest::sendToGroup(const std::string& from, const std::string& id) {
    return append(requestFor(aMessage(id).from(from).toGroup(kGroup.view()).text(id)));
}

Result<MembershipOutcome> StoreUnderTest::change(MembershipChange change) {
    return runTask(messages().change(std::move(change)));
}

MembershipOutcome StoreUnderTest::createGroup(const std::string& by, const std::vector<std::string>& others) {
    MembershipChange creation;
    creation.group = kGroup;
    creation.create = MembershipChange::Create{"Climbing", std::nullopt};
    creation.added.push_back({UserId(by), MemberRole::admin, 0});
    for (const auto& other : others) creation.added.push_back({UserId(other), MemberRole::user, 0});
    creation.notice = aNotice(by, "notice-" + std::to_string(++notices_));
    return valueOf(change(std::move(creation)));
}

MembershipOutcome StoreUnderTest::addMembers(const std::string& by, const std::vector<std::string>& names) {
    MembershipChange addition;
    addition.group = kGroup;
    addition.expectedVersion = group()->version;
    for (const auto& name : names) addition.added.push_back({UserId(name), MemberRole::user, 0});
    addition.notice = aNotice(by, "notice-" + std::to_string(++notices_));
    return valueOf(change(std::move(addition)));
}

MembershipOutcome StoreUnderTest::removeMember(const std::string& by, const std::string& user) {
    MembershipChange removal;
    removal.group = kGroup;
    removal.expectedVersion = group()->version;
    removal.removed.emplace_back(user);
    removal.notice = aNotice(by, "notice-" + std::to_string(++notices_));
    return valueOf(change(std::move(removal)));
}

GroupSnapshotPtr StoreUnderTest::group() { return valueOf(runTask(groups().group(kGroup))); }

LogRange StoreUnderTest::fetch(const std::string& user, const Device& device, const std::string& conversation,
                               std::uint64_t from) {
    return valueOf(
        runTask(messages().fetch(UserId(user), device.number, ConversationId(conversation), from, 1000, 1024 * 1024)));
}

std::vector<Receipt> StoreUnderTest::confirm(const Device& device, const std::string& conversation, std::uint64_t seq) {
    MarkUpdate update;
    update.conversation = ConversationId(conversation);
    update.user = device.user;
    update.device = device.number;
    update.delivered = seq;
    std::vector<MarkUpdate> updates;
    updates.push_back(std::move(update));
    return valueOf(runTask(messages().saveMarks(std::move(updates))));
}

std::vector<StreamHead> StoreUnderTest::behind(const Device& device) {
    return valueOf(runTask(messages().behind(device.user, device.number)));
}

ConversationPage StoreUnderTest::conversations(const std::string& user, std::uint64_t since) {
    return valueOf(runTask(messages().conversations(UserId(user), since)));
}

}  // namespace baithak::test
