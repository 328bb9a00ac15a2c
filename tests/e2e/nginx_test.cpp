// SPDX-License-Identifier: MIT

// nginx as the API gateway, with what `baithakctl nginx-config` writes: takes it, routes as the server does by itself,
// and keeps outside what belongs there.

#include <array>
#include <csignal>
#include <fstream>

#include "tests/e2e/nginx_front.h"
#include "tests/e2e/qt_print.h"
#include "tests/e2e/recorded_http.h"
#include "tests/e2e/recorded_session.h"
#include "tests/support/register_test.h"

namespace baithak::test {

using nlohmann::json;

class NginxTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { fronted_.reset(); }

    void takesItsConfiguration_data();
    void takesItsConfiguration();
    void takesAWholeConfiguration();
    void answersAsRecorded_data();
    void answersAsRecorded();
    void saysToEachWhatWasRecorded();
    void speaksHttp2();
    void hidesTheOperatorsSide_data();
    void hidesTheOperatorsSide();
    void refusesWhoShowsNoCredentials_data();
    void refusesWhoShowsNoCredentials();
    void takesCookiesOfItsOwnOrigin();
    void asksProfileFirst();
    void stripsWhatClientsSayOfThemselves();
    void believesItsProxiesAlone_data();
    void believesItsProxiesAlone();
    void sendsSecurityHeaders();
    void letsLargeFilesThrough();
    void givesFilesAddressesOverTls();
    void givesFilesAddressesAsItsProxySays_data();
    void givesFilesAddressesAsItsProxySays();
    void passesAProcessThatIsAway();
    void letsEverybodyInAgainAtOnce();
    void saysThatTheServiceIsAway();
    void goesOnWhileProfileIsAway();
    void goesOnWhileProfileStandsStill();
    void keepsWebSocketsOverAReload();

private:
    World& world() { return fronted_->world; }
    HttpAnswer get(const std::string& target, Headers headers = {}) {
        return world().call("GET", target, {}, std::move(headers));
    }

    std::unique_ptr<FrontedWorld> fronted_;
};

void NginxTest::initTestCase() { fronted_ = std::make_unique<FrontedWorld>(); }

void NginxTest::takesItsConfiguration_data() {
    QTest::addColumn<QStringList>("options");
    QTest::newRow("one server") << QStringList{"--servers", "127.0.0.1:7443"};
    QTest::newRow("many processes") << QStringList{"--gateways",   "127.0.0.1:7001,127.0.0.1:7002,[::1]:7003",
                                                   "--profiles",   "127.0.0.1:7011",
                                                   "--groups",     "127.0.0.1:7021,127.0.0.1:7022",
                                                   "--deliveries", "127.0.0.1:7031,127.0.0.1:7032,127.0.0.1:7033",
                                                   "--files",      "127.0.0.1:7041"};
    QTest::newRow("without files") << QStringList{"--gateways", "127.0.0.1:7001", "--profiles",   "127.0.0.1:7011",
                                                  "--groups",   "127.0.0.1:7021", "--deliveries", "127.0.0.1:7031"};
    QTest::newRow("other limits") << QStringList{
        "--servers", "127.0.0.1:7443", "--rate", "7", "--login-rate", "1", "--connections",
        "3",         "--upload-limit", "500m"};
    QTest::newRow("proxies in front") << QStringList{"--servers", "127.0.0.1:7443", "--trusted-proxy",
                                                     "10.0.0.0/8,192.0.2.7,fd00::/8,2001:db8::1"};
    QTest::newRow("another name") << QStringList{"--servers", "127.0.0.1:7443", "--server-name", "*.chat.example.org"};
}

void NginxTest::takesItsConfiguration() {
    QFETCH(QStringList, options);
    const auto port = freePort();
    for (const bool isPlain : {false, true}) {
        Arguments all{"--listen", addressOf(port)};
        for (const auto& option : options) all.push_back(option.toStdString());
        if (isPlain)
            all.emplace_back("--plain");
        else
            all.insert(all.end(), {"--tls-cert", identity().certificate, "--tls-key", identity().key});
        const NginxService nginx(configFor(all), port);
        const auto complaint = nginx.complaint();
        QVERIFY2(complaint.empty(), complaint.c_str());
    }
}

void NginxTest::takesAWholeConfiguration() {
    const TempDir directory;
    const auto config =
        configFor({"--servers", "127.0.0.1:7443", "--whole", "--listen", addressOf(freePort()), "--tls-cert",
                   identity().certificate, "--tls-key", identity().key, "--state-dir", directory.path()});
    std::ofstream(directory.path() + "/nginx.conf") << config;
    const auto complaint = complaintOfNginx(directory.path() + "/nginx.conf");
    QVERIFY2(complaint.empty(), complaint.c_str());
}

void NginxTest::answersAsRecorded_data() {
    QTest::addColumn<QString>("prefix");
    QTest::addColumn<QString>("groups");
    QTest::newRow("plain") << "" << "/groups";
    QTest::newRow("with the version") << "/v1.0" << "/groups";
    QTest::newRow("old name") << "" << "/group";
    QTest::newRow("old name with the version") << "/v1.0" << "/group";
}

void NginxTest::answersAsRecorded() {
    QFETCH(QString, prefix);
    QFETCH(QString, groups);
    FrontedWorld fronted;
    const auto difference = HttpReplay(fronted.world.door()).run(prefix.toStdString(), groups.toStdString());
    QVERIFY2(difference.empty(), difference.c_str());
}

void NginxTest::saysToEachWhatWasRecorded() {
    FrontedWorld fronted;
    const auto difference = SessionReplay(fronted.world.door()).run();
    QVERIFY2(difference.empty(), difference.c_str());
}

void NginxTest::speaksHttp2() {
    ChildProcess client({"openssl", "s_client", "-connect", addressOf(fronted_->front.tlsPort()), "-servername",
                         "localhost", "-CAfile", authority().certificate(), "-verify_return_error", "-alpn", "h2"});
    client.spawn();
    bool isHttp2 = false;
    while (const auto line = client.readLine(std::chrono::seconds(5))) {
        isHttp2 = isHttp2 || contains(*line, "ALPN protocol: h2");
        if (contains(*line, "Verify return code")) break;
    }
    QVERIFY2(isHttp2, client.log().c_str());
}

void NginxTest::hidesTheOperatorsSide_data() {
    QTest::addColumn<QString>("path");
    for (const auto* path : {"/admin/status", "/v1.0/admin/status", "/admin", "/metrics", "/v1.0/metrics", "/ready",
                             "//admin/status", "/%61dmin/status", "/x/../metrics", "/.baithak/auth", "/nothing", "/"}) {
        QTest::newRow(path) << path;
    }
}

void NginxTest::hidesTheOperatorsSide() {
    QFETCH(QString, path);
    const auto ann = world().newUser("ann");
    const auto answer = get(path.toStdString(), ann.headers());
    QCOMPARE(answer.status, 404);
    QCOMPARE(answer.contentType, std::string("application/json; charset=utf-8"));
    QCOMPARE(json::parse(answer.body).at("statusCode").get<int>(), 404);
}

void NginxTest::refusesWhoShowsNoCredentials_data() {
    QTest::addColumn<QString>("path");
    for (const auto* path : {"/profile", "/v1.0/devices", "/groups", "/v1.0/group/get", "/conversations",
                             "/v1.0/conversations/x/messages"}) {
        QTest::newRow(path) << path;
    }
}

void NginxTest::refusesWhoShowsNoCredentials() {
    QFETCH(QString, path);
    for (const auto& headers : {Headers{}, Headers{{"user", "ann"}, {"accesskey", "wrong"}}}) {
        const auto answer = get(path.toStdString(), headers);
        QCOMPARE(answer.status, 401);
        QCOMPARE(json::parse(answer.body).at("statusCode").get<int>(), 401);
    }
    RawClient client(world().loop, world().gate(), "/v1.0/wss/", {{"user", "ann"}, {"accesskey", "wrong"}});
    QVERIFY(!client.waitOpen());
    QCOMPARE(client.httpStatus(), 401);
}

void NginxTest::takesCookiesOfItsOwnOrigin() {
    const auto ann = world().newUser("ann");
    const auto cookies = "user=" + ann.user + "; accesskey=" + ann.accessKey;
    const auto host = addressOf(world().gate());
    QCOMPARE(get("/v1.0/profile", {{"Cookie", cookies}, {"Origin", "https://" + host}}).status, 200);
    QCOMPARE(get("/v1.0/profile", {{"Cookie", cookies}, {"Origin", "https://evil.example.org"}}).status, 401);
    QCOMPARE(get("/v1.0/profile", {{"Cookie", cookies}}).status, 401);
}

// A role hears of no one whom profile does not know.
void NginxTest::asksProfileFirst() {
    HttpStandIn profile([](const StandInRequest& request) {
        StandInAnswer answer;
        answer.status = request.header("accesskey") == "right" ? 200 : 401;
        answer.body = "{}";
        return answer;
    });
    HttpStandIn others(echo);
    Loop loop;
    const Front front(loop, {"--gateways", addressOf(others.port()), "--groups", addressOf(others.port()),
                             "--deliveries", addressOf(others.port()), "--profiles", addressOf(profile.port())});

    const auto refused = callHttp(loop, front.port(), {"POST", "/v1.0/messages", {{"accesskey", "wrong"}}, "[]"});
    const auto passed = callHttp(loop, front.port(), {"POST", "/v1.0/messages", {{"accesskey", "right"}}, "[]"});

    QCOMPARE(refused.status, 401);
    QCOMPARE(passed.status, 200);
    QCOMPARE(others.requests().size(), 1U);
    QCOMPARE(others.requests().front().body, std::string("[]"));
    QCOMPARE(profile.requests().size(), 2U);
    QCOMPARE(profile.requests().front().target, std::string("/auth"));
    QVERIFY(profile.requests().front().body.empty());
}

void NginxTest::stripsWhatClientsSayOfThemselves() {
    HttpStandIn roles(echo);
    Loop loop;
    const Front front(loop, {"--servers", addressOf(roles.port())});
    Headers headers{
        {"user", "ann"}, {"accesskey", "key"}, {"X-Forwarded-For", "192.0.2.1"}, {"X-Real-IP", "192.0.2.2"}};
    const std::vector<std::string> spoofed{"X-User",           "X-User-Id",           "X-Username",     "X-Device-Id",
                                           "X-Auth-User",      "X-Forwarded-User",    "X-Remote-User",  "Remote-User",
                                           "X-Forwarded-Host", "Forwarded",           "X-Original-URI", "X-Rewrite-URL",
                                           "X_User",           "X-Authenticated-User"};
    for (const auto& name : spoofed) headers[name] = "mallory";

    const auto answer = callHttp(loop, front.port(), {"GET", "/v1.0/profile", headers, {}});

    QCOMPARE(answer.status, 200);
    QVERIFY2(!contains(answer.body, "mallory"), answer.body.c_str());
    const auto passed = json::parse(answer.body).at("headers");
    QCOMPARE(passed.at("user").get<std::string>(), std::string("ann"));
    QCOMPARE(passed.at("accesskey").get<std::string>(), std::string("key"));
    QCOMPARE(passed.at("x-forwarded-for").get<std::string>(), std::string("127.0.0.1"));
    QCOMPARE(passed.at("x-real-ip").get<std::string>(), std::string("127.0.0.1"));
    QCOMPARE(passed.at("x-forwarded-proto").get<std::string>(), std::string("https"));
    // Nor does profile hear it, when it is asked who asks.
    for (const auto& request : roles.requests()) {
        for (const auto& [name, value] : request.headers) QVERIFY2(value != "mallory", name.c_str());
    }
}

void NginxTest::believesItsProxiesAlone_data() {
    QTest::addColumn<QString>("trusted");
    QTest::addColumn<QString>("forwardedFor");
    QTest::addColumn<QString>("forwardedProto");
    QTest::addColumn<QString>("address");
    QTest::addColumn<QString>("scheme");
    const auto row = [](const char* name, const char* trusted, std::array<const char*, 2> said,
                        std::array<const char*, 2> heard) {
        QTest::newRow(name) << trusted << said[0] << said[1] << heard[0] << heard[1];
    };
    row("a proxy", "127.0.0.1", {"203.0.113.9", "https"}, {"203.0.113.9", "https"});
    row("a proxy over IPv6", "fd00::/8,127.0.0.0/8", {"2001:db8::9", "https"}, {"2001:db8::9", "https"});
    row("plain before the proxy, too", "127.0.0.0/8", {"203.0.113.9", "http"}, {"203.0.113.9", "http"});
    row("two proxies", "127.0.0.1,10.0.0.0/8", {"203.0.113.9, 10.1.2.3", "https"}, {"203.0.113.9", "https"});
    row("the client's word first", "127.0.0.1", {"192.0.2.1, 203.0.113.9", "https"}, {"203.0.113.9", "https"});
    row("no scheme", "127.0.0.1", {"203.0.113.9", "javascript"}, {"203.0.113.9", "http"});
    row("half a word", "127.0.0.1", {"", ""}, {"127.0.0.1", "http"});
    row("no proxy of ours", "192.0.2.0/24,127.0.0.2", {"203.0.113.9", "https"}, {"127.0.0.1", "http"});
}

// To roles, and to profile when it is asked who asks.
void NginxTest::believesItsProxiesAlone() {
    QFETCH(QString, trusted);
    QFETCH(QString, forwardedFor);
    QFETCH(QString, forwardedProto);
    QFETCH(QString, address);
    QFETCH(QString, scheme);
    HttpStandIn roles(echo);
    Loop loop;
    const PlainFront front({"--servers", addressOf(roles.port())}, {"--trusted-proxy", trusted.toStdString()});
    Headers headers{{"X-Real-IP", "192.0.2.2"}};
    if (!forwardedFor.isEmpty()) headers["X-Forwarded-For"] = forwardedFor.toStdString();
    if (!forwardedProto.isEmpty()) headers["X-Forwarded-Proto"] = forwardedProto.toStdString();

    QCOMPARE(callHttp(loop, front.port(), {"GET", "/v1.0/profile", headers, {}}).status, 200);

    QCOMPARE(roles.requests().size(), 2U);
    for (const auto& request : roles.requests()) {
        QCOMPARE(request.header("x-forwarded-for"), address.toStdString());
        QCOMPARE(request.header("x-real-ip"), address.toStdString());
        QCOMPARE(request.header("x-forwarded-proto"), scheme.toStdString());
    }
}

void NginxTest::sendsSecurityHeaders() {
    for (const std::string path : {"/alive", "/nothing", "/profile"}) {
        const auto answer = exchangeRaw(world().loop, world().gate(),
                                        "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        for (const auto* header : {"Strict-Transport-Security: max-age=", "X-Content-Type-Options: nosniff",
                                   "X-Frame-Options: DENY", "Content-Security-Policy: default-src 'none'"}) {
            QVERIFY2(contains(answer, header), (header + (" is missing in\n" + answer)).c_str());
        }
        QVERIFY(!contains(answer, "nginx/"));
    }
}

// Larger than any other body may be, by the addresses that the file role signs, and back in pieces.
void NginxTest::letsLargeFilesThrough() {
    const auto ann = world().newUser("ann");
    const auto targetOf = [](const json& answer) {
        const auto url = answer.at("url").get<std::string>();
        return url.substr(url.find('/', url.find("://") + 3));
    };
    const auto bytes = std::string("\x89PNG\r\n\x1a\n", 8) + std::string(9 * 1024 * 1024, 'p');
    const auto wish = world().rest.call(ann, "GET", "/v1.0/assets/upload/presigned_url?category=chat&ext=.png");
    const auto put = world().call("PUT", targetOf(wish), bytes, {{"content-type", "image/png"}});
    QVERIFY2(put.status == 200, put.body.c_str());
    const auto id = wish.at("fileId").get<std::string>();
    (void)world().rest.call(ann, "PUT", "/v1.0/assets/" + id + "/status", R"({"status":true})");

    const auto target = targetOf(world().rest.call(ann, "GET", "/v1.0/file/download/" + id + "/presigned_url"));
    const auto whole = get(target);
    const auto part = get(target, {{"Range", "bytes=1-3"}});

    QCOMPARE(whole.status, 200);
    QVERIFY(whole.body == bytes);
    QCOMPARE(part.status, 206);
    QCOMPARE(part.body, std::string("PNG"));
}

// With no public-url set, and whatever the client says of how it came.
void NginxTest::givesFilesAddressesOverTls() {
    const auto ann = world().newUser("ann");
    auto headers = ann.headers();
    headers["X-Forwarded-Proto"] = "http";

    const auto wish = world().call("GET", "/v1.0/assets/upload/presigned_url?category=chat&ext=.png", {}, headers);

    QCOMPARE(wish.status, 200);
    const auto url = json::parse(wish.body).at("url").get<std::string>();
    QVERIFY2(url.starts_with("https://" + addressOf(world().gate()) + "/v1.0/assets/upload/"), url.c_str());
}

void NginxTest::givesFilesAddressesAsItsProxySays_data() {
    QTest::addColumn<QString>("trusted");
    QTest::addColumn<QString>("scheme");
    QTest::newRow("its proxy") << "127.0.0.1" << "https://";
    QTest::newRow("anybody") << "192.0.2.0/24" << "http://";
}

void NginxTest::givesFilesAddressesAsItsProxySays() {
    QFETCH(QString, trusted);
    QFETCH(QString, scheme);
    const auto ann = world().newUser("ann");
    const PlainFront front({"--servers", addressOf(world().server.port())}, {"--trusted-proxy", trusted.toStdString()});
    auto headers = ann.headers();
    headers["X-Forwarded-Proto"] = "https";

    const auto wish = callHttp(world().loop, front.port(),
                               {"GET", "/v1.0/assets/upload/presigned_url?category=chat&ext=.png", headers, {}});

    QCOMPARE(wish.status, 200);
    const auto url = json::parse(wish.body).at("url").get<std::string>();
    QVERIFY2(url.starts_with(scheme.toStdString() + addressOf(front.port()) + "/v1.0/assets/upload/"), url.c_str());
}

// One of two is dead: nobody notices.
void NginxTest::passesAProcessThatIsAway() {
    World server;
    const auto ann = server.newUser("ann");
    const auto both = addressOf(freePort()) + "," + addressOf(server.server.port());
    Front front(server.loop, {"--servers", both});
    server.enterBy(front.port());
    for (int i = 0; i < 10; ++i) QCOMPARE(server.get(ann, "/v1.0/conversations").status, 200);
    for (int i = 0; i < 3; ++i) QVERIFY(server.peer(ann)->isAnswered());
}

// When all gateways were away, their WebSockets don't come back one by one.
void NginxTest::letsEverybodyInAgainAtOnce() {
    const auto own = addressOf(freePort());
    World server({"--auth", "open", "--durability", "normal", "--listen", own});
    Front front(server.loop, {"--servers", own + "," + addressOf(freePort())});
    server.enterBy(front.port());
    std::vector<Account> people;
    for (int i = 0; i < 6; ++i) people.push_back(server.newUser("ann"));

    server.server.kill();
    for (const auto& person : people) {
        RawClient client(server.loop, server.gate(), "/v1.0/wss/", person.headers());
        QVERIFY(!client.waitOpen());
    }
    server.server.start();

    std::vector<std::unique_ptr<Peer>> peers;
    for (const auto& person : people) peers.push_back(server.peer(person));
    QCOMPARE(peers.size(), people.size());
}

void NginxTest::saysThatTheServiceIsAway() {
    FrontedWorld fronted;
    const auto ann = fronted.world.newUser("ann");
    fronted.world.server.kill();
    for (const auto* path : {"/alive", "/v1.0/profile"}) {
        const auto answer = fronted.world.get(ann, path);
        QCOMPARE(answer.status, 503);
        QCOMPARE(json::parse(answer.body).at("statusCode").get<int>(), 503);
    }
}

// Each role looks at credentials by itself: who is signed in goes on.
void NginxTest::goesOnWhileProfileIsAway() {
    World server;
    const auto ann = server.newUser("ann");
    const auto own = addressOf(server.server.port());
    Front front(server.loop,
                {"--gateways", own, "--groups", own, "--deliveries", own, "--profiles", addressOf(freePort())});
    server.enterBy(front.port());
    QCOMPARE(server.get(ann, "/v1.0/conversations").status, 200);
    QVERIFY(server.peer(ann)->isAnswered());
    QCOMPARE(server.get({"ann", "wrong", {}}, "/v1.0/conversations").status, 401);
    QCOMPARE(server.get(ann, "/v1.0/profile").status, 503);
}

void NginxTest::goesOnWhileProfileStandsStill() {
    World server;
    const World still;
    const auto ann = server.newUser("ann");
    const auto own = addressOf(server.server.port());
    const auto profile = addressOf(still.server.port());
    Front front(server.loop, {"--gateways", own, "--groups", own, "--deliveries", own, "--profiles", profile});
    server.enterBy(front.port());
    ::kill(still.server.pid(), SIGSTOP);
    QCOMPARE(server.get(ann, "/v1.0/conversations").status, 200);
    QVERIFY(server.peer(ann)->isAnswered());
}

void NginxTest::keepsWebSocketsOverAReload() {
    FrontedWorld fronted;
    auto& world = fronted.world;
    const auto ann = world.newUser("ann");
    const auto bob = world.newUser("bob");
    const auto before = world.peer(ann);

    fronted.front.nginx.reload();

    QVERIFY(before->isAnswered());
    const auto after = world.peer(bob);
    after->sendText(textFrame("m-1", ann.user, "over the reload"));
    QCOMPARE(textOf(before->next()), std::string("over the reload"));
    before->sendText(textFrame("m-2", bob.user, "and back"));
    (void)after->take(1);
    QCOMPARE(textOf(after->next()), std::string("and back"));
}

BAITHAK_REGISTER_TEST(NginxTest);

}  // namespace baithak::test

#include "nginx_test.moc"
