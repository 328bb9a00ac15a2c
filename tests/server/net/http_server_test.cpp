// SPDX-License-Identifier: MIT
#include "server/net/http_server.h"

#include <QTest>

#include <nlohmann/json.hpp>

#include "tests/server/net/support/raw_peer.h"
#include "tests/server/net/support/served.h"
#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

using namespace std::chrono_literals;

std::string get(const std::string& path, const std::string& headers = "") {
    return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
}

std::string post(const std::string& path, const std::string& body, const std::string& headers = "") {
    return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
           headers + "\r\n" + body;
}

HttpServerConfig shortTimes() {
    HttpServerConfig config;
    config.requestTimeout = 200ms;
    config.idleTimeout = 200ms;
    return config;
}

}  // namespace

class HttpServerTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersWithTheStatus_data() {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<int>("status");
        const auto row = [](const char* name, const std::string& request, int status) {
            QTest::newRow(name) << QByteArray::fromStdString(request) << status;
        };
        const std::string json = "Content-Type: application/json\r\n";
        row("a known path", get("/hello/bob"), 200);
        row("with the version before", get("/v1.0/hello/bob/"), 200);
        row("an absolute target", get("http://elsewhere/hello/bob"), 200);
        row("lower-case header names", "GET /hello/bob HTTP/1.1\r\nhost: a\r\n\r\n", 200);
        row("HTTP/1.0 without Host", "GET /hello/bob HTTP/1.0\r\n\r\n", 200);
        row("any method", "BREW /any HTTP/1.1\r\nHost: a\r\n\r\n", 200);
        row("a JSON body", post("/echo", "{}", json), 200);
        row("a JSON body with charset", post("/echo", "{}", "Content-Type: Application/JSON; charset=utf-8\r\n"), 200);
        row("a body without a type", post("/echo", "{}"), 200);
        row("a type without a body", post("/echo", "", "Content-Type: text/plain\r\n"), 200);
        row("an unknown path", get("/nothing"), 404);
        row("an unknown path with a body", post("/nothing", "{}"), 404);
        row("the star", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 400);
        row("another method", post("/hello/bob", "{}"), 405);
        row("OPTIONS", "OPTIONS /echo HTTP/1.1\r\nHost: a\r\n\r\n", 405);
        row("a broken percent", get("/hello/%zz"), 400);
        row("a NUL in the path", get("/hello/%00"), 400);
        row("no Host", "GET /hello/bob HTTP/1.1\r\n\r\n", 400);
        row("two Hosts", "GET /hello/bob HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400);
        row("no HTTP", "hello there\r\n\r\n", 400);
        row("TLS", std::string("\x16\x03\x01\x00\xa5\x01\x00\x00\xa1\x03\x03", 11) + "\r\n\r\n", 400);
        row("another version", "GET /hello/bob HTTP/3.7\r\nHost: a\r\n\r\n", 400);
        row("two lengths", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{} ", 400);
        row("a negative length", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: -2\r\n\r\n", 400);
        row("length and chunks",
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n", 400);
        row("a broken chunk", "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400);
        row("a form", post("/echo", "a=b", "Content-Type: application/x-www-form-urlencoded\r\n"), 415);
        row("an unknown expectation", post("/echo", "{}", "Expect: wonders\r\n"), 417);
        row("a WebSocket route without upgrade", get("/ws"), 426);
        row("a refused upgrade",
            get("/refused",
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"),
            401);
        row("an upgrade of another version",
            get("/ws",
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 8\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"),
            426);
        row("an upgrade without a key",
            get("/ws", "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"), 400);
        row("a handler that throws", get("/fails"), 500);
        row("an upgrade that throws",
            get("/broken",
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"),
            500);
        row("a long header", get("/hello/bob", "X-Long: " + std::string(20'000, 'x') + "\r\n"), 431);
        row("a body over the limit", post("/echo", std::string(70'000, ' ')), 413);
        row("a body of chunks over the limit",
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n11170\r\n" + std::string(70'000, ' ') +
                "\r\n0\r\n\r\n",
            413);
    }
    void answersWithTheStatus() {
        QFETCH(QByteArray, request);
        QFETCH(int, status);
        HttpServerConfig config;
        config.bodyBytes = 64 * 1024;
        Served served(config);
        RawPeer peer(served.port());

        peer.send(request.toStdString());
        const auto answer = peer.readAnswer();

        QCOMPARE(answer.status, status);
        if (status < 400) return;
        const auto body = nlohmann::json::parse(answer.body);
        QCOMPARE(body["statusCode"].get<int>(), status);
        QVERIFY(!body["error"].get<std::string>().empty());
        QVERIFY(!body["message"].get<std::string>().empty());
    }

    void answersAnUnknownPathAsTheOriginalDid() {
        Served served;
        RawPeer peer(served.port());
        peer.send(get("/nothing"));
        const auto answer = peer.readAnswer();
        QCOMPARE(answer.body, std::string(R"({"statusCode":404,"error":"Not Found","message":"Not Found"})"));
        QCOMPARE(answer.headers.at("content-type"), std::string("application/json; charset=utf-8"));
    }

    void namesTheMethodsOfAKnownPath() {
        Served served;
        RawPeer peer(served.port());
        peer.send(get("/echo"));
        QCOMPARE(peer.readAnswer().headers.at("allow"), std::string("DELETE, PATCH, POST, PUT"));
        peer.send(post("/hello/bob", ""));
        QCOMPARE(peer.readAnswer().headers.at("allow"), std::string("GET, HEAD"));
    }

    void answersHeadWithoutABody() {
        Served served;
        RawPeer peer(served.port());
        peer.send("HEAD /hello/bob HTTP/1.1\r\nHost: a\r\n\r\n" + get("/hello/ann"));
        const auto head = peer.readAnswer(false);
        QCOMPARE(head.status, 200);
        QCOMPARE(head.headers.at("content-length"), std::string("14"));
        QCOMPARE(peer.readAnswer().body, std::string(R"({"name":"ann"})"));
    }

    void keepsTheConnectionForTheNextRequest() {
        Served served;
        RawPeer peer(served.port());
        for (const auto* path : {"/hello/a", "/nothing", "/hello/b"}) {
            peer.send(get(path));
            QVERIFY(peer.readAnswer().status > 0);
        }
        peer.send(get("/hello/c", "Connection: close\r\n"));
        QCOMPARE(peer.readAnswer().headers.at("connection"), std::string("close"));
        QVERIFY(peer.isClosedByPeer());
    }

    void answersPipelinedRequestsInOrder() {
        Served served;
        RawPeer peer(served.port());
        std::string requests;
        for (int i = 0; i < 50; ++i) requests += post("/echo", std::to_string(i)) + get("/hello/" + std::to_string(i));
        peer.send(requests);
        for (int i = 0; i < 50; ++i) {
            QCOMPARE(peer.readAnswer().body, std::to_string(i));
            QCOMPARE(peer.readAnswer().body, "{\"name\":\"" + std::to_string(i) + "\"}");
        }
    }

    void readsARequestThatComesByteByByte() {
        Served served;
        RawPeer peer(served.port());
        for (const char c : post("/echo", R"({"slow":"but sure"})")) peer.send({&c, 1});
        QCOMPARE(peer.readAnswer().body, std::string(R"({"slow":"but sure"})"));
    }

    void readsChunkedBodies() {
        Served served;
        RawPeer peer(served.port());
        peer.send(
            "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n2;x=y\r\n1}\r\n0\r\n"
            "Trailer: t\r\n\r\n" +
            get("/hello/next"));
        QCOMPARE(peer.readAnswer().body, std::string(R"({"a":1})"));
        QCOMPARE(peer.readAnswer().status, 200);
    }

    void saysContinueToWhoAsks() {
        Served served;
        RawPeer peer(served.port());
        peer.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
        QCOMPARE(peer.readAnswer().status, 100);
        peer.send("{}");
        QCOMPARE(peer.readAnswer().body, std::string("{}"));
    }

    void refusesATooLargeBodyBeforeItComes() {
        Served served;
        RawPeer peer(served.port());
        peer.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999\r\nExpect: 100-continue\r\n\r\n");
        QCOMPARE(peer.readAnswer().status, 413);
    }

    void answersAHandlerThatThrowsAndGoesOn() {
        Served served;
        RawPeer peer(served.port());
        peer.send(get("/fails") + get("/hello/bob"));
        QCOMPARE(peer.readAnswer().status, 500);
        QCOMPARE(peer.readAnswer().status, 200);
        QVERIFY(served.logged().find("a bug in a handler") != std::string::npos);
    }

    void tellsSlowRequestsThatTheyAreLate_data() {
        QTest::addColumn<QByteArray>("begun");
        QTest::newRow("header") << QByteArray("GET /hello/b");
        QTest::newRow("body") << QByteArray("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{");
    }
    void tellsSlowRequestsThatTheyAreLate() {
        QFETCH(QByteArray, begun);
        Served served(shortTimes());
        RawPeer peer(served.port());
        peer.send(begun.toStdString());
        QCOMPARE(peer.readAnswer().status, 408);
        QVERIFY(peer.isClosedByPeer());
    }

    void closesSilentConnectionsSilently() {
        Served served(shortTimes());
        RawPeer peer(served.port());
        QCOMPARE(peer.readToEnd().value_or("still open"), std::string());
    }

    void givesAHandlerItsTime() {
        Served served(shortTimes());
        RawPeer peer(served.port());
        peer.send(get("/slow"));
        QTRY_VERIFY(served.isSlowRunning());
        QTest::qWait(300);  // longer than a request may take: the time is the handler's now
        served.release();
        QCOMPARE(peer.readAnswer().status, 200);
    }

    void refusesConnectionsBeyondTheBound() {
        HttpServerConfig config;
        config.connections = 2;
        Served served(config);
        RawPeer first(served.port());
        RawPeer second(served.port());
        first.send(get("/hello/a"));
        second.send(get("/hello/b"));
        QCOMPARE(first.readAnswer().status, 200);
        QCOMPARE(second.readAnswer().status, 200);

        RawPeer third(served.port());
        QCOMPARE(third.readAnswer().status, 503);
        QVERIFY(third.isClosedByPeer());

        first.reset();
        QTRY_VERIFY(served.metricsText().find("baithak_net_connections{listener=\"public\"} 1") != std::string::npos);
        RawPeer fourth(served.port());
        fourth.send(get("/hello/d"));
        QCOMPARE(fourth.readAnswer().status, 200);
    }

    void answersAHalfClosedClient() {
        Served served;
        RawPeer peer(served.port());
        peer.send(post("/echo", "{}"));
        peer.finish();
        QCOMPARE(peer.readAnswer().status, 200);
        QVERIFY(peer.isClosedByPeer());
    }

    void finishesWhatIsInHandWhenItCloses() {
        Served served;
        RawPeer busy(served.port());
        RawPeer idle(served.port());
        busy.send(get("/slow"));
        QTRY_VERIFY(served.isSlowRunning());

        std::thread closing([&] { QVERIFY(served.close()); });
        QVERIFY(idle.isClosedByPeer());
        served.release();
        const auto answer = busy.readAnswer();
        closing.join();

        QCOMPARE(answer.status, 200);
        QCOMPARE(answer.headers.at("connection"), std::string("close"));
        QVERIFY(!RawPeer(served.port()).isConnected());
    }

    void saysWhichAddressItCanNotHave() {
        Served served;
        Loop loop;
        Log log;
        Metrics metrics;
        const HttpRoutes routes;
        HttpServerConfig config;
        config.port = served.port();
        const auto second = makeHttpServer(loop, config, routes, log, metrics);
        QVERIFY(!second);
        QVERIFY(second.error().code == Errc::unavailable);
        QVERIFY(second.error().text.find(std::to_string(served.port())) != std::string::npos);
    }

    void survivesItsServerGoingWithoutClose() {
        Loop loop;
        Log log;
        Metrics metrics;
        const HttpRoutes routes;
        auto server = makeHttpServer(loop, {}, routes, log, metrics);
        QVERIFY(static_cast<bool>(server));
        RawPeer peer((*server)->port());
        peer.send("GET /");
        loop.run_for(50ms);
        server->reset();
        loop.restart();
        loop.run_for(50ms);
        QVERIFY(peer.isClosedByPeer());
    }
};
BAITHAK_REGISTER_TEST(HttpServerTest);

}  // namespace baithak::test

#include "http_server_test.moc"
