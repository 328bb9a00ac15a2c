// SPDX-License-Identifier: MIT
#include "tests/e2e/faults/crowd.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "shared/model/conversation.h"
#include "tests/support/log_index.h"

namespace baithak::test {

namespace {

using namespace std::chrono_literals;
using nlohmann::json;

constexpr auto kOwner = "ann";
constexpr auto kPoster = "pat";
constexpr int kHttpCreated = 201;
constexpr int kHttpNotFound = 404;

WireFormat readingForm(WireVersion version) {
    return version == WireVersion::v3_0 ? WireFormat::binary : WireFormat::text;
}

}  // namespace

Crowd::Crowd(Loop& loop, std::mt19937& random, std::uint16_t port, std::string prefix, bool registers)
    : loop_(loop), random_(random), port_(port), prefix_(std::move(prefix)), registers_(registers), rest_(loop, port) {
    addPeople();
}

Account Crowd::signIn(const std::string& user, const std::string& device) {
    constexpr auto kPassword = "correct horse battery";
    const bool isNew = users_.empty() || users_.back() != user;
    if (registers_ && isNew) rest_.registerUser(user, kPassword);
    return rest_.login(user, kPassword, device);
}

void Crowd::addPeople() {
    addDevice("ann", "ann/1", WireVersion::v3_0, true);
    addDevice("ann", "ann/2", WireVersion::v2_1, true);
    addDevice("bob", "bob/1", WireVersion::v2_1, true);
    addDevice("cat", "cat/1", WireVersion::v1_0, false);
    addDevice("dan", "dan/1", WireVersion::v3_0, true);
    addDevice("eve", "eve/1", WireVersion::v2_0, false);
    addDevice("eve", "eve/2", WireVersion::v3_0, true);
    addDevice("fay", "fay/1", WireVersion::v2_1, false);
    poster_ = signIn(named(kPoster), "post");
    history_.add(event::DeviceAdded{poster_.user, poster_.user, {}});
    for (int i = 0; i < 2; ++i) {
        Group group;
        for (auto user : {"bob", "cat", kPoster}) group.members.insert(named(user));
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

void Crowd::addDevice(const std::string& name, const std::string& device, WireVersion version, bool isStrict) {
    const auto user = named(name);
    Account account = signIn(user, device);
    if (users_.empty() || users_.back() != user) {
        users_.push_back(user);
        accounts_.push_back(account);
    }
    ScriptedClient::Options options;
    options.name = named(device);
    options.sendAs = version;
    options.receiveAs = readingForm(version);
    options.isStrict = isStrict;
    options.history = &history_;
    options.seed = clients_.size() + 1;
    clients_.push_back(std::make_unique<ScriptedClient>(loop_, port_, std::move(account), options));
    clients_.back()->start();
}

void Crowd::setPort(std::uint16_t port) {
    port_ = port;
    rest_.setPort(port);
    for (auto& client : clients_) client->setPort(port);
}

void Crowd::step() {
    const auto what = random(100);
    if (what < 54)
        sendSomething();
    else if (what < 60)
        sendBurst();
    else if (what < 65)
        sendAgain();
    else if (what < 70)
        sendByPost();
    else if (what < 73)
        sendState();
    else if (what < 81)
        goOfflineOrOnline();
    else if (what < 86)
        cutSomeone();
    else if (what < 90)
        restartSomeone();
    else if (what < 95)
        changeMembership();
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

Message Crowd::nextPost() {
    Message message;
    message.source = UserId(poster_.user);
    message.id = MessageId(poster_.user + "-" + std::to_string(++lastPost_));
    message.channel = random(2) == 0 ? ChannelKind::group : ChannelKind::individual;
    message.destination = message.channel == ChannelKind::group ? groups_[random(2)].id : anyUser();
    message.content = R"({"text":"posted"})";
    message.meta.set(meta_key::kContentType, "text");
    message.meta.set(meta_key::kAction, "message");
    return message;
}

void Crowd::sendByPost() {
    const auto message = unanswered_ ? *std::exchange(unanswered_, {}) : nextPost();
    const std::string conversation = conversationOf(message).value;
    history_.add(event::Sent{poster_.user, conversation, message.id.value, comparable(message.content), false});
    const json body = json::array({encodeAs(message, WireVersion::v2_1)});
    const auto answer = rest_.raw({"POST", "/v1.0/messages?format=text&ack=true", poster_.headers(), body.dump()});
    const bool isKnown = answer.status == kHttpCreated || (answer.status >= 400 && answer.status < 500);
    if (!isKnown) unanswered_ = message;  // it may be stored
    if (answer.status != kHttpCreated) return;
    const std::string text = json::parse(answer.body).at("acks").at(0);
    const auto ack = decodeTrustedText(text);
    const auto place = ack ? logPosition(*ack) : std::nullopt;
    if (!place) throw TestFailure("POST /messages was answered without a place: " + answer.body);
    history_.add(event::Acked{poster_.user, place->conversation, message.id.value, place->seq});
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

void Crowd::cutSomeone() { anyClient().cutConnection(); }

void Crowd::restartSomeone() { anyClient().restart(); }

void Crowd::readMembers(Group& group) {
    const json answer = rest_.call(accounts_[0], "GET", "/v1.0/groups/" + group.id);
    group.members.clear();
    for (const auto& member : answer.at("members")) group.members.insert(member.at("username"));
    group.members.erase(named(kOwner));
    group.isCertain = true;
}

void Crowd::changeMembership() {
    Group& group = groups_[random(2)];
    const std::string user = users_[1 + random(static_cast<std::uint32_t>(users_.size()) - 1)];
    const std::string conversation = groupConversation(GroupId(group.id)).value;
    try {
        if (!group.isCertain) readMembers(group);
        if (group.members.contains(user)) {
            rest_.removeMember(accounts_[0], group.id, user);
            group.members.erase(user);
            history_.add(event::Left{conversation, user});
        } else {
            rest_.addMembers(accounts_[0], group.id, {user});
            group.members.insert(user);
            history_.add(event::Joined{conversation, user});
        }
    } catch (const TestFailure& failure) {
        // The server died on it: the call may have had its effect.
        history_.add(event::Note{failure.what()});
        group.isCertain = false;
    }
}

bool Crowd::comeToRest(std::chrono::milliseconds deadline) {
    for (auto& client : clients_) client->start();
    const auto isIdle = [](const auto& client) { return client->isOnline() && client->isIdle(); };
    if (loop_.until([&] { return std::all_of(clients_.begin(), clients_.end(), isIdle); }, deadline)) return true;
    for (auto& client : clients_) {
        if (!isIdle(client))
            note(client->name() + " never came to rest: code " + std::to_string(client->signedOutCode()));
    }
    return false;
}

const Account& Crowd::accountOf(const std::string& user) const {
    const auto at = std::find(users_.begin(), users_.end(), user);
    return at == users_.end() ? poster_ : accounts_[static_cast<std::size_t>(at - users_.begin())];
}

FinalLogs Crowd::readLogs() {
    std::map<std::string, Account> readers;
    for (const auto& each : history_.events()) {
        const auto* sent = std::get_if<event::Sent>(&each);
        if (sent != nullptr && !sent->isEphemeral) readers.try_emplace(sent->conversation);
    }
    for (const auto& group : groups_) readers.try_emplace(groupConversation(GroupId(group.id)).value);
    FinalLogs logs;
    for (auto& [conversation, reader] : readers) {
        const auto peers = directPeers(conversation);
        const std::string user = peers ? (peers->first.value == poster_.user ? peers->second.value : peers->first.value)
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

void Crowd::drain(const FinalLogs& logs) {
    const LogIndex index(logs);
    for (auto& client : clients_) {
        // The last place of each log that is the client's to see and not its own doing.
        std::map<std::string, std::uint64_t> due;
        for (const auto& [conversation, log] : logs)
            for (const auto& entry : log)
                if (!entry.id.starts_with(client->name() + "-") &&
                    index.maySee(conversation, client->account().user, entry.seq))
                    due[conversation] = entry.seq;
        const auto isShown = [&client](const auto& each) { return client->lastSeq(each.first) >= each.second; };
        loop_.until([&] { return std::all_of(due.begin(), due.end(), isShown); }, 15s);
        history_.add(event::Drained{client->name()});
    }
    loop_.turnFor(50ms);  // a repeat that is still on its way is seen
}

}  // namespace baithak::test
