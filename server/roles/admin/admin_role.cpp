// SPDX-License-Identifier: MIT
#include "server/roles/admin/admin_role.h"

#include <array>
#include <charconv>

#include "server/bus/topics.h"
#include "server/net/json_body.h"
#include "server/roles/admin/admin_views.h"
#include "shared/base/random.h"
#include "shared/protocol/validate.h"

namespace baithak {
namespace {

using nlohmann::json;

constexpr std::size_t kLimit = 100;
constexpr std::size_t kMostLimit = 1000;

// 100 bits, in letters and digits that no one takes for another: `k7cw-…`.
std::string makePassword() {
    constexpr std::string_view kLetters = "abcdefghijkmnpqrstuvwxyz23456789";
    std::array<std::uint8_t, 20> random{};
    systemRandom()(random);
    std::string password;
    for (std::size_t i = 0; i < random.size(); ++i) {
        if (i > 0 && i % 4 == 0) password += '-';
        password += kLetters[random[i] % kLetters.size()];
    }
    return password;
}

// A page's length, as asked for and within bounds.
std::size_t limitOf(const HttpRequest& request) {
    const auto text = request.argument("limit");
    std::size_t limit = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), limit);
    const bool isNumber = failure == std::errc{} && end == text.data() + text.size();
    return isNumber && limit > 0 ? std::min(limit, kMostLimit) : kLimit;
}

class AdminRole final : public Role {
public:
    explicit AdminRole(AdminPorts ports) : ports_(ports) {}

    std::string_view name() const noexcept override { return "admin"; }

    Result<> start() override {
        hang("GET", "/admin/users", &AdminRole::users);
        hang("POST", "/admin/users", &AdminRole::create);
        hang("GET", "/admin/users/{name}", &AdminRole::user);
        hang("PUT", "/admin/users/{name}/password", &AdminRole::resetPassword);
        hang("PUT", "/admin/users/{name}/active", &AdminRole::setActive);
        hang("DELETE", "/admin/users/{name}/subject", &AdminRole::unbind);
        hang("PUT", "/admin/users/{name}/subject", &AdminRole::bindSubject);
        hang("GET", "/admin/dead-letters", &AdminRole::deadLetters);
        hang("POST", "/admin/dead-letters/{id}/replay", &AdminRole::replay);
        hang("DELETE", "/admin/dead-letters/{id}", &AdminRole::drop);
        return {};
    }

    Task<> stop() override { co_return; }

private:
    using Handler = Task<HttpResponse> (AdminRole::*)(HttpRequestPtr request);

    void hang(std::string_view method, std::string_view pattern, Handler handler) {
        ports_.routes.add(method, pattern,
                          [this, handler](HttpRequestPtr request) { return (this->*handler)(std::move(request)); });
    }

    Task<HttpResponse> users(HttpRequestPtr request) {
        AccountQuery query;
        query.text = request->argument("q");
        query.after = UserId(request->argument("after"));
        query.atMost = limitOf(*request);
        auto found = co_await ports_.users.search(query);
        if (!found) co_return errorResponse(found.error());
        co_return jsonResponse(200, accountsView(*found, query.atMost));
    }

    Task<HttpResponse> user(HttpRequestPtr request) {
        const UserId name(request->parameters.at("name"));
        auto account = co_await ports_.users.find(name);
        if (!account) co_return errorResponse(account.error());
        auto devices = co_await ports_.users.devices(name);
        if (!devices) co_return errorResponse(devices.error());
        // Presence is a hint: without it the account is shown all the same.
        auto sessions = co_await ports_.presence.sessionsOf(name);
        const auto connected = sessions ? *sessions : Sessions{};
        co_return jsonResponse(200, accountView(*account, *devices, connected));
    }

    Task<HttpResponse> create(HttpRequestPtr request) {
        JsonBody body(request->body);
        Registration registration;
        registration.username = UserId(body.requiredString("username"));
        const auto given = body.optionalString("password");
        registration.name = body.optionalString("name");
        body.allowOnly({"username", "password", "name"});
        if (auto valid = body.check(); !valid) co_return errorResponse(valid.error());
        if (auto valid = validateUsername(registration.username.value); !valid) co_return errorResponse(valid.error());
        registration.password = given.empty() ? makePassword() : given;
        if (auto valid = validatePassword(registration.password); !valid) co_return errorResponse(valid.error());
        json answer = {{"username", registration.username.value}};
        if (given.empty()) answer["password"] = registration.password;
        auto made = co_await ports_.auth.registerAccount(std::move(registration));
        if (!made) co_return errorResponse(made.error());
        co_return jsonResponse(201, answer.dump());
    }

    Task<HttpResponse> resetPassword(HttpRequestPtr request) {
        JsonBody body(request->body);
        const auto given = body.optionalString("password");
        const bool signOut = body.optionalBool("signOut").value_or(false);
        body.allowOnly({"password", "signOut"});
        if (auto valid = body.check(); !valid) co_return errorResponse(valid.error());
        const UserId name(request->parameters.at("name"));
        const auto password = given.empty() ? makePassword() : given;
        auto changed = co_await ports_.auth.setPassword(name, password);
        if (!changed) co_return errorResponse(changed.error());
        json answer = {{"username", name.value}, {"devicesEnded", 0}};
        if (given.empty()) answer["password"] = password;
        if (signOut) {
            auto ended = co_await endDevices(name);
            if (!ended) co_return errorResponse(ended.error());
            answer["devicesEnded"] = *ended;
        }
        co_return jsonResponse(200, answer.dump());
    }

    Task<HttpResponse> setActive(HttpRequestPtr request) {
        JsonBody body(request->body);
        const auto active = body.optionalBool("active");
        if (!body.has("active")) body.note("\"active\" is required");
        body.allowOnly({"active"});
        if (auto valid = body.check(); !valid) co_return errorResponse(valid.error());
        const UserId name(request->parameters.at("name"));
        auto ended = co_await ports_.users.setActive(name, *active);
        if (!ended) co_return errorResponse(ended.error());
        for (const auto device : *ended) endConnection(name, device);
        const json answer = {{"username", name.value}, {"active", *active}, {"devicesEnded", ended->size()}};
        co_return jsonResponse(200, answer.dump());
    }

    Task<HttpResponse> unbind(HttpRequestPtr request) {
        const UserId name(request->parameters.at("name"));
        auto ended = co_await ports_.users.unbindSubject(name);
        if (!ended) co_return errorResponse(ended.error());
        for (const auto device : *ended) endConnection(name, device);
        const json answer = {{"username", name.value}, {"devicesEnded", ended->size()}};
        co_return jsonResponse(200, answer.dump());
    }

    Task<HttpResponse> bindSubject(HttpRequestPtr request) {
        JsonBody body(request->body);
        auto subject = body.requiredString("subject");
        body.allowOnly({"subject"});
        if (auto valid = body.check(); !valid) co_return errorResponse(valid.error());
        const UserId name(request->parameters.at("name"));
        const json answer = {{"username", name.value}, {"subject", subject}};
        auto bound = co_await ports_.auth.bindSubject(name, std::move(subject));
        if (!bound) co_return errorResponse(bound.error());
        co_return jsonResponse(200, answer.dump());
    }

    // How many.
    Task<Result<std::size_t>> endDevices(UserId user) {
        auto devices = co_await ports_.users.devices(user);
        if (!devices) co_return devices.error();
        std::size_t count = 0;
        for (const auto& device : *devices) {
            auto ended = co_await ports_.users.endDevice(user, device.id);
            // Gone meanwhile is as good.
            if (!ended && ended.error().code != Errc::notFound) co_return ended.error();
            if (!ended) continue;
            endConnection(user, *ended);
            ++count;
        }
        co_return count;
    }

    // Wherever it is.
    void endConnection(const UserId& user, DeviceNumber device) {
        ConnectionState state;
        state.change = ConnectionChange::deviceEnded;
        state.user = user;
        state.device = device;
        (void)ports_.bus.publish(topics::kUserConnectionState, user.value, makeEvent(std::move(state)));
    }

    Task<HttpResponse> deadLetters(HttpRequestPtr request) {
        auto letters = co_await ports_.bus.deadLetters().list(limitOf(*request));
        if (!letters) co_return errorResponse(letters.error());
        co_return jsonResponse(200, deadLettersView(*letters));
    }

    Task<HttpResponse> replay(HttpRequestPtr request) {
        auto done = co_await ports_.bus.deadLetters().replay(request->parameters.at("id"));
        if (!done) co_return errorResponse(done.error());
        co_return jsonResponse(200, R"({"status":true})");
    }

    Task<HttpResponse> drop(HttpRequestPtr request) {
        auto done = co_await ports_.bus.deadLetters().drop(request->parameters.at("id"));
        if (!done) co_return errorResponse(done.error());
        co_return jsonResponse(200, R"({"status":true})");
    }

    AdminPorts ports_;
};

}  // namespace

std::unique_ptr<Role> makeAdminRole(AdminPorts ports) { return std::make_unique<AdminRole>(ports); }

}  // namespace baithak
