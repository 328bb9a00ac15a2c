// SPDX-License-Identifier: MIT
#include "server/net/http_client.h"

#include <QTest>

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "tests/server/net/support/served.h"
#include "tests/server/support/run_task.h"
#include "tests/support/http_stand_in.h"
#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

using namespace std::chrono_literals;

StandInAnswer giveBack(const StandInRequest& request) {
    StandInAnswer answer;
    answer.body = request.method + " " + request.target + "\n" + request.body;
    answer.headers = {{"X-One", " first "}, {"x-one", "second"}, {"Content-Type", "text/plain"}};
    return answer;
}

StandInAnswer largeAnswer(const StandInRequest&) {
    StandInAnswer answer;
    answer.body.assign(100'001, 'x');
    return answer;
}

StandInAnswer endlessHeaders(const StandInRequest&) {
    StandInAnswer answer;
    for (int i = 0; i < 100; ++i) answer.headers.emplace_back("X-" + std::to_string(i), std::string(1000, 'h'));
    return answer;
}

HttpCall callTo(const std::string& url, const std::string& method = "GET", const std::string& body = "") {
    HttpCall call;
    call.method = method;
    call.url = url;
    call.body = body;
    return call;
}

// After how many milliseconds without an answer the kernel gives up this process's connection to that port.
unsigned givenUpAfter(std::uint16_t port) {
    for (int descriptor = 3; descriptor < 1024; ++descriptor) {
        sockaddr_in peer{};
        socklen_t size = sizeof peer;
        if (::getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &size) != 0) continue;
        if (peer.sin_family != AF_INET || ntohs(peer.sin_port) != port) continue;
        unsigned time = 0;
        socklen_t length = sizeof time;
        ::getsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &time, &length);
        return time;
    }
    return 0;
}

// A file of certificates that is removed at the end.
class CaFile {
public:
    explicit CaFile(const std::string& pem)
        : path_(std::filesystem::temp_directory_path() / ("baithak-ca-" + std::to_string(::getpid()) + ".pem")) {
        std::ofstream(path_) << pem;
    }
    ~CaFile() { std::filesystem::remove(path_); }
    std::string path() const { return path_.string(); }

private:
    std::filesystem::path path_;
};

}  // namespace

class HttpClientTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { client_ = makeHttpClient({}); }
    void cleanup() { client_.reset(); }

    void sendsWhatItIsTold_data() {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("body");
        for (const char* method : {"GET", "DELETE"}) QTest::newRow(method) << method << "";
        for (const char* method : {"POST", "PUT", "PATCH"}) QTest::newRow(method) << method << "a=b&c";
        QTest::newRow("a POST without a body") << "POST" << "";
        QTest::newRow("a DELETE with a body") << "DELETE" << "x";
    }

    void sendsWhatItIsTold() {
        QFETCH(QString, method);
        QFETCH(QString, body);
        HttpStandIn server(giveBack);
        auto call = callTo(server.url() + "/a/b?c=d", method.toStdString(), body.toStdString());
        call.headers = {{"X-Mine", "value"}, {"X-Empty", ""}};

        const auto answer = runTask(client_->send(call));

        QVERIFY2(answer, answer ? "" : answer.error().text.c_str());
        QCOMPARE(answer->status, 200);
        QCOMPARE(answer->body, method.toStdString() + " /a/b?c=d\n" + body.toStdString());
        const auto request = server.requests().at(0);
        QCOMPARE(request.header("x-mine"), std::string("value"));
        QVERIFY(request.headers.contains("x-empty"));
        QVERIFY(!request.headers.contains("content-type"));
        QVERIFY(!request.headers.contains("expect"));
        QVERIFY(request.header("user-agent").starts_with("baithakd/"));
        QCOMPARE(request.headers.contains("content-length"), method == "POST" || !body.isEmpty());
    }

    // One that is kept for what follows, and has lost its way without a word, costs seconds.
    void givesUpAConnectionThatIsNotAnswered() {
        HttpStandIn server(giveBack);
        QVERIFY(runTask(client_->send(callTo(server.url()))));
        const auto time = givenUpAfter(server.port());
        QVERIFY2(time > 0 && time <= 30'000, std::to_string(time).c_str());
    }

    void keepsTheTypeThatTheCallerSays() {
        HttpStandIn server(giveBack);
        auto call = callTo(server.url(), "POST", "{}");
        call.headers = {{"Content-Type", "application/json"}};
        QVERIFY(runTask(client_->send(call)));
        QCOMPARE(server.requests().at(0).header("content-type"), std::string("application/json"));
    }

    void answersWithHeadersInLowerCase() {
        HttpStandIn server(giveBack);
        const auto answer = runTask(client_->send(callTo(server.url())));
        QVERIFY(answer);
        QCOMPARE(answer->header("x-one"), std::string_view("first"));
        QCOMPARE(answer->header("content-type"), std::string_view("text/plain"));
        QVERIFY(answer->header("x-other").empty());
    }

    void takesAnyStatusAsAnAnswer_data() {
        QTest::addColumn<int>("status");
        for (const int status : {200, 204, 302, 307, 400, 401, 404, 429, 500, 503})
            QTest::newRow(qPrintable(QString::number(status))) << status;
    }

    // A redirect, too: its target is not called.
    void takesAnyStatusAsAnAnswer() {
        QFETCH(int, status);
        HttpStandIn elsewhere(giveBack);
        HttpStandIn server([&](const StandInRequest&) {
            StandInAnswer answer;
            answer.status = status;
            answer.headers = {{"Location", elsewhere.url()}};
            return answer;
        });
        const auto answer = runTask(client_->send(callTo(server.url())));
        QVERIFY(answer);
        QCOMPARE(answer->status, status);
        QCOMPARE(elsewhere.connections(), 0u);
    }

    void talksToOurOwnListener() {
        Served served{HttpServerConfig{}};
        const auto url = "http://127.0.0.1:" + std::to_string(served.port());
        const auto answer = runTask(client_->send(callTo(url + "/hello/bob")));
        QVERIFY(answer);
        QCOMPARE(answer->body, std::string(R"({"name":"bob"})"));
    }

    void keepsConnections() {
        HttpStandIn server(giveBack);
        for (int i = 0; i < 20; ++i) QVERIFY(runTask(client_->send(callTo(server.url()))));
        QCOMPARE(server.connections(), 1u);
    }

    void callsOneAnotherAside() {
        HttpStandIn mute([](const StandInRequest&) {
            StandInAnswer answer;
            answer.manner = StandInAnswer::Manner::stayMute;
            return answer;
        });
        HttpStandIn server(giveBack);
        auto slow = callTo(mute.url());
        slow.timeout = 1500ms;
        std::vector<Task<Result<HttpAnswer>>> calls;
        calls.push_back(client_->send(slow));
        for (int i = 0; i < 200; ++i) calls.push_back(client_->send(callTo(server.url() + "/" + std::to_string(i))));

        const auto answers = runTasks(std::move(calls));

        QVERIFY(!answers[0] && answers[0].error().code == Errc::timedOut);
        for (std::size_t i = 1; i < answers.size(); ++i)
            QCOMPARE(answers[i]->body, "GET /" + std::to_string(i - 1) + "\n");
    }

    void givesUpInTime() {
        HttpStandIn mute([](const StandInRequest&) {
            StandInAnswer answer;
            answer.manner = StandInAnswer::Manner::stayMute;
            return answer;
        });
        auto call = callTo(mute.url());
        call.timeout = 100ms;
        const auto begin = std::chrono::steady_clock::now();
        const auto answer = runTask(client_->send(call));
        QVERIFY(!answer && answer.error().code == Errc::timedOut);
        QVERIFY(std::chrono::steady_clock::now() - begin < 5s);
    }

    void refusesLongAnswers_data() {
        QTest::addColumn<bool>("isSizeSaid");
        QTest::newRow("with their size before them") << true;
        QTest::newRow("with no size") << false;
    }

    void refusesLongAnswers() {
        QFETCH(bool, isSizeSaid);
        HttpStandIn server([isSizeSaid](const StandInRequest& request) {
            auto answer = largeAnswer(request);
            if (!isSizeSaid) answer.manner = StandInAnswer::Manner::untilEnd;
            return answer;
        });
        auto call = callTo(server.url());
        call.maxBytes = 100'000;
        const auto refused = runTask(client_->send(call));
        call.maxBytes = 100'001;
        const auto taken = runTask(client_->send(call));
        QVERIFY(!refused && refused.error().code == Errc::tooLarge);
        QVERIFY(taken);
        QCOMPARE(taken->body.size(), 100'001u);
    }

    void refusesLongHeaders() {
        HttpStandIn server(endlessHeaders);
        const auto answer = runTask(client_->send(callTo(server.url())));
        QVERIFY(!answer && answer.error().code == Errc::tooLarge);
    }

    void saysWhoCannotBeAsked() {
        std::uint16_t port = 0;
        {
            const HttpStandIn gone(giveBack);
            port = gone.port();
        }
        const auto url = "http://127.0.0.1:" + std::to_string(port) + "/secret";
        const auto answer = runTask(client_->send(callTo(url)));
        QVERIFY(!answer && answer.error().code == Errc::unavailable);
        QVERIFY(answer.error().text.find("127.0.0.1:" + std::to_string(port)) != std::string::npos);
        QVERIFY(answer.error().text.find("secret") == std::string::npos);
    }

    void saysWhenTheServerHangsUp() {
        HttpStandIn server([](const StandInRequest&) {
            StandInAnswer answer;
            answer.manner = StandInAnswer::Manner::hangUp;
            return answer;
        });
        const auto answer = runTask(client_->send(callTo(server.url(), "POST", "x")));
        QVERIFY(!answer && answer.error().code == Errc::unavailable);
    }

    void refusesCallsThatAreNone_data() {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("header");
        const QString fine = "http://127.0.0.1:1/";
        QTest::newRow("a file") << "file:///etc/passwd" << "GET" << "x";
        QTest::newRow("no scheme") << "127.0.0.1" << "GET" << "x";
        QTest::newRow("nothing") << "" << "GET" << "x";
        QTest::newRow("no host") << "http://" << "GET" << "x";
        QTest::newRow("a line feed in the URL") << fine + "\r\nX: y" << "GET" << "x";
        QTest::newRow("a blank in the method") << fine << "GET /" << "x";
        QTest::newRow("a line feed in a header") << fine << "GET" << "x\r\nY: z";
    }

    void refusesCallsThatAreNone() {
        QFETCH(QString, url);
        QFETCH(QString, method);
        QFETCH(QString, header);
        auto call = callTo(url.toStdString(), method.toStdString());
        call.headers = {{"X", header.toStdString()}};
        const auto answer = runTask(client_->send(call));
        QVERIFY(!answer && answer.error().code == Errc::malformed);
    }

    void believesNoStranger_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<bool>("isKnown");
        QTest::addColumn<bool>("isTaken");
        QTest::newRow("of our authority") << "127.0.0.1" << true << true;
        QTest::newRow("of our authority, for another") << "example.org" << true << false;
        QTest::newRow("of an authority that we don't know") << "127.0.0.1" << false << false;
    }

    void believesNoStranger() {
        QFETCH(QString, name);
        QFETCH(bool, isKnown);
        QFETCH(bool, isTaken);
        const TestAuthority ours;
        const TestAuthority another;
        HttpStandIn server(giveBack, (isKnown ? ours : another).issue(name.toStdString()));
        const CaFile file(ours.certificate());
        const auto client = makeHttpClient({file.path()});

        const auto answer = runTask(client->send(callTo(server.url())));

        QCOMPARE(static_cast<bool>(answer), isTaken);
        if (isTaken) return;
        QVERIFY(answer.error().code == Errc::unavailable);
        QVERIFY(server.requests().empty());
    }

    void believesNobodyUnknownToTheSystem() {
        const TestAuthority authority;
        HttpStandIn server(giveBack, authority.issue("127.0.0.1"));
        const auto answer = runTask(client_->send(callTo(server.url())));
        QVERIFY(!answer && answer.error().code == Errc::unavailable);
        QVERIFY(server.requests().empty());
    }

    void endsCallsInHandWhenItGoes() {
        HttpStandIn mute([](const StandInRequest&) {
            StandInAnswer answer;
            answer.manner = StandInAnswer::Manner::stayMute;
            return answer;
        });
        Loop loop{1};
        std::optional<Result<HttpAnswer>> answer;
        boost::asio::co_spawn(loop, keepValue(client_->send(callTo(mute.url())), answer), [](std::exception_ptr) {});
        loop.poll();
        QVERIFY(mute.waitForRequests(1));
        client_.reset();
        loop.run();
        QVERIFY(answer && !*answer && answer->error().code == Errc::unavailable);
    }

private:
    std::unique_ptr<HttpClient> client_;
};
BAITHAK_REGISTER_TEST(HttpClientTest);

}  // namespace baithak::test

#include "http_client_test.moc"
