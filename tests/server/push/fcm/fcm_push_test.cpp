// SPDX-License-Identifier: MIT
#include "server/push/fcm/fcm_push.h"

#include <QTemporaryFile>
#include <QTest>

#include "tests/server/auth/auth_fixture.h"
#include "tests/support/fcm_stand_in.h"
#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

using namespace std::chrono_literals;

PushMessage messageFor(const std::string& token, const std::string& text = "hello") {
    return {"ann/phone", token, text, "dm:ann:bob", 1};
}

}  // namespace

class FcmPushTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        standIn_ = std::make_unique<FcmStandIn>();
        http_ = makeHttpClient({});
        metrics_ = std::make_unique<Metrics>();
        make({5ms, 20ms, 2s, 4, 1h});
    }
    void cleanup() {
        QVERIFY2(standIn_->problems().empty(),
                 standIn_->problems().empty() ? "" : standIn_->problems().front().c_str());
        push_.reset();
        http_.reset();
        standIn_.reset();
    }

    void pushesWithOneAccessToken() {
        for (int i = 0; i < 3; ++i) QVERIFY(push("t-1") == PushOutcome::sent);
        QCOMPARE(standIn_->taken().size(), 3u);
        QVERIFY(standIn_->taken()[0]["data"]["message"] == "hello");
        QVERIFY(standIn_->taken()[0]["android"]["ttl"] == "3600s");
        QCOMPARE(standIn_->tokenCalls(), 1u);
    }

    void asksOnceForManyAtOnce() {
        std::vector<Task<PushAnswer>> pushes;
        for (int i = 0; i < 20; ++i) pushes.push_back(push_->push(messageFor("t-" + std::to_string(i))));
        for (const auto& answer : runTasks(std::move(pushes))) QVERIFY(answer.outcome == PushOutcome::sent);
        QCOMPARE(standIn_->tokenCalls(), 1u);
    }

    void renewsAccessBeforeItEnds() {
        QVERIFY(push("t-1") == PushOutcome::sent);
        clock_.moved = 54min;
        QVERIFY(push("t-1") == PushOutcome::sent);
        QCOMPARE(standIn_->tokenCalls(), 1u);
        clock_.moved = 56min;
        QVERIFY(push("t-1") == PushOutcome::sent);
        QCOMPARE(standIn_->tokenCalls(), 2u);
    }

    void keepsAccessForAsLongAsItIsGood_data() {
        QTest::addColumn<QString>("life");
        QTest::addColumn<int>("kept");
        QTest::newRow("an hour") << "3600" << 54 * 60;
        QTest::newRow("longer than anybody gives it") << "18446744073709551615" << 54 * 60;
        QTest::newRow("more than 32 bits hold") << "4294967297" << 54 * 60;
        QTest::newRow("nothing") << "0" << 29;
        QTest::newRow("it is not said") << "null" << 29;
    }

    void keepsAccessForAsLongAsItIsGood() {
        QFETCH(QString, life);
        QFETCH(int, kept);
        standIn_->setAccessLife(life.toStdString());
        QVERIFY(push("t-1") == PushOutcome::sent);
        clock_.moved = std::chrono::seconds(kept);
        QVERIFY(push("t-1") == PushOutcome::sent);
        QCOMPARE(standIn_->tokenCalls(), 1u);
    }

    void renewsAccessThatIsNotTaken() {
        QVERIFY(push("t-1") == PushOutcome::sent);
        standIn_->forgetAccess();
        QVERIFY(push("t-1") == PushOutcome::sent);
        QCOMPARE(standIn_->tokenCalls(), 2u);
        QCOMPARE(standIn_->sends(), 3u);
    }

    void triesAgainUntilItWorks_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        QTest::newRow("overloaded") << 503 << "UNAVAILABLE";
        QTest::newRow("broken") << 500 << "INTERNAL";
        QTest::newRow("no gateway") << 502 << "";
        QTest::newRow("hangs up") << 0 << "";
    }

    void triesAgainUntilItWorks() {
        QFETCH(int, status);
        QFETCH(QString, code);
        auto answer = fcmError(status, "UNKNOWN", code.toStdString());
        if (status == 0) answer.manner = StandInAnswer::Manner::hangUp;
        for (int i = 0; i < 3; ++i) standIn_->answerNext("t-1", answer);
        QVERIFY(push("t-1") == PushOutcome::sent);
        QCOMPARE(standIn_->sends(), 4u);
    }

    void givesUpAfterItsTries() {
        for (int i = 0; i < 10; ++i) standIn_->answerNext("t-1", fcmError(503, "UNAVAILABLE", "UNAVAILABLE"));
        QVERIFY(push("t-1") == PushOutcome::failed);
        QCOMPARE(standIn_->sends(), 4u);
        QVERIFY(metrics_->text().find("baithak_push_answers_total{code=\"UNAVAILABLE\"} 4") != std::string::npos);
    }

    void asksForAsMuchTimeAsTheServiceDoes() {
        auto answer = fcmError(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED");
        answer.headers.emplace_back("Retry-After", "90");
        standIn_->answerNext("t-1", answer);
        const auto later = runTask(push_->push(messageFor("t-1")));
        QVERIFY(later.outcome == PushOutcome::later);
        QVERIFY(later.after >= 90s && later.after < 91s);
        QCOMPARE(standIn_->sends(), 1u);
    }

    void tellsDeadTokens_data() {
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("code");
        QTest::newRow("gone") << 404 << "UNREGISTERED";
        QTest::newRow("no token at all") << 400 << "INVALID_ARGUMENT";
    }

    void tellsDeadTokens() {
        QFETCH(int, status);
        QFETCH(QString, code);
        standIn_->answerNext("t-1", fcmError(status, "X", code.toStdString(), "The registration token is not valid"));
        QVERIFY(push("t-1") == PushOutcome::deadToken);
        QCOMPARE(standIn_->sends(), 1u);
    }

    // The tokens are good: it is our service account that is another project's.
    void keepsTokensWhenTheAccountIsWrong() {
        QTemporaryFile lines;
        QVERIFY(lines.open());
        Log log(LogLevel::error, lines.handle());
        make({5ms, 20ms, 2s, 4, 1h}, log);
        for (int i = 0; i < 3; ++i) {
            standIn_->answerNext("t-1", fcmError(403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH"));
            QVERIFY(push("t-1") == PushOutcome::refused);
        }
        QVERIFY(lines.seek(0));
        QCOMPARE(lines.readAll().count("push.wrong_account"), 1);
        push_.reset();
    }

    void doesNotRepeatWhatIsRefused() {
        standIn_->answerNext("t-1", fcmError(401, "UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR"));
        QVERIFY(push("t-1") == PushOutcome::refused);
        QCOMPARE(standIn_->tokenCalls(), 1u);
    }

    void failsWhenItIsNotLetIn() {
        StandInAnswer answer;
        answer.status = 400;
        answer.body = R"({"error":"invalid_grant","error_description":"No such account."})";
        for (int i = 0; i < 10; ++i) standIn_->answerNextTokenCall(answer);
        QVERIFY(push("t-1") == PushOutcome::failed);
        QCOMPARE(standIn_->sends(), 0u);
        QCOMPARE(standIn_->tokenCalls(), 1u);  // it is not asked at each try
    }

    void failsWhenNobodyIsThere() {
        standIn_->goAway();
        QVERIFY(push("t-1") == PushOutcome::failed);
        standIn_ = std::make_unique<FcmStandIn>();
    }

    void answersInTimeWhenTheServerEnds() {
        StandInAnswer mute;
        mute.manner = StandInAnswer::Manner::stayMute;
        for (int i = 0; i < 5; ++i) standIn_->answerNext("t-1", mute);
        make({5ms, 20ms, 1h, 4, 1h});
        QVERIFY(push("t-2") == PushOutcome::sent);
        push_->hurry(100ms);
        const auto begin = std::chrono::steady_clock::now();
        QVERIFY(runTask(push_->push(messageFor("t-1"))).outcome == PushOutcome::later);
        QVERIFY(runTask(push_->push(messageFor("t-1"))).outcome == PushOutcome::later);
        QVERIFY(std::chrono::steady_clock::now() - begin < 5s);
    }

    void takesAllThatTheServiceTakes() {
        QVERIFY(push("t-1", std::string(push_->maxBytes(), 'x')) == PushOutcome::sent);
    }

    void refusesAccountsThatWillNotDo_data() {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        QTest::newRow("another type") << "type" << "authorized_user";
        QTest::newRow("no project") << "project_id" << "";
        QTest::newRow("a project that leads elsewhere") << "project_id" << "../../x";
        QTest::newRow("no address") << "client_email" << "";
        QTest::newRow("a token endpoint in the clear") << "token_uri" << "http://example.org/token";
        QTest::newRow("no key") << "private_key" << "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n";
    }

    void refusesAccountsThatWillNotDo() {
        QFETCH(QString, field);
        QFETCH(QString, value);
        auto file = nlohmann::json::parse(standIn_->credentials());
        file[field.toStdString()] = value.toStdString();
        const auto account = readServiceAccount(file.dump());
        QVERIFY(!account && account.error().code == Errc::malformed);
        QVERIFY(account.error().text.find(field.toStdString()) != std::string::npos);
        QVERIFY(!readServiceAccount("[]"));
    }

private:
    // The real time, which a test moves ahead.
    struct AheadClock final : Clock {
        std::chrono::milliseconds moved{};
        Timestamp now() const override { return SystemClock().now(); }
        std::chrono::steady_clock::time_point steadyNow() const override {
            return std::chrono::steady_clock::now() + moved;
        }
    };

    void make(FcmTimes times) { make(times, log_); }
    void make(FcmTimes times, Log& log) {
        clock_.moved = {};
        auto account = readServiceAccount(standIn_->credentials());
        QVERIFY2(account, account ? "" : account.error().text.c_str());
        push_ = makeFcmPush({*http_, clock_, log, *metrics_}, {std::move(*account), standIn_->url(), times});
    }

    // Try after try, without the pauses.
    PushOutcome push(const std::string& token, const std::string& text = "hello") {
        auto message = messageFor(token, text);
        for (;; ++message.tries) {
            const auto answer = runTask(push_->push(message));
            if (answer.outcome != PushOutcome::later) return answer.outcome;
        }
    }

    AheadClock clock_;
    Log log_{LogLevel::error};
    std::unique_ptr<Metrics> metrics_;
    std::unique_ptr<FcmStandIn> standIn_;
    std::unique_ptr<HttpClient> http_;
    std::unique_ptr<PushProvider> push_;
};
BAITHAK_REGISTER_TEST(FcmPushTest);

}  // namespace baithak::test

#include "fcm_push_test.moc"
