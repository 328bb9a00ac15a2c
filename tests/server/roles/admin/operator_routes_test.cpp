// SPDX-License-Identifier: MIT

#include "server/roles/admin/operator_routes.h"

#include <QTest>

#include <sys/mman.h>
#include <unistd.h>

#include "server/auth/status_proof.h"
#include "tests/server/support/run_task.h"
#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

constexpr std::string_view kToken = "the-operators-token";
constexpr std::string_view kSelf = "10.0.0.5:7444";
constexpr Timestamp kNow{1'700'000'000'000};

Task<HttpResponse> answerConflict(HttpRequestPtr) { co_return errorResponse(409, "taken"); }

}  // namespace

class OperatorRoutesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { ::close(file_); }

    void answersWhoShowsAToken();
    void answersAProofForThisProcessWhereItWill();
    void refusesEverybodyElse_data();
    void refusesEverybodyElse();
    void leavesALineForEachChange();
    void leavesNoneForALook();

private:
    HttpResponse call(const std::string& method, const std::string& authorization,
                      const std::string& path = "/admin/things/ann");
    // What was logged since the last look.
    std::string logged();

    int file_ = -1;
    off_t seen_ = 0;
    std::unique_ptr<Log> log_;
    HttpRoutes routes_;
    OperatorTokens tokens_;
    std::unique_ptr<OperatorRoutes> operators_;
};
BAITHAK_REGISTER_TEST(OperatorRoutesTest);

void OperatorRoutesTest::initTestCase() {
    file_ = ::memfd_create("log", MFD_CLOEXEC);
    log_ = std::make_unique<Log>(LogLevel::info, file_);
    tokens_.accept("owner", kToken);
    operators_ = std::make_unique<OperatorRoutes>(routes_, tokens_, *log_);
    for (const auto* method : {"GET", "PUT"}) operators_->add(method, "/admin/things/{name}", answerConflict);
    operators_->add("GET", "/admin/status", answerConflict,
                    [] { return OperatorRoutes::Self{std::string(kSelf), kNow}; });
}

HttpResponse OperatorRoutesTest::call(const std::string& method, const std::string& authorization,
                                      const std::string& path) {
    const auto match = routes_.match(method, path);
    auto request = std::make_shared<HttpRequest>();
    request->method = method;
    request->path = match.path;
    request->parameters = match.parameters;
    request->remoteAddress = "192.0.2.7";
    if (!authorization.empty()) request->headers["authorization"] = authorization;
    return runTask((*match.handler)(request));
}

std::string OperatorRoutesTest::logged() {
    std::string text(static_cast<std::size_t>(::lseek(file_, 0, SEEK_END) - seen_), '\0');
    (void)!::pread(file_, text.data(), text.size(), seen_);
    seen_ += static_cast<off_t>(text.size());
    return text;
}

void OperatorRoutesTest::answersWhoShowsAToken() { QCOMPARE(call("GET", "Bearer " + std::string(kToken)).status, 409); }

void OperatorRoutesTest::answersAProofForThisProcessWhereItWill() {
    const auto proof = statusProof(kToken, kSelf, kNow);
    QCOMPARE(call("GET", proof, "/admin/status").status, 409);
    QCOMPARE(call("GET", "Bearer " + std::string(kToken), "/admin/status").status, 409);
    QCOMPARE(call("GET", statusProof("another token", kSelf, kNow), "/admin/status").status, 401);
    QCOMPARE(call("GET", statusProof(kToken, "10.0.0.6:7444", kNow), "/admin/status").status, 401);
    QCOMPARE(call("GET", statusProof(kToken, kSelf, {kNow.ms + 61'000}), "/admin/status").status, 401);
    // It opens nothing else.
    QCOMPARE(call("GET", proof).status, 401);
    QCOMPARE(call("PUT", proof).status, 401);
}

void OperatorRoutesTest::refusesEverybodyElse_data() {
    QTest::addColumn<QString>("authorization");
    QTest::newRow("no token") << "";
    QTest::newRow("a wrong one") << "Bearer the-operators-tokem";
}

void OperatorRoutesTest::refusesEverybodyElse() {
    QFETCH(QString, authorization);
    (void)logged();
    const auto answer = call("PUT", authorization.toStdString());
    QCOMPARE(answer.status, 401);
    QCOMPARE(answer.headers.front().first, std::string("WWW-Authenticate"));
    const auto line = logged();
    QVERIFY(line.find("admin.refused") != std::string::npos);
    QVERIFY(line.find("192.0.2.7") != std::string::npos);
    QVERIFY(line.find("tokem") == std::string::npos);
}

void OperatorRoutesTest::leavesALineForEachChange() {
    (void)logged();
    (void)call("PUT", "Bearer " + std::string(kToken));
    const auto line = logged();
    for (const auto* part : {"admin.audit", "\"by\":\"owner\"", "192.0.2.7", "/admin/things/ann", "PUT", "409"}) {
        QVERIFY2(line.find(part) != std::string::npos, line.c_str());
    }
    QVERIFY(line.find(kToken) == std::string::npos);
}

void OperatorRoutesTest::leavesNoneForALook() {
    (void)logged();
    (void)call("GET", "Bearer " + std::string(kToken));
    QVERIFY(logged().empty());
}

}  // namespace baithak::test

#include "operator_routes_test.moc"
