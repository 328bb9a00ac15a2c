// SPDX-License-Identifier: MIT

// What leaves for addresses that others have told; what a real server answers is tests/e2e/ctl_test.

#include "server/ctl/operator_client.h"

#include <QTest>

#include "server/auth/access_keys.h"
#include "server/auth/status_proof.h"
#include "server/runtime/clock.h"
#include "tests/support/http_stand_in.h"
#include "tests/support/register_test.h"

namespace baithak::test {

using namespace ctl;

namespace {

const std::string kToken(48, 't');

StandInAnswer answerStatus(const StandInRequest&) { return {200, R"({"process":{"id":"p-1"}})", {}}; }

std::string addressOf(const HttpStandIn& server) { return "127.0.0.1:" + std::to_string(server.port()); }

}  // namespace

class OperatorClientTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsTheTokenToTheServerThatWasNamed();
    void showsNoTokenToAnAddressThatOthersTold();
    void asksNothingThatIsNoAddress_data();
    void asksNothingThatIsNoAddress();
    void asksNobodyByPlainHttpBesideHttps();
    void endsAnAnswerThatHasNoEnd();
};
BAITHAK_REGISTER_TEST(OperatorClientTest);

void OperatorClientTest::showsTheTokenToTheServerThatWasNamed() {
    HttpStandIn server(answerStatus);
    OperatorClient client({server.url(), kToken, {}});
    QVERIFY(client.call("GET", "/admin/status"));
    QCOMPARE(server.requests().front().header("authorization"), "Bearer " + kToken);
}

void OperatorClientTest::showsNoTokenToAnAddressThatOthersTold() {
    HttpStandIn named(answerStatus);
    HttpStandIn told(answerStatus);
    OperatorClient client({named.url(), kToken, {}});

    const auto answers = client.statusOfAll({addressOf(told)});

    QVERIFY(answers.front());
    QCOMPARE(told.requests().size(), 1U);
    const auto request = told.requests().front();
    QCOMPARE(request.target, std::string("/admin/status"));
    for (const auto& [name, value] : request.headers) QVERIFY2(value.find(kToken) == value.npos, name.c_str());
    // It is good for that process, and for no other that it might be passed on to.
    const auto shown = request.header("authorization");
    const auto hash = hashAccessKey(kToken);
    QVERIFY(provesStatus(shown, hash, addressOf(told), SystemClock().now()));
    QVERIFY(!provesStatus(shown, hash, addressOf(named), SystemClock().now()));
}

void OperatorClientTest::asksNothingThatIsNoAddress_data() {
    QTest::addColumn<QString>("address");
    QTest::newRow("nothing") << "";
    QTest::newRow("no port") << "127.0.0.1";
    QTest::newRow("a port that is none") << "127.0.0.1:0";
    QTest::newRow("a path") << "127.0.0.1:%1/elsewhere?";
    QTest::newRow("a user") << "user@127.0.0.1:%1";
    QTest::newRow("a URL") << "http://127.0.0.1:%1";
    QTest::newRow("two lines") << "127.0.0.1:%1\r\nX: y";
}

void OperatorClientTest::asksNothingThatIsNoAddress() {
    QFETCH(QString, address);
    HttpStandIn server(answerStatus);
    OperatorClient client({server.url(), kToken, {}});
    const auto told = address.contains("%1") ? address.arg(server.port()) : address;
    const auto answers = client.statusOfAll({told.toStdString()});
    QVERIFY(!answers.front());
    QCOMPARE(server.connections(), 0U);
}

void OperatorClientTest::asksNobodyByPlainHttpBesideHttps() {
    HttpStandIn told(answerStatus);
    OperatorClient client({"https://ops.example.org", kToken, {}});
    const auto answers = client.statusOfAll({addressOf(told)});
    QVERIFY(!answers.front() && answers.front().error().text.find("HTTPS") != std::string::npos);
    QCOMPARE(told.connections(), 0U);
}

void OperatorClientTest::endsAnAnswerThatHasNoEnd() {
    HttpStandIn told([](const StandInRequest&) { return StandInAnswer{200, std::string(3'000'000, ' '), {}}; });
    OperatorClient client({told.url(), kToken, {}});
    QVERIFY(!client.statusOfAll({addressOf(told)}).front());
}

}  // namespace baithak::test

#include "operator_client_test.moc"
