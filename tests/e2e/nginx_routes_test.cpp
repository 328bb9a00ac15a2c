// SPDX-License-Identifier: MIT

// Where nginx sends what: each path to its role, shared out among its processes, and what of it is logged. Stand-ins
// are the roles.

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "tests/e2e/nginx_front.h"
#include "tests/e2e/qt_print.h"
#include "tests/support/register_test.h"

namespace baithak::test {

namespace {

struct PublicRoute {
    std::string method;
    std::string path;
    std::string role;
};

// What each role hangs on the public listener, as its sources say. tests/lint/check_routes.py holds the same lines
// against docs/openapi.yaml.
std::vector<PublicRoute> publicRoutes() {
    static const std::regex kRoute("\\b(?:(?:add|hang)\\(\\s*\"([A-Z]+|\\*)\",|addWebSocket\\()\\s*\"(/[^\"]*)\"");
    std::vector<PublicRoute> routes;
    for (const auto& file : std::filesystem::recursive_directory_iterator(BAITHAK_ROLES_DIR)) {
        const auto role = file.path().parent_path().filename().string();
        if (file.path().extension() != ".cpp" || role == "admin") continue;
        std::ostringstream text;
        text << std::ifstream(file.path()).rdbuf();
        const auto source = text.str();
        for (std::sregex_iterator at(source.begin(), source.end(), kRoute), end; at != end; ++at) {
            const auto method = (*at)[1].str();
            routes.push_back({method.empty() || method == "*" ? "GET" : method, (*at)[2].str(), role});
        }
    }
    return routes;
}

}  // namespace

class NginxRoutesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sendsEachPathToItsRole_data();
    void sendsEachPathToItsRole();
    void sendsEveryRouteToTheRoleThatHasIt();
    void sharesOutAmongTheGateways();
    void triesAgainWhatMayComeTwice_data();
    void triesAgainWhatMayComeTwice();
    void keepsSignedAddressesOutOfItsLog();
    void keepsSignedAddressesOutOfItsErrors();
};

void NginxRoutesTest::sendsEachPathToItsRole_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("role");
    const auto row = [](const char* path, const char* role) { QTest::newRow(path) << path << role; };
    for (const auto* path : {"/login", "/register", "/auth", "/profile", "/profile/get", "/profile/user/sync",
                             "/contactbook/sync", "/devices", "/devices/phone", "/logout"})
        row(path, "profile");
    for (const auto* path : {"/groups", "/groups/x/members", "/group", "/group/get"}) row(path, "group");
    for (const auto* path : {"/conversations", "/conversations/dm:a:b/messages?limit=5"}) row(path, "delivery");
    for (const auto* path : {"/assets/upload", "/file/upload"}) row(path, "file");
    for (const auto* path : {"/messages", "/messages?ack=true", "/wss", "/alive"}) row(path, "gateway");
}

void NginxRoutesTest::sendsEachPathToItsRole() {
    QFETCH(QString, path);
    QFETCH(QString, role);
    const auto named = [](const char* name) {
        return [name](const StandInRequest&) {
            StandInAnswer answer;
            answer.body = name;
            return answer;
        };
    };
    HttpStandIn gateway(named("gateway"));
    HttpStandIn profile(named("profile"));
    HttpStandIn group(named("group"));
    HttpStandIn delivery(named("delivery"));
    HttpStandIn file(named("file"));
    Loop loop;
    const Front front(
        loop, {"--gateways", addressOf(gateway.port()), "--profiles", addressOf(profile.port()), "--groups",
               addressOf(group.port()), "--deliveries", addressOf(delivery.port()), "--files", addressOf(file.port())});
    for (const std::string prefix : {"", "/v1.0"}) {
        const auto answer = callHttp(loop, front.port(), {"GET", prefix + path.toStdString(), {}, {}});
        QCOMPARE(answer.body, role.toStdString());
    }
}

// A route that is new in a role is refused by nginx until it is written there, too.
void NginxRoutesTest::sendsEveryRouteToTheRoleThatHasIt() {
    const auto named = [](const char* name) {
        return [name](const StandInRequest&) { return StandInAnswer{200, name, {}}; };
    };
    HttpStandIn gateway(named("gateway"));
    HttpStandIn profile(named("profile"));
    HttpStandIn group(named("group"));
    HttpStandIn delivery(named("delivery"));
    HttpStandIn file(named("file"));
    Loop loop;
    const Front front(
        loop, {"--gateways", addressOf(gateway.port()), "--profiles", addressOf(profile.port()), "--groups",
               addressOf(group.port()), "--deliveries", addressOf(delivery.port()), "--files", addressOf(file.port())});
    std::set<std::string> roles;
    for (const auto& route : publicRoutes()) {
        roles.insert(route.role);
        const auto path = std::regex_replace(route.path, std::regex("\\{[^}]*\\}"), "x");
        for (const std::string prefix : {"", "/v1.0"}) {
            const auto body = route.method == "GET" ? "" : "{}";
            const auto answer = callHttp(loop, front.port(), {route.method, prefix + path, {}, body});
            QVERIFY2(answer.body == route.role, (route.method + " " + prefix + path + ": " + answer.body).c_str());
        }
    }
    QVERIFY((roles == std::set<std::string>{"gateway", "profile", "group", "delivery", "file"}));
}

void NginxRoutesTest::sharesOutAmongTheGateways() {
    HttpStandIn first(echo);
    HttpStandIn second(echo);
    Loop loop;
    const auto both = addressOf(first.port()) + "," + addressOf(second.port());
    const Front front(loop, {"--gateways", both, "--profiles", both, "--groups", both, "--deliveries", both});
    for (int i = 0; i < 40; ++i) QCOMPARE(callHttp(loop, front.port(), {"GET", "/alive", {}, {}}).status, 200);
    QVERIFY2(first.requests().size() >= 10 && second.requests().size() >= 10,
             std::to_string(first.requests().size()).c_str());
}

void NginxRoutesTest::triesAgainWhatMayComeTwice_data() {
    QTest::addColumn<QString>("method");
    QTest::addColumn<bool>("isTwice");
    QTest::newRow("GET") << "GET" << true;
    QTest::newRow("PUT") << "PUT" << true;
    QTest::newRow("DELETE") << "DELETE" << true;
    QTest::newRow("POST") << "POST" << false;
}

// Both take the request and die of it.
void NginxRoutesTest::triesAgainWhatMayComeTwice() {
    QFETCH(QString, method);
    QFETCH(bool, isTwice);
    const auto die = [](const StandInRequest&) {
        StandInAnswer answer;
        answer.manner = StandInAnswer::Manner::hangUp;
        return answer;
    };
    HttpStandIn first(die);
    HttpStandIn second(die);
    HttpStandIn profile(echo);
    Loop loop;
    const auto both = addressOf(first.port()) + "," + addressOf(second.port());
    const Front front(
        loop, {"--gateways", both, "--profiles", addressOf(profile.port()), "--groups", both, "--deliveries", both});
    const auto verb = method.toStdString();
    const auto answer = callHttp(loop, front.port(), {verb, "/groups/x", {}, verb == "GET" ? "" : "{}"});
    QCOMPARE(answer.status, 503);
    QCOMPARE(first.requests().size() + second.requests().size(), isTwice ? 2U : 1U);
}

// A signed address is good for hours, for whoever reads it.
void NginxRoutesTest::keepsSignedAddressesOutOfItsLog() {
    HttpStandIn roles(echo);
    Loop loop;
    const Arguments upstreams{"--servers", addressOf(roles.port())};
    Front front(loop, upstreams);
    const TempDir directory;
    const auto log = directory.path() + "/access.log";
    auto site = configFor(front.optionsFor(upstreams, kNoLimits));
    const std::string place = "server_tokens off;";
    site.insert(site.find(place), "access_log " + log + ";\n    ");
    front.nginx.reload(site);
    const auto logged = [&log] {
        std::ostringstream text;
        text << std::ifstream(log).rdbuf();
        return text.str();
    };

    QCOMPARE(callHttp(loop, front.port(), {"GET", "/assets/f?signature=secret-1", {}, {}}).status, 200);
    QCOMPARE(callHttp(loop, front.port(), {"PUT", "/v1.0/file/f?signature=secret-2", {}, "x"}).status, 200);
    QCOMPARE(callHttp(loop, front.port(), {"GET", "/alive?seen=yes", {}, {}}).status, 200);

    // Its lines are in the order of the requests.
    QVERIFY(loop.until([&] { return contains(logged(), "seen=yes"); }));
    QVERIFY2(!contains(logged(), "secret"), logged().c_str());
}

// Of what it could not pass on it names the whole request.
void NginxRoutesTest::keepsSignedAddressesOutOfItsErrors() {
    Loop loop;
    Front front(loop, {"--servers", addressOf(freePort())});

    QCOMPARE(callHttp(loop, front.port(), {"GET", "/alive?seen=yes", {}, {}}).status, 503);
    QCOMPARE(callHttp(loop, front.port(), {"GET", "/assets/f?signature=secret-1", {}, {}}).status, 503);
    QCOMPARE(callHttp(loop, front.port(), {"PUT", "/v1.0/file/f?signature=secret-2", {}, "x"}).status, 503);

    const auto log = front.nginx.log();
    QVERIFY2(contains(log, "seen=yes"), log.c_str());
    QVERIFY2(!contains(log, "secret"), log.c_str());
}

BAITHAK_REGISTER_TEST(NginxRoutesTest);

}  // namespace baithak::test

#include "nginx_routes_test.moc"
