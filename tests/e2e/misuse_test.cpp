// SPDX-License-Identifier: MIT

// Bad input gets the right status and JSON, and one client's misuse costs no other client anything.

#include "tests/e2e/qt_print.h"
#include "tests/e2e/world.h"
#include "tests/support/register_test.h"

namespace baithak::test {

using nlohmann::json;
using namespace std::chrono_literals;

class MisuseTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void cleanup();

    void answersBadCalls_data();
    void answersBadCalls();
    void answersNoHttp();
    void refusesBodiesThatAreTooLarge();
    void refusesDeepAndHugeJson_data();
    void refusesDeepAndHugeJson();
    void answersHugeBodiesShortly();
    void givesSlowRequestsUp();
    void standsAFloodOfMalformedFrames();
    void standsAStormOfConnections();
    void standsHandshakesThatEndHalfWay();
    void standsASenderWhoNeverWaits();

private:
    // Sends a message from the honest one to the other and waits for both ends of it.
    std::chrono::milliseconds roundTrip();

    std::unique_ptr<World> world_;
    std::unique_ptr<ScriptedClient> honest_;
    std::unique_ptr<ScriptedClient> other_;
};

void MisuseTest::initTestCase() {
    world_ = std::make_unique<World>();
    honest_ = world_->client(world_->newUser("honest"));
    other_ = world_->client(world_->newUser("other"));
}

void MisuseTest::cleanupTestCase() {
    honest_.reset();
    other_.reset();
    world_.reset();
}

// After each misuse the server is as it was for everybody else.
void MisuseTest::cleanup() {
    QVERIFY(roundTrip() < 5s);
    QVERIFY(honest_->isOnline() && other_->isOnline());
    QCOMPARE(world_->ops("/ready").status, 200);
}

std::chrono::milliseconds MisuseTest::roundTrip() {
    const auto start = std::chrono::steady_clock::now();
    const auto id = honest_->sendText(other_->account().user, "still well?");
    if (!world_->loop.until([&] { return honest_->isAcknowledged(id) && other_->hasArrived(id); })) return 1h;
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start);
}

void MisuseTest::answersBadCalls_data() {
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("target");
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("body");
    QTest::addColumn<int>("status");
    const auto* type = "application/json";
    QTest::newRow("unknown path") << "GET" << "/nothing" << "" << "" << 404;
    QTest::newRow("unknown path with the version") << "GET" << "/v1.0/nothing" << "" << "" << 404;
    QTest::newRow("unknown version") << "GET" << "/v9.0/profile" << "" << "" << 404;
    QTest::newRow("unknown method") << "PURGE" << "/login" << "" << "" << 405;
    QTest::newRow("wrong method") << "GET" << "/login" << "" << "" << 405;
    QTest::newRow("wrong content type") << "POST" << "/login" << "text/xml" << "<login/>" << 415;
    QTest::newRow("no JSON") << "POST" << "/login" << type << "{nope" << 400;
    QTest::newRow("an array") << "POST" << "/login" << type << "[]" << 400;
    QTest::newRow("wrong types") << "POST" << "/login" << type << R"({"username":1,"notificationToken":{}})" << 400;
    QTest::newRow("a broken path") << "GET" << "/conversations/%zz/messages" << "" << "" << 400;
    QTest::newRow("no upgrade") << "GET" << "/v1.0/wss/" << "" << "" << 426;
    QTest::newRow("a path of dots") << "GET" << "/../../etc/passwd" << "" << "" << 404;
}

void MisuseTest::answersBadCalls() {
    QFETCH(QString, method);
    QFETCH(QString, target);
    QFETCH(QString, type);
    QFETCH(QString, body);
    QFETCH(int, status);
    Headers headers;
    if (!type.isEmpty()) headers["Content-Type"] = type.toStdString();

    const auto answer = world_->call(method.toStdString(), target.toStdString(), body.toStdString(), headers);

    QCOMPARE(answer.status, status);
    const auto error = json::parse(answer.body, nullptr, false);
    QVERIFY2(error.is_object() && error.value("statusCode", 0) == status && !error.value("message", "").empty(),
             answer.body.c_str());
}

void MisuseTest::answersNoHttp() {
    for (const std::string bytes : {"\x16\x03\x01\x02\x00\x01\x00", "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
                                    "POST /login HTTP/1.1\r\nContent-Length: -1\r\n\r\n"}) {
        const auto answer = exchangeRaw(world_->loop, world_->server.port(), bytes + "\r\n\r\n");
        QVERIFY2(answer.empty() || answer.starts_with("HTTP/1.1 400"), answer.c_str());
    }
    const auto large = exchangeRaw(world_->loop, world_->server.port(),
                                   "GET /alive HTTP/1.1\r\nHost: a\r\nX: " + std::string(64 * 1024, 'x') + "\r\n\r\n");
    QVERIFY2(large.empty() || large.starts_with("HTTP/1.1 431"), large.substr(0, 200).c_str());
}

void MisuseTest::refusesBodiesThatAreTooLarge() {
    const auto answer = world_->call("POST", "/login", std::string(9 * 1024 * 1024, ' '));
    // Whoever sends on after the refusal may find the connection closed.
    QVERIFY2(answer.status == 413 || answer.status == 0, std::to_string(answer.status).c_str());
    const auto early = exchangeRaw(world_->loop, world_->server.port(),
                                   "POST /login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                                   "Content-Length: 99999999999\r\n\r\n");
    QVERIFY2(early.starts_with("HTTP/1.1 413"), early.c_str());
}

void MisuseTest::refusesDeepAndHugeJson_data() {
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("deep") << QByteArray(200'000, '[');
    QTest::newRow("deep and closed") << QByteArray(100'000, '[') + QByteArray(100'000, ']');
    QTest::newRow("a huge number") << QByteArray("{\"username\":") + QByteArray(10'000, '9') + "}";
    QTest::newRow("a NUL") << QByteArray("{\"username\":\"ann\",\"notificationToken\":\"\",\"deviceId\":\"a\u0000b\"}");
    QTest::newRow("not UTF-8") << QByteArray(
        "{\"username\":\"\xff\xfe\",\"notificationToken\":\"\",\"authToken\":\"t\"}");
}

void MisuseTest::refusesDeepAndHugeJson() {
    QFETCH(QByteArray, body);
    QCOMPARE(world_->call("POST", "/login", body.toStdString()).status, 400);
}

void MisuseTest::answersHugeBodiesShortly() {
    json unknown = json::object();
    for (int i = 0; i < 10'000; ++i) unknown["field" + std::to_string(i)] = 0;
    const auto many = world_->call("POST", "/login", unknown.dump());
    QCOMPARE(many.status, 400);
    QVERIFY2(many.body.size() < 4096, std::to_string(many.body.size()).c_str());

    const auto large = world_->call("POST", "/login", json{{"username", std::string(300'000, 'x')}}.dump());
    QCOMPARE(large.status, 413);

    const auto account = world_->newUser("ann");
    const auto post = [&](const std::string& body) {
        return world_->call("POST", "/messages", body, account.headers());
    };
    QCOMPARE(post(std::string(4'000'000, '[')).status, 400);
    std::string empties = "[";
    for (int i = 0; i < 1'000'000; ++i) empties += "[],";
    const auto tooMany = post(empties + "[]]");
    QCOMPARE(tooMany.status, 400);
    QVERIFY2(tooMany.body.find("256 items") != std::string::npos, tooMany.body.c_str());
}

void MisuseTest::givesSlowRequestsUp() {
    const auto slow = exchangeRaw(world_->loop, world_->server.port(),
                                  "POST /login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                                  "Content-Length: 1000\r\n\r\n{\"username\"",
                                  25s);
    QVERIFY2(slow.starts_with("HTTP/1.1 408"), slow.c_str());
}

void MisuseTest::standsAFloodOfMalformedFrames() {
    const auto flooder = world_->peer(world_->newUser("flooder"));
    for (int i = 0; i < 900; ++i) flooder->raw.link().send(std::string(200, '\xff'), true);

    for (int i = 0; i < 20; ++i) QVERIFY(roundTrip() < 5s);

    flooder->sendText("ping");
    QVERIFY(world_->loop.until([&] {
        const auto& frames = flooder->raw.frames();
        return std::any_of(frames.begin(), frames.end(), [](const auto& frame) { return frame.bytes == "pong"; });
    }));
    QVERIFY2(flooder->raw.frames().size() < 500, std::to_string(flooder->raw.frames().size()).c_str());
}

void MisuseTest::standsAStormOfConnections() {
    std::vector<Account> accounts;
    for (int i = 0; i < 20; ++i) accounts.push_back(world_->newUser("storm"));
    std::vector<std::unique_ptr<Peer>> peers;
    for (int round = 0; round < 10; ++round) {
        for (const auto& account : accounts) {
            peers.push_back(std::make_unique<Peer>(world_->loop, world_->server.port(), account, "confirm=true"));
        }
        // Some are open by now, some are not.
        world_->loop.turnFor(std::chrono::milliseconds(5 * round));
        QVERIFY(roundTrip() < 5s);
        peers.clear();
    }
    QVERIFY(world_->eventually([&] { return world_->metric("baithak_gateway_connections") == 2; }));
}

// They must not be counted, nor held, for ever.
void MisuseTest::standsHandshakesThatEndHalfWay() {
    const auto account = world_->newUser("half");
    const auto upgrade = "GET /v1.0/wss/ HTTP/1.1\r\nHost: a\r\nuser: " + account.user +
                         "\r\naccesskey: " + account.accessKey + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n";
    for (int i = 0; i < 30; ++i) {
        (void)exchangeRaw(world_->loop, world_->server.port(), upgrade + "Sec-WebSocket-Version: 13\r\n\r\n", 20ms);
        (void)exchangeRaw(world_->loop, world_->server.port(),
                          upgrade + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                          std::chrono::milliseconds(i % 5));
    }
    QVERIFY(world_->eventually([&] { return world_->metric("baithak_gateway_connections") == 2; }));
}

void MisuseTest::standsASenderWhoNeverWaits() {
    const auto greedy = world_->newUser("greedy");
    const auto peer = world_->peer(greedy, "ack=false");
    for (int i = 0; i < 5000; ++i) peer->sendText(textFrame("g-" + std::to_string(i), greedy.user, "more"));

    for (int i = 0; i < 10; ++i) QVERIFY(roundTrip() < 5s);
}

BAITHAK_REGISTER_TEST(MisuseTest);

}  // namespace baithak::test

#include "misuse_test.moc"
