// SPDX-License-Identifier: MIT

// What nginx takes of one client, with what `baithakctl nginx-config` writes: requests, sign-ins, bytes.

#include "tests/e2e/nginx_front.h"
#include "tests/e2e/qt_print.h"
#include "tests/support/register_test.h"

namespace baithak::test {

using nlohmann::json;

class NginxLimitsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void limitsRequests();
    void limitsThoseWhomItsProxiesName();
    void limitsWhoNamesOthers();
    void limitsSignIns();
    void limitsBodies();
};

void NginxLimitsTest::limitsRequests() {
    FrontedWorld fronted({"--rate", "2", "--login-rate", "1000000"});
    int limited = 0;
    for (int i = 0; i < 12; ++i) {
        const auto answer = fronted.world.call("GET", "/alive");
        if (answer.status != 429) continue;
        ++limited;
        QCOMPARE(json::parse(answer.body).at("error").get<std::string>(), std::string("Too Many Requests"));
    }
    QVERIFY2(limited >= 3, std::to_string(limited).c_str());
    QVERIFY(limited < 12);
}

// Not all who come by one balancer together.
void NginxLimitsTest::limitsThoseWhomItsProxiesName() {
    HttpStandIn roles(echo);
    Loop loop;
    const PlainFront front({"--servers", addressOf(roles.port())}, {"--trusted-proxy", "127.0.0.1", "--rate", "1"});
    const auto statusFor = [&](const std::string& address) {
        return callHttp(loop, front.port(), {"GET", "/alive", {{"X-Forwarded-For", address}}, {}}).status;
    };
    int limited = 0;
    for (int i = 0; i < 12; ++i) limited += statusFor("203.0.113.9") == 429 ? 1 : 0;
    QVERIFY2(limited >= 3, std::to_string(limited).c_str());
    for (int i = 0; i < 12; ++i) QCOMPARE(statusFor("198.51.100." + std::to_string(i)), 200);
}

void NginxLimitsTest::limitsWhoNamesOthers() {
    HttpStandIn roles(echo);
    Loop loop;
    const PlainFront front({"--servers", addressOf(roles.port())}, {"--trusted-proxy", "192.0.2.0/24", "--rate", "1"});
    int limited = 0;
    for (int i = 0; i < 12; ++i) {
        const Headers headers{{"X-Forwarded-For", "198.51.100." + std::to_string(i)}};
        limited += callHttp(loop, front.port(), {"GET", "/alive", headers, {}}).status == 429 ? 1 : 0;
    }
    QVERIFY2(limited >= 3, std::to_string(limited).c_str());
}

void NginxLimitsTest::limitsSignIns() {
    FrontedWorld fronted({"--rate", "1000000", "--login-rate", "3"});
    const auto login = json{{"username", "ann"}, {"authToken", "t"}, {"notificationToken", "n"}}.dump();
    int limited = 0;
    for (int i = 0; i < 6; ++i) limited += fronted.world.call("POST", "/v1.0/login", login).status == 429 ? 1 : 0;
    QVERIFY(limited >= 3 && limited < 6);
    QCOMPARE(fronted.world.call("GET", "/alive").status, 200);
}

void NginxLimitsTest::limitsBodies() {
    FrontedWorld fronted;
    const auto ann = fronted.world.newUser("ann");
    const std::string large(9 * 1024 * 1024, 'x');
    const auto answer = fronted.world.call("POST", "/v1.0/messages", large, ann.headers());
    QCOMPARE(answer.status, 413);
    QCOMPARE(json::parse(answer.body).at("statusCode").get<int>(), 413);
}

BAITHAK_REGISTER_TEST(NginxLimitsTest);

}  // namespace baithak::test

#include "nginx_limits_test.moc"
