// SPDX-License-Identifier: MIT
// users list, show, create, reset-password, disable, enable, bind, unbind.

#include "server/ctl/operator_client.h"
#include "server/ctl/run.h"
#include "server/ctl/text_table.h"

namespace baithak::ctl {
namespace {

using nlohmann::json;

std::string timeOf(const json& value) { return timeText(Timestamp{value.get<std::uint64_t>()}); }
std::string stateOf(const json& account) { return account.at("active").get<bool>() ? "active" : "disabled"; }

std::string listText(const json& answer) {
    TextTable table({"USERNAME", "NAME", "STATE", "CREATED"});
    for (const auto& account : answer.at("users")) {
        table.add({account.at("username"), account.at("name"), stateOf(account), timeOf(account.at("createdAt"))});
    }
    if (table.empty()) return "No accounts.\n";
    auto text = table.text();
    if (answer.contains("next"))
        text += "There are more: --after " + printable(answer["next"].get<std::string>()) + "\n";
    return text;
}

std::string showText(const json& account) {
    TextTable facts({"USERNAME", "NAME", "STATE", "PASSWORD", "CREATED"});
    facts.add({account.at("username"), account.at("name"), stateOf(account),
               account.at("hasPassword").get<bool>() ? "yes" : "no", timeOf(account.at("createdAt"))});
    auto text = facts.text();
    TextTable devices({"DEVICE", "VERSION", "SIGNED IN", "LAST USED", "KEY EXPIRES", "CONNECTED TO"});
    for (const auto& device : account.at("devices")) {
        const auto& gateway = device.at("gateway");
        devices.add({device.at("deviceId"), device.at("messageVersion").dump(), timeOf(device.at("createdAt")),
                     timeOf(device.at("lastUsedAt")), timeOf(device.at("keyExpiresAt")),
                     gateway.is_string() ? gateway.get<std::string>() : ""});
    }
    return text + "\n" + (devices.empty() ? "No devices.\n" : devices.text());
}

std::string madeText(const json& answer) {
    auto text = "Made " + answer.at("username").get<std::string>() + ".\n";
    if (answer.contains("password")) text += "Password: " + answer["password"].get<std::string>() + "\n";
    return text;
}

std::string endedText(const json& answer) {
    const auto ended = answer.at("devicesEnded").get<unsigned>();
    return ended == 0 ? "" : " " + std::to_string(ended) + (ended == 1 ? " device ended." : " devices ended.");
}

std::string resetText(const json& answer) {
    auto text = answer.at("username").get<std::string>() + " has another password." + endedText(answer) + "\n";
    if (answer.contains("password")) text += "Password: " + answer["password"].get<std::string>() + "\n";
    return text;
}

std::string activeText(const json& answer) {
    const bool isActive = answer.at("active");
    return answer.at("username").get<std::string>() + (isActive ? " may sign in." : " may not sign in.") +
           endedText(answer) + "\n";
}

std::string unboundText(const json& answer) {
    return answer.at("username").get<std::string>() + " is bound to whoever signs in next." + endedText(answer) + "\n";
}

std::string boundText(const json& answer) {
    return answer.at("username").get<std::string>() + " signs in as the subject " +
           printable(answer.at("subject").get<std::string>()) + ".\n";
}

struct Call {
    std::string method;
    std::string path;
    json body;
    std::string (*text)(const json& answer);
};

// The password of --password-file, when it is there, into the body.
Result<> addPassword(const Invocation& invocation, json& body) {
    if (!invocation.has("password-file")) return {};
    auto password = firstLineOf(invocation.option("password-file"));
    if (!password) return password.error();
    body["password"] = std::move(*password);
    return {};
}

Call listCall(const Invocation& invocation) {
    const auto text = invocation.arguments.empty() ? std::string() : invocation.arguments.front();
    return {"GET",
            "/admin/users?q=" + escaped(text) + "&limit=" + escaped(invocation.option("limit", "100")) +
                "&after=" + escaped(invocation.option("after")),
            nullptr, listText};
}

Result<Call> callOf(const Invocation& invocation) {
    const auto words = invocation.command->words;
    if (words == "users list") return listCall(invocation);
    const auto& name = invocation.arguments.front();
    const auto path = "/admin/users/" + escaped(name);
    if (words == "users show") return Call{"GET", path, nullptr, showText};
    if (words == "users disable") return Call{"PUT", path + "/active", {{"active", false}}, activeText};
    if (words == "users enable") return Call{"PUT", path + "/active", {{"active", true}}, activeText};
    if (words == "users unbind") return Call{"DELETE", path + "/subject", nullptr, unboundText};
    if (words == "users bind")
        return Call{"PUT", path + "/subject", {{"subject", invocation.arguments.back()}}, boundText};
    json body = json::object();
    if (auto added = addPassword(invocation, body); !added) return added.error();
    if (words == "users create") {
        body["username"] = name;
        if (invocation.has("name")) body["name"] = invocation.option("name");
        return Call{"POST", "/admin/users", body, madeText};
    }
    body["signOut"] = invocation.has("sign-out");
    return Call{"PUT", path + "/password", body, resetText};
}

}  // namespace

int runUsers(const Desk& desk) {
    const auto call = callOf(desk.invocation);
    if (!call) return desk.refuse(call.error());
    auto address = desk.server();
    if (!address) return desk.refuse(address.error());
    OperatorClient client(std::move(*address));
    const auto answer = client.call(call->method, call->path, call->body);
    if (!answer) return desk.refuse(answer.error());
    return desk.write(desk.isJson() ? answer->dump(2) + "\n" : call->text(*answer));
}

}  // namespace baithak::ctl
