// SPDX-License-Identifier: MIT
#include "server/roles/profile/profile_role.h"

#include <array>

#include "server/bus/topics.h"
#include "server/net/json_body.h"
#include "shared/protocol/limits.h"
#include "shared/protocol/validate.h"

namespace baithak {
namespace {

using nlohmann::json;

constexpr std::size_t kContactsBytes = 1024 * 1024;

constexpr std::array kVersions{WireVersion::v1_0, WireVersion::v2_0, WireVersion::v2_1, WireVersion::v3_0};

double numberOf(WireVersion version) { return static_cast<double>(version) / 10; }

WireVersion readVersion(JsonBody& body) {
    const auto number = body.optionalNumber("messageVersion", 2.1);
    for (const auto version : kVersions) {
        if (number == numberOf(version)) return version;
    }
    body.note("\"messageVersion\" must be one of 1, 2, 2.1, 3");
    return WireVersion::v2_1;
}

// What a stranger may call things before it is known who asks: it is logged and kept.
Result<> checkNames(const SignIn& signIn) {
    if (auto valid = validateUsername(signIn.user.view()); !valid) return valid;
    if (auto valid = validateDeviceId(signIn.device.view()); !valid) return valid;
    return validateNotificationToken(signIn.notificationToken);
}

HttpResponse unauthorized() { return jsonResponse(401, "{}"); }

class ProfileRole final : public Role {
public:
    ProfileRole(ProfilePorts ports, std::chrono::hours keyLife) : ports_(ports), keyLife_(keyLife) {}

    std::string_view name() const noexcept override { return "profile"; }

    Result<> start() override {
        auto& routes = ports_.routes;
        routes.add("POST", "/login", [this](HttpRequestPtr request) { return login(std::move(request)); });
        routes.add("POST", "/register", [this](HttpRequestPtr request) { return registerAccount(std::move(request)); });
        routes.add("*", "/auth", [this](HttpRequestPtr request) { return auth(std::move(request)); });
        hang("GET", "/profile", &ProfileRole::profile);
        hang("GET", "/profile/get", &ProfileRole::profile);
        hang("POST", "/contactbook/sync", &ProfileRole::contacts);
        hang("POST", "/profile/user/sync", &ProfileRole::contacts);
        hang("POST", "/logout", &ProfileRole::logout);
        hang("GET", "/devices", &ProfileRole::devices);
        hang("DELETE", "/devices/{deviceId}", &ProfileRole::endDevice);
        return {};
    }

    Task<> stop() override { co_return; }

private:
    using Handler = Task<HttpResponse> (ProfileRole::*)(HttpRequestPtr request, Device caller);

    void hang(std::string_view method, std::string_view pattern, Handler handler) {
        ports_.routes.add(method, pattern,
                          [this, handler](HttpRequestPtr request) { return call(std::move(request), handler); });
    }

    Task<HttpResponse> call(HttpRequestPtr request, Handler handler) {
        auto device = co_await ports_.authenticator.authenticate(request);
        if (!device) co_return errorResponse(device.error());
        co_return co_await (this->*handler)(request, *device);
    }

    Task<HttpResponse> login(HttpRequestPtr request) {
        JsonBody body(request->body);
        SignIn signIn;
        signIn.user = UserId(body.requiredString("username"));
        auto token = body.optionalString("authToken");
        if (!body.has("notificationToken")) body.note("\"notificationToken\" is required");
        signIn.notificationToken = body.optionalString("notificationToken");
        signIn.device = DeviceId(body.optionalString("deviceId", "default"));
        signIn.messageVersion = readVersion(body);
        body.allowOnly({"username", "authToken", "notificationToken", "deviceId", "messageVersion"});
        if (auto valid = body.check(); !valid) co_return errorResponse(valid.error());
        if (auto valid = checkNames(signIn); !valid) co_return errorResponse(400, valid.error().text);
        if (token.empty()) token = request->header("token");
        if (token.empty()) co_return unauthorized();

        auto isNew = co_await ports_.auth.signIn(signIn.user, std::move(token));
        if (!isNew && isNew.error().code == Errc::unauthenticated) co_return unauthorized();
        if (!isNew) co_return errorResponse(isNew.error());
        const auto key = makeAccessKey();
        signIn.keyHash = hashAccessKey(key);
        signIn.at = ports_.clock.now();
        signIn.keyExpiresAt = signIn.at + keyLife_;
        auto signedIn = co_await ports_.users.signIn(std::move(signIn));
        if (!signedIn) co_return errorResponse(signedIn.error());
        endConnections(signedIn->device.user, signedIn->ended);
        tellLogin(signedIn->device);
        const json answer = {{"status", true},
                             {"username", signedIn->device.user.value},
                             {"accesskey", key},
                             {"isNew", *isNew},
                             {"deviceId", signedIn->device.id.value}};
        co_return jsonResponse(200, answer.dump());
    }

    void tellLogin(const Device& device) {
        NewLogin login{device.user, device.number, device.notificationToken, device.messageVersion};
        (void)ports_.bus.publish(topics::kNewLogin, device.user.value, makeEvent(std::move(login)));
    }

    // The connections of keys that are no more are closed wherever they are.
    void endConnections(const UserId& user, const std::vector<DeviceNumber>& ended) {
        for (const auto device : ended) {
            ConnectionState state;
            state.change = ConnectionChange::deviceEnded;
            state.user = user;
            state.device = device;
            (void)ports_.bus.publish(topics::kUserConnectionState, user.value, makeEvent(std::move(state)));
        }
    }

    Task<HttpResponse> registerAccount(HttpRequestPtr request) {
        JsonBody body(request->body);
        Registration registration;
        registration.username = UserId(body.requiredString("username"));
        registration.password = body.requiredString("password");
        registration.name = body.optionalString("name");
        body.optionalString("invite");
        body.allowOnly({"username", "password", "name", "invite"});
        if (auto valid = body.check(); !valid) co_return errorResponse(valid.error());
        if (auto valid = validateUsername(registration.username.value); !valid)
            co_return errorResponse(400, valid.error().text);
        if (auto valid = validatePassword(registration.password); !valid)
            co_return errorResponse(400, valid.error().text);
        const json answer = {{"status", true}, {"username", registration.username.value}};
        auto made = co_await ports_.auth.registerAccount(std::move(registration));
        if (!made) co_return errorResponse(made.error());
        co_return jsonResponse(201, answer.dump());
    }

    Task<HttpResponse> auth(HttpRequestPtr request) {
        auto device = co_await ports_.authenticator.authenticate(request);
        if (!device && device.error().code != Errc::unauthenticated) co_return errorResponse(device.error());
        if (!device) co_return unauthorized();
        co_return jsonResponse(200, "{}");
    }

    Task<HttpResponse> profile(HttpRequestPtr, Device caller) {
        auto account = co_await ports_.users.find(caller.user);
        if (!account) co_return errorResponse(account.error());
        json answer = {{"username", account->username.value}};
        if (!account->name.empty()) answer["name"] = account->name;
        co_return jsonResponse(200, answer.dump());
    }

    Task<HttpResponse> contacts(HttpRequestPtr request, Device) {
        JsonBody body(request->body, kContactsBytes);
        const auto names = body.requiredStrings("users", limits::kContactSyncUsers);
        if (auto valid = body.check(); !valid) co_return errorResponse(valid.error());
        std::vector<UserId> users;
        for (const auto& name : names) users.emplace_back(name);
        auto existing = co_await ports_.users.existing(std::move(users));
        if (!existing) co_return errorResponse(existing.error());
        json answer = json::object();
        for (const auto& user : *existing) answer[user.value] = true;
        co_return jsonResponse(200, answer.dump());
    }

    Task<HttpResponse> logout(HttpRequestPtr, Device caller) { return end(caller.user, caller.id); }

    Task<HttpResponse> endDevice(HttpRequestPtr request, Device caller) {
        return end(caller.user, DeviceId(request->parameters.at("deviceId")));
    }

    Task<HttpResponse> end(UserId user, DeviceId device) {
        auto ended = co_await ports_.users.endDevice(user, std::move(device));
        if (!ended) co_return errorResponse(ended.error());
        std::vector<DeviceNumber> numbers{*ended};
        endConnections(user, numbers);
        co_return jsonResponse(200, R"({"status":true})");
    }

    Task<HttpResponse> devices(HttpRequestPtr, Device caller) {
        auto devices = co_await ports_.users.devices(caller.user);
        if (!devices) co_return errorResponse(devices.error());
        json answer = json::array();
        for (const auto& device : *devices) {
            answer.push_back({{"deviceId", device.id.value},
                              {"messageVersion", numberOf(device.messageVersion)},
                              {"createdAt", device.createdAt.ms},
                              {"lastUsedAt", device.lastUsedAt.ms},
                              {"keyExpiresAt", device.keyExpiresAt.ms},
                              {"isThis", device.number == caller.number}});
        }
        co_return jsonResponse(200, answer.dump());
    }

    ProfilePorts ports_;
    std::chrono::hours keyLife_;
};

}  // namespace

std::unique_ptr<Role> makeProfileRole(ProfilePorts ports, std::chrono::hours keyLife) {
    return std::make_unique<ProfileRole>(ports, keyLife);
}

}  // namespace baithak
