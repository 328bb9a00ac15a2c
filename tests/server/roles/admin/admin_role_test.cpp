// SPDX-License-Identifier: MIT

// Dead letters by the operators' routes, which no request of a client can make; what they do to accounts is
// tests/e2e/admin_test.cpp.

#include "server/roles/admin/admin_role.h"

#include <QTest>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "server/auth/open/open_auth.h"
#include "server/bus/memory/memory_bus.h"
#include "server/presence/memory/memory_presence.h"
#include "tests/server/auth/auth_fixture.h"
#include "tests/server/support/turn_loop.h"
#include "tests/support/register_test.h"

namespace baithak::test {

using nlohmann::json;

class AdminRoleTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void listsDeadLetters();
    void handsADeadLetterOnAgain();
    void dropsADeadLetter();

private:
    HttpResponse call(const std::string& method, const std::string& path);
    std::vector<json> letters();

    // In this order: the loop outlives the bus, and the bus its subscription.
    std::unique_ptr<baithak::Loop> loop_;
    std::unique_ptr<Log> log_;
    std::unique_ptr<AuthFixture> fixture_;
    std::unique_ptr<Bus> bus_;
    std::unique_ptr<Presence> presence_;
    std::unique_ptr<AuthProvider> auth_;
    std::unique_ptr<HttpRoutes> routes_;
    std::unique_ptr<OperatorTokens> tokens_;
    std::unique_ptr<OperatorRoutes> operators_;
    std::unique_ptr<Role> role_;
    std::unique_ptr<Subscription> subscription_;
    bool throws_ = true;
    int heard_ = 0;
};
BAITHAK_REGISTER_TEST(AdminRoleTest);

// Afterwards the bus has one dead letter.
void AdminRoleTest::init() {
    throws_ = true;
    heard_ = 0;
    loop_ = std::make_unique<baithak::Loop>();
    log_ = std::make_unique<Log>(LogLevel::error);
    fixture_ = std::make_unique<AuthFixture>();
    MemoryBusConfig config;
    config.firstRetry = std::chrono::milliseconds(1);
    bus_ = makeMemoryBus(config);
    presence_ = makeMemoryPresence();
    auth_ = makeOpenAuth(fixture_->users(), fixture_->clock);
    routes_ = std::make_unique<HttpRoutes>();
    tokens_ = std::make_unique<OperatorTokens>();
    tokens_->accept("owner", "token");
    operators_ = std::make_unique<OperatorRoutes>(*routes_, *tokens_, *log_);
    role_ = makeAdminRole({*bus_, fixture_->users(), *auth_, *presence_, *operators_});
    QVERIFY(role_->start());
    auto subscribed = bus_->subscribe("new-login", "notification", *loop_, [this](const EventPtr&, const Fence&) {
        ++heard_;
        if (throws_) throw std::runtime_error("it stumbled");
    });
    QVERIFY(subscribed);
    subscription_ = std::move(*subscribed);
    QVERIFY(bus_->publish("new-login", "ann", makeEvent(NewLogin{})));
    QVERIFY(runUntil(*loop_, [this] { return letters().size() == 1; }));
}

void AdminRoleTest::cleanup() {
    subscription_.reset();
    runReady(*loop_);
    role_.reset();
    bus_.reset();
}

HttpResponse AdminRoleTest::call(const std::string& method, const std::string& path) {
    auto match = routes_->match(method, path);
    if (match.handler == nullptr) return errorResponse(404, "no route");
    auto request = std::make_shared<HttpRequest>();
    request->method = method;
    request->path = match.path;
    request->parameters = match.parameters;
    request->headers["authorization"] = "Bearer token";
    return runTask((*match.handler)(request));
}

std::vector<json> AdminRoleTest::letters() {
    return json::parse(call("GET", "/admin/dead-letters").body).at("deadLetters");
}

void AdminRoleTest::listsDeadLetters() {
    const auto letter = letters().front();
    QCOMPARE(letter.at("topic").get<std::string>(), std::string("new-login"));
    QCOMPARE(letter.at("group").get<std::string>(), std::string("notification"));
    QCOMPARE(letter.at("tries").get<int>(), kMaxTries);
    QCOMPARE(letter.at("reason").get<std::string>(), std::string("it stumbled"));
    QVERIFY(!letter.at("id").get<std::string>().empty());
}

void AdminRoleTest::handsADeadLetterOnAgain() {
    const auto path = "/admin/dead-letters/" + letters().front().at("id").get<std::string>() + "/replay";
    throws_ = false;

    QCOMPARE(call("POST", path).status, 200);

    QVERIFY(runUntil(*loop_, [this] { return heard_ == kMaxTries + 1; }));
    QVERIFY(letters().empty());
    QCOMPARE(call("POST", path).status, 404);
}

void AdminRoleTest::dropsADeadLetter() {
    const auto path = "/admin/dead-letters/" + letters().front().at("id").get<std::string>();

    QCOMPARE(call("DELETE", path).status, 200);

    QVERIFY(letters().empty());
    QCOMPARE(call("DELETE", path).status, 404);
    runReady(*loop_);
    QCOMPARE(heard_, kMaxTries);
}

}  // namespace baithak::test

#include "admin_role_test.moc"
