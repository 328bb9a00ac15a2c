// SPDX-License-Identifier: MIT
#include "tests/support/rest_client.h"

#include <algorithm>
#include <memory>

#include <nlohmann/json.hpp>

#include "shared/protocol/codec.h"
#include "shared/protocol/frames.h"

namespace baithak::test {

namespace {

using nlohmann::json;

void require(const HttpAnswer& answer, const HttpCall& call) {
    if (answer.status >= 200 && answer.status < 300) return;
    throw TestFailure(call.method + " " + call.target + " was answered " + std::to_string(answer.status) + " " +
                      answer.body);
}

std::vector<std::string> usersOf(const json& list) {
    std::vector<std::string> users;
    for (const auto& user : list) users.push_back(user.is_object() ? user.at("username") : user);
    return users;
}

LogEntry entryOf(const Message& message) {
    const auto position = logPosition(message);
    if (!position) throw TestFailure("The log's message " + message.id.value + " has no place.");
    LogEntry entry{position->seq, message.source.value, message.id.value, comparable(message.content), {}, {}};
    const auto action = message.meta.get(meta_key::kAction);
    if (message.type == MessageType::notification && (action == "add" || action == "remove")) {
        const json body = json::parse(message.content);
        if (body.contains("added")) entry.added = usersOf(body["added"]);
        if (body.contains("removed")) entry.removed = usersOf(body["removed"]);
    }
    return entry;
}

// A conversation's name may hold `+` and `@`.
std::string escaped(const std::string& text) {
    constexpr char kDigits[] = "0123456789ABCDEF";
    std::string path;
    for (const char c : text) {
        const bool isPlain =
            std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '.' || c == '_' || c == '~';
        if (isPlain) {
            path += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        path += '%';
        path += kDigits[byte >> 4];
        path += kDigits[byte & 15];
    }
    return path;
}

}  // namespace

HttpAnswer RestClient::raw(const HttpCall& call) { return callHttp(loop_, port_, call); }

json RestClient::call(const Account& account, const std::string& method, const std::string& target,
                      const std::string& body) {
    return make({method, target, account.headers(), body});
}

json RestClient::make(const HttpCall& call) {
    const auto answer = raw(call);
    require(answer, call);
    const json parsed = json::parse(answer.body, nullptr, false);
    if (parsed.is_discarded())
        throw TestFailure(call.method + " " + call.target + " was answered with no JSON: " + answer.body);
    if (parsed.is_object() && parsed.value("status", true) == false)
        throw TestFailure(call.method + " " + call.target + " was answered with status false.");
    return parsed;
}

void RestClient::registerUser(const std::string& user, const std::string& password) { registerUsers({user}, password); }

Account RestClient::login(const std::string& user, const std::string& secret, const std::string& deviceId) {
    return loginAll({{user, deviceId}}, secret).front();
}

std::vector<HttpAnswer> RestClient::makeAll(const std::vector<HttpCall>& calls) {
    std::vector<HttpAnswer> answers(calls.size());
    std::vector<std::unique_ptr<HttpErrand>> errands;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        const auto keep = [&answer = answers[i]](const HttpAnswer& came) { answer = came; };
        errands.push_back(std::make_unique<HttpErrand>(loop_, port_, calls[i], keep));
    }
    const auto isDone = [](const auto& errand) { return errand->isDone(); };
    loop_.until([&] { return std::all_of(errands.begin(), errands.end(), isDone); }, std::chrono::seconds(20));
    for (std::size_t i = 0; i < calls.size(); ++i) require(answers[i], calls[i]);
    return answers;
}

void RestClient::registerUsers(const std::vector<std::string>& users, const std::string& password) {
    std::vector<HttpCall> calls;
    for (const auto& user : users)
        calls.push_back({"POST", "/v1.0/register", {}, json{{"username", user}, {"password", password}}.dump()});
    makeAll(calls);
}

std::vector<Account> RestClient::loginAll(const std::vector<Wish>& wishes, const std::string& secret) {
    std::vector<HttpCall> calls;
    for (const auto& wish : wishes) {
        const json body{{"username", wish.user},
                        {"authToken", secret},
                        {"notificationToken", ""},
                        {"deviceId", wish.deviceId},
                        {"messageVersion", 3}};
        calls.push_back({"POST", "/v1.0/login", {}, body.dump()});
    }
    const auto answers = makeAll(calls);
    std::vector<Account> accounts;
    for (std::size_t i = 0; i < wishes.size(); ++i)
        accounts.push_back({wishes[i].user, json::parse(answers[i].body).at("accesskey"), wishes[i].deviceId});
    return accounts;
}

std::string RestClient::createGroup(const Account& account, const std::string& name,
                                    const std::vector<std::string>& members) {
    const json body{{"name", name}, {"members", members}, {"profilePic", nullptr}};
    return call(account, "POST", "/v1.0/groups/", body.dump()).at("groupId");
}

void RestClient::addMembers(const Account& account, const std::string& group, const std::vector<std::string>& members) {
    make(addMembersCall(account, group, members));
}

void RestClient::removeMember(const Account& account, const std::string& group, const std::string& member) {
    make(removeMemberCall(account, group, member));
}

std::vector<std::string> RestClient::conversations(const Account& account) {
    std::vector<std::string> names;
    const json page = call(account, "GET", "/v1.0/conversations");
    for (const auto& conversation : page.at("conversations")) names.push_back(conversation.at("id"));
    return names;
}

std::vector<LogEntry> RestClient::log(const Account& account, const std::string& conversation) {
    std::vector<LogEntry> log;
    for (;;) {
        const std::uint64_t after = log.empty() ? 0 : log.back().seq;
        const json page =
            call(account, "GET",
                 "/v1.0/conversations/" + escaped(conversation) + "/messages?limit=500&after=" + std::to_string(after));
        if (page.at("messages").empty()) return log;
        for (const auto& each : page["messages"]) {
            const auto message = decodeTrustedText(each.dump());
            if (!message) throw TestFailure("The log's message can't be read: " + message.error().text);
            log.push_back(entryOf(*message));
        }
        if (log.back().seq <= after) throw TestFailure("A page of " + conversation + " did not go on.");
    }
}

HttpCall addMembersCall(const Account& account, const std::string& group, const std::vector<std::string>& members) {
    return {"POST", "/v1.0/groups/" + group + "/members", account.headers(), json{{"members", members}}.dump()};
}

HttpCall removeMemberCall(const Account& account, const std::string& group, const std::string& member) {
    return {"DELETE", "/v1.0/groups/" + group + "/members", account.headers(), json{{"member", member}}.dump()};
}

bool isSuccess(const HttpAnswer& answer) {
    if (answer.status < 200 || answer.status >= 300) return false;
    const json parsed = json::parse(answer.body, nullptr, false);
    return !parsed.is_object() || parsed.value("status", true);
}

std::string comparable(const std::string& content) {
    const json parsed = json::parse(content, nullptr, false);
    return parsed.is_discarded() ? content : parsed.dump();
}

}  // namespace baithak::test
