// SPDX-License-Identifier: MIT
#include "tests/e2e/faults/crowd.h"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "shared/model/conversation.h"
#include "tests/support/log_index.h"

namespace baithak::test {

namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr auto kOwner = "ann";
constexpr auto kPoster = "pat";
constexpr auto kHasty = "hal";
constexpr auto kStranger = "sid";
constexpr int kHttpNotFound = 404;

WireFormat readingForm(WireVersion version) {
    return version == WireVersion::v3_0 ? WireFormat::binary : WireFormat::text;
}

}  // namespace

Crowd::Crowd(Loop& loop, std::mt19937& random, std::uint16_t port, std::string prefix, bool registers)
    : loop_(loop), random_(random), port_(port), prefix_(std::move(prefix)), rest_(loop, port) {
    addPeople(registers);
}

namespace {

struct DeviceOfCrowd {
    const char* user;
    const char* name;
    WireVersion version;
    bool isStrict;
};
constexpr std::array kDevices{
    DeviceOfCrowd{"ann", "ann/1", WireVersion::v3_0, true}, DeviceOfCrowd{"ann", "ann/2", WireVersion::v2_1, true},
    DeviceOfCrowd{"bob", "bob/1", WireVersion::v2_1, true}, DeviceOfCrowd{"cat", "cat/1", WireVersion::v1_0, false},
    DeviceOfCrowd{"dan", "dan/1", WireVersion::v3_0, true}, DeviceOfCrowd{"eve", "eve/1", WireVersion::v2_0, false},
    DeviceOfCrowd{"eve", "eve/2", WireVersion::v3_0, true}, DeviceOfCrowd{"fay", "fay/1", WireVersion::v2_1, false}};

}  // namespace

void Crowd::addPeople(bool registers) {
    constexpr auto kPassword = "correct horse battery";
    std::vector<RestClient::Wish> wishes;
    for (const auto& device : kDevices) wishes.push_back({named(device.user), device.name});
    for (const auto* name : {kPoster, kHasty, kStranger}) wishes.push_back({named(name), "post"});
    std::vector<std::string> names;
    for (const auto& wish : wishes)
        if (names.empty() || names.back() != wish.user) names.push_back(wish.user);
    if (registers) rest_.registerUsers(names, kPassword);
    const auto accounts = rest_.loginAll(wishes, kPassword);
    for (std::size_t i = 0; i < kDevices.size(); ++i)
        addDevice(accounts[i], kDevices[i].name, kDevices[i].version, kDevices[i].isStrict);
    const auto* others = &accounts[kDevices.size()];
    posters_ = std::make_unique<Posters>(loop_, port_, history_, others[0], others[1],
                                         [this](const auto& user, const auto& id) { return nextPost(user, id); });
    SharedFiles::Crowd sharers{others[2],
                               [this](const auto& owner, const auto& file) { return tellOfFile(owner, file); },
                               [this](const auto& message) { return readersOf(message); }};
    files_ = std::make_unique<SharedFiles>(loop_, port_, history_, std::move(sharers));
    for (int i = 0; i < 2; ++i) {
        Group group;
        for (auto user : {"bob", "cat", kPoster, kHasty}) group.members.insert(named(user));
        if (i == 1) group.members.insert(named("dan"));
        group.id = makeGroup("group " + std::to_string(i), {group.members.begin(), group.members.end()});
        groups_.push_back(std::move(group));
    }
}

// A cluster may still be busy with the last fault: who is told so tries again.
std::string Crowd::makeGroup(const std::string& name, const std::vector<std::string>& members) {
    constexpr int kTries = 5;
    for (int tries = 1;; ++tries) {
        try {
            return rest_.createGroup(accounts_[0], name, members);
        } catch (const TestFailure&) {
            if (tries == kTries) throw;
        }
    }
}

void Crowd::addDevice(const Account& account, const std::string& device, WireVersion version, bool isStrict) {
    if (users_.empty() || users_.back() != account.user) {
        users_.push_back(account.user);
        accounts_.push_back(account);
    }
    ScriptedClient::Options options;
    options.name = named(device);
    options.sendAs = version;
    options.receiveAs = readingForm(version);
    options.isStrict = isStrict;
    options.history = &history_;
    options.seed = clients_.size() + 1;
    clients_.push_back(std::make_unique<ScriptedClient>(loop_, port_, account, options));
    clients_.back()->start();
}

void Crowd::setPort(std::uint16_t port) {
    port_ = port;
    rest_.setPort(port);
    posters_->setPort(port);
    files_->setPort(port);
    for (auto& client : clients_) client->setPort(port);
}

void Crowd::step() {
    const auto what = random(100);
    if (what < 45)
        sendSomething();
    else if (what < 51)
        sendBurst();
    else if (what < 56)
        sendAgain();
    else if (what < 61)
        posters_->post();
    else if (what < 69)
        posters_->postInHaste();
    else if (what < 72)
        sendState();
    else if (what < 80)
        goOfflineOrOnline();
    else if (what < 85)
        cutSomeone();
    else if (what < 89)
        restartSomeone();
    else if (what < 94)
        changeMembership();
    else if (what < 98)
        shareFile();
    else
        loop_.turnFor(std::chrono::milliseconds(random(20)));
}

std::string Crowd::anyUser() { return users_[random(static_cast<std::uint32_t>(users_.size()))]; }
ScriptedClient& Crowd::anyClient() { return *clients_[random(static_cast<std::uint32_t>(clients_.size()))]; }

Message Crowd::nextMessage(const ScriptedClient& client) {
    Message message;
    message.source = UserId(client.account().user);
    message.id = MessageId(client.name() + "-" + std::to_string(recent_.size() + 1000));
    // A v1 frame has a text and no more.
    message.content = client.name() == named("cat/1")
                          ? R"({"text":"from cat"})"
                          : R"({"text":"from )" + client.name() + R"(","n":)" + std::to_string(recent_.size()) + "}";
    message.meta.set(meta_key::kContentType, "text");
    message.meta.set(meta_key::kAction, "message");
    if (random(2) == 0) {
        message.channel = ChannelKind::group;
        message.destination = groups_[random(2)].id;  // who is no member is refused
    } else {
        message.destination = anyUser();
    }
    return message;
}

void Crowd::sendSomething() {
    ScriptedClient& client = anyClient();
    Message message = nextMessage(client);
    message.ephemeral = random(20) == 0;
    recent_.push_back(message);
    client.send(std::move(message));
}

void Crowd::sendBurst() {
    ScriptedClient& client = anyClient();
    Message message = nextMessage(client);
    for (auto left = 1 + random(40); left > 0; --left) {
        message.id = MessageId(client.name() + "-" + std::to_string(recent_.size() + 1000));
        recent_.push_back(message);
        client.send(message);
    }
}

void Crowd::sendAgain() {
    if (recent_.empty()) return;
    const Message& message = recent_[random(static_cast<std::uint32_t>(recent_.size()))];
    for (auto& client : clients_)
        if (message.id.value.starts_with(client->name() + "-") && client->isAcknowledged(message.id.value) &&
            !message.ephemeral)
            return client->send(message);
}

Message Crowd::nextPost(const std::string& user, const std::string& id) {
    Message message;
    message.source = UserId(user);
    message.id = MessageId(id);
    message.channel = random(2) == 0 ? ChannelKind::group : ChannelKind::individual;
    message.destination = message.channel == ChannelKind::group ? groups_[random(2)].id : anyUser();
    message.content = R"({"text":"posted"})";
    message.meta.set(meta_key::kContentType, "text");
    message.meta.set(meta_key::kAction, "message");
    return message;
}

void Crowd::sendState() {
    ScriptedClient& client = anyClient();
    if (client.arrived().empty()) return;
    const auto& seen = client.arrived().back().message;
    if (seen.source.value == client.account().user || seen.source.view() == kServerName) return;
    Message state;
    state.type = MessageType::notification;
    state.source = UserId(client.account().user);
    state.id = MessageId(client.name() + "-state-" + std::to_string(random(1'000'000)));
    state.destination = seen.source.value;
    state.content = R"({"ids":[")" + seen.id.value + R"("],"state":"READ"})";
    state.meta.set(meta_key::kContentType, "notification");
    state.meta.set(meta_key::kAction, "state");
    client.send(std::move(state));
}

void Crowd::goOfflineOrOnline() {
    ScriptedClient& client = anyClient();
    if (client.isOnline())
        client.goOffline();
    else
        client.start();
}

void Crowd::comeWhileSpokenTo() {
    for (std::size_t i = 0; i < clients_.size(); ++i) i % 2 == 0 ? clients_[i]->goOffline() : clients_[i]->start();
    // The server has heard of it.
    loop_.turnFor(1s);
    for (std::size_t from = 1; from < clients_.size(); from += 2) {
        for (std::size_t to = 0; to < clients_.size(); to += 2) {
            auto message = nextMessage(*clients_[from]);
            message.channel = ChannelKind::individual;
            message.destination = clients_[to]->account().user;
            recent_.push_back(message);
            clients_[from]->send(std::move(message));
        }
    }
    for (std::size_t i = 0; i < clients_.size(); i += 2) clients_[i]->start();
}

void Crowd::cutSomeone() { anyClient().cutConnection(); }
void Crowd::restartSomeone() { anyClient().restart(); }

void Crowd::readMembers(Group& group) {
    const HttpCall call{"GET", "/v1.0/groups/" + group.id, accounts_[0].headers(), {}};
    group.errand = std::make_unique<HttpErrand>(loop_, port_, call, [this, &group](const HttpAnswer& answer) {
        if (!isSuccess(answer)) return;
        group.members.clear();
        const auto known = json::parse(answer.body);
        for (const auto& member : known.at("members")) group.members.insert(member.at("username"));
        group.members.erase(named(kOwner));
        group.isCertain = true;
    });
}

void Crowd::changeMembership() {
    Group& group = groups_[random(2)];
    const std::string user = users_[1 + random(static_cast<std::uint32_t>(users_.size()) - 1)];
    if (group.isBusy()) return;
    if (group.isCertain)
        change(group, user);
    else
        readMembers(group);
}

void Crowd::change(Group& group, const std::string& user) {
    const bool leaves = group.members.contains(user);
    const auto call =
        leaves ? removeMemberCall(accounts_[0], group.id, user) : addMembersCall(accounts_[0], group.id, {user});
    const auto onAnswer = [this, &group, user, leaves](const HttpAnswer& answer) {
        // The server died on it, or had nobody to ask: the call may have had its effect.
        group.isCertain = isSuccess(answer);
        if (!group.isCertain) return note("a change of members was answered " + std::to_string(answer.status));
        const auto conversation = groupConversation(GroupId(group.id)).value;
        if (leaves) {
            group.members.erase(user);
            history_.add(event::Left{conversation, user});
        } else {
            group.members.insert(user);
            history_.add(event::Joined{conversation, user});
        }
    };
    group.errand = std::make_unique<HttpErrand>(loop_, port_, call, onAnswer);
}

void Crowd::shareFile() {
    const auto number = static_cast<std::uint32_t>(random_());
    if (random(2) == 0)
        files_->upload(anyClient().account(), number);
    else
        files_->fetch(number);
}

std::string Crowd::tellOfFile(const Account& owner, const std::string& file) {
    const auto isTheirs = [&owner](const auto& client) { return client->account().user == owner.user; };
    auto& client = **std::find_if(clients_.begin(), clients_.end(), isTheirs);
    auto message = nextMessage(client);
    message.content = R"({"text":")" + file + R"("})";
    recent_.push_back(message);
    const auto id = message.id.value;
    client.send(std::move(message));
    return id;
}

std::vector<Account> Crowd::readersOf(const std::string& message) const {
    std::vector<Account> readers;
    for (const auto& client : clients_)
        if (client->hasArrived(message)) readers.push_back(client->account());
    return readers;
}

bool Crowd::isIdle() const {
    return std::all_of(clients_.begin(), clients_.end(),
                       [](const auto& client) { return client->isOnline() && client->isIdle(); }) &&
           std::none_of(groups_.begin(), groups_.end(), [](const auto& group) { return group.isBusy(); });
}

bool Crowd::comeToRest(std::chrono::milliseconds deadline) {
    const auto end = loop_.now() + deadline;
    for (auto& client : clients_) client->start();
    const bool areFilesThere = files_->finish(end - loop_.now());
    if (!areFilesThere) note("not every file came to its place");
    const bool arePostsSettled = posters_->settle(end - loop_.now());
    if (!arePostsSettled) note("not every post has an answer");
    if (loop_.until([this] { return isIdle(); }, end - loop_.now())) return areFilesThere && arePostsSettled;
    for (auto& client : clients_) {
        if (!client->isOnline() || !client->isIdle())
            note(client->name() + " never came to rest: code " + std::to_string(client->signedOutCode()));
    }
    return false;
}

const Account& Crowd::accountOf(const std::string& user) const {
    if (user == posters_->hasty().user) return posters_->hasty();
    const auto at = std::find(users_.begin(), users_.end(), user);
    return at == users_.end() ? posters_->patient() : accounts_[static_cast<std::size_t>(at - users_.begin())];
}

FinalLogs Crowd::readLogs() {
    std::map<std::string, Account> readers;
    for (const auto& each : history_.events()) {
        const auto* sent = std::get_if<event::Sent>(&each);
        if (sent != nullptr && !sent->isEphemeral) readers.try_emplace(sent->conversation);
        // A group whose making was answered 503, and asked for again, may be there twice.
        const auto* received = std::get_if<event::Received>(&each);
        if (received != nullptr && received->seq != 0) readers.try_emplace(received->conversation);
    }
    for (const auto& group : groups_) readers.try_emplace(groupConversation(GroupId(group.id)).value);
    FinalLogs logs;
    for (auto& [conversation, reader] : readers) {
        const auto peers = directPeers(conversation);
        const std::string user = peers ? peers->first.value
                                 : kindOf(conversation) == ConversationKind::system
                                     ? std::string(subjectOf(conversation))
                                     : named(kOwner);
        const Account& account = accountOf(user);
        // What only refused messages name has no log.
        const auto first =
            rest_.raw({"GET", "/v1.0/conversations/" + conversation + "/messages", account.headers(), ""});
        logs[conversation] = first.status == kHttpNotFound ? std::vector<LogEntry>{} : rest_.log(account, conversation);
    }
    return logs;
}

Crowd::Due Crowd::dueTo(const ScriptedClient& client, const FinalLogs& logs) const {
    const LogIndex index(logs);
    Due due;
    for (const auto& [conversation, log] : logs)
        for (const auto& entry : log)
            if (!entry.id.starts_with(client.name() + "-") &&
                index.maySee(conversation, client.account().user, entry.seq))
                due[conversation] = entry.seq;
    return due;
}

std::vector<std::string> Crowd::awaitShown(const FinalLogs& logs, std::chrono::milliseconds deadline) {
    std::vector<std::pair<const ScriptedClient*, Due>> awaited;
    for (const auto& client : clients_) awaited.emplace_back(client.get(), dueTo(*client, logs));
    const auto hasAll = [](const auto& each) {
        const auto& [client, due] = each;
        return std::all_of(due.begin(), due.end(),
                           [&](const auto& place) { return client->lastSeq(place.first) >= place.second; });
    };
    loop_.until([&] { return std::all_of(awaited.begin(), awaited.end(), hasAll); }, deadline);
    std::vector<std::string> missing;
    for (const auto& [client, due] : awaited)
        for (const auto& [conversation, seq] : due)
            if (client->lastSeq(conversation) < seq)
                missing.push_back(client->name() + " was not told of " + conversation + " #" + std::to_string(seq));
    return missing;
}

void Crowd::drain(const FinalLogs& logs) {
    (void)awaitShown(logs, 15s);
    for (auto& client : clients_) history_.add(event::Drained{client->name()});
    files_->verify(30s);
    loop_.turnFor(50ms);  // a repeat that is still on its way is seen
}

}  // namespace baithak::test
