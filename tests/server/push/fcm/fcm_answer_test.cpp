// SPDX-License-Identifier: MIT
#include "server/push/fcm/fcm_answer.h"

#include <QTest>

#include "tests/support/fcm_stand_in.h"
#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

using nlohmann::json;
using namespace std::chrono_literals;

constexpr Timestamp kNow{1'700'000'000'000};  // Tue, 14 Nov 2023 22:13:20 GMT

HttpAnswer answerOf(const StandInAnswer& answer) {
    HttpAnswer http;
    http.status = answer.status;
    http.body = answer.body;
    return http;
}

StandInAnswer badRequest(const std::string& field) {
    auto answer = fcmError(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT");
    auto body = json::parse(answer.body);
    const json violation = {{"field", field}, {"description", "Invalid"}};
    body["error"]["details"].push_back(
        {{"@type", "type.googleapis.com/google.rpc.BadRequest"}, {"fieldViolations", json::array({violation})}});
    answer.body = body.dump();
    return answer;
}

StandInAnswer plain(int status, const std::string& body) {
    StandInAnswer answer;
    answer.status = status;
    answer.body = body;
    return answer;
}

struct Case {
    const char* name;
    StandInAnswer answer;
    FcmVerdict verdict;
    const char* code;
};

const std::vector<Case>& cases() {
    using enum FcmVerdict;
    const auto noToken = "The registration token is not a valid FCM registration token";
    static const std::vector<Case> all{
        {"taken", plain(200, R"({"name":"projects/p/messages/1"})"), sent, "OK"},
        {"unspecified", fcmError(400, "UNKNOWN", "UNSPECIFIED_ERROR"), refused, "UNSPECIFIED_ERROR"},
        {"unspecified, theirs", fcmError(500, "UNKNOWN", "UNSPECIFIED_ERROR"), tryAgain, "UNSPECIFIED_ERROR"},
        {"a bad token", fcmError(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", noToken), deadToken, "INVALID_ARGUMENT"},
        {"a bad token, by field", badRequest("message.token"), deadToken, "INVALID_ARGUMENT"},
        {"a bad request", badRequest("message.data[0].value"), refused, "INVALID_ARGUMENT"},
        {"too large", fcmError(400, "INVALID_ARGUMENT", "INVALID_ARGUMENT", "Message too big"), refused,
         "INVALID_ARGUMENT"},
        {"gone", fcmError(404, "NOT_FOUND", "UNREGISTERED"), deadToken, "UNREGISTERED"},
        {"another sender's", fcmError(403, "PERMISSION_DENIED", "SENDER_ID_MISMATCH"), refused, "SENDER_ID_MISMATCH"},
        {"no right to send", fcmError(403, "PERMISSION_DENIED", ""), refused, "PERMISSION_DENIED"},
        {"too many", fcmError(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED"), tryAgain, "QUOTA_EXCEEDED"},
        {"overloaded", fcmError(503, "UNAVAILABLE", "UNAVAILABLE"), tryAgain, "UNAVAILABLE"},
        {"broken", fcmError(500, "INTERNAL", "INTERNAL"), tryAgain, "INTERNAL"},
        {"Apple's certificate", fcmError(401, "UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR"), refused,
         "THIRD_PARTY_AUTH_ERROR"},
        {"our access", fcmError(401, "UNAUTHENTICATED", ""), staleAccess, "UNAUTHENTICATED"},
        {"a page that is not there", plain(404, "<html>"), refused, "HTTP_404"},
        {"a project that is not there", fcmError(404, "NOT_FOUND", ""), refused, "NOT_FOUND"},
        {"a proxy's answer", plain(502, "Bad Gateway"), tryAgain, "HTTP_502"},
        {"a redirect", plain(302, ""), refused, "HTTP_302"},
        {"nonsense for an error", plain(400, R"({"error":{"status":7,"details":"x"}})"), refused, "HTTP_400"},
    };
    return all;
}

}  // namespace

class FcmAnswerTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void judgesAnswers_data() {
        QTest::addColumn<int>("row");
        for (std::size_t i = 0; i < cases().size(); ++i) QTest::newRow(cases()[i].name) << static_cast<int>(i);
    }

    void judgesAnswers() {
        QFETCH(int, row);
        const auto& one = cases()[static_cast<std::size_t>(row)];
        const auto judgement = judge(answerOf(one.answer), kNow);
        QCOMPARE(static_cast<int>(judgement.verdict), static_cast<int>(one.verdict));
        QCOMPARE(judgement.code, std::string(one.code));
    }

    void readsWhenToTryAgain_data() {
        QTest::addColumn<QString>("value");
        QTest::addColumn<qint64>("ms");  // -1: it does not say
        QTest::newRow("seconds") << "120" << qint64(120'000);
        QTest::newRow("at once") << "0" << qint64(0);
        QTest::newRow("a date") << "Tue, 14 Nov 2023 22:14:20 GMT" << qint64(60'000);
        QTest::newRow("a date gone by") << "Tue, 14 Nov 2023 22:00:00 GMT" << qint64(0);
        QTest::newRow("more than a day") << "4294967295" << qint64(86'400'000);
        QTest::newRow("more than a number holds") << "99999999999999999999" << qint64(86'400'000);
        QTest::newRow("a date that nobody will see") << "Fri, 31 Dec 9999 23:59:59 GMT" << qint64(86'400'000);
        for (const char* value : {"", "soon", "-1", "1.5", "Tue, 14 Nov 2023", "Tue, 14 Nov 2023 22:14:20 CET"})
            QTest::newRow(value) << value << qint64(-1);
    }

    void readsWhenToTryAgain() {
        QFETCH(QString, value);
        QFETCH(qint64, ms);
        const auto read = readRetryAfter(value.toStdString(), kNow);
        QCOMPARE(read ? static_cast<qint64>(read->count()) : qint64(-1), ms);
    }

    void waitsAMinuteForAQuotaThatSaysNothing() {
        const auto judgement = judge(answerOf(fcmError(429, "RESOURCE_EXHAUSTED", "QUOTA_EXCEEDED")), kNow);
        QVERIFY(judgement.retryAfter == 60s);
    }
};
BAITHAK_REGISTER_TEST(FcmAnswerTest);

}  // namespace baithak::test

#include "fcm_answer_test.moc"
