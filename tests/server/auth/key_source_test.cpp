// SPDX-License-Identifier: MIT
#include "server/auth/key_source.h"

#include <QTest>

#include "tests/server/auth/auth_fixture.h"
#include "tests/support/register_test.h"
#include "tests/support/test_keys.h"

namespace baithak::test {
namespace {

using namespace std::chrono_literals;

NamedKey named(const std::string& id, const TestKey& key,
               std::optional<SignatureAlgorithm> algorithm = SignatureAlgorithm::rs256) {
    return {id, algorithm, *PublicKey::fromJwk(key.jwk())};
}

HttpAnswer answerWith(const std::string& control, const std::string& age = "") {
    HttpAnswer answer;
    answer.headers = {{"cache-control", control}};
    if (!age.empty()) answer.headers.emplace_back("age", age);
    return answer;
}

}  // namespace

class KeySourceTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        fetches_ = 0;
        published_ = {{named("1", rsa_)}, 1h};
        away_ = false;
        clock_ = {};
        source_ = std::make_unique<KeySource>([this] { return fetch(); }, clock_, log_);
    }

    void keepsKeysForTheirTime() {
        QVERIFY(find("1"));
        clock_.wall = clock_.wall + 59min;
        QVERIFY(find("1"));
        QCOMPARE(fetches_, 1);
        clock_.wall = clock_.wall + 2min;
        QVERIFY(find("1"));
        QCOMPARE(fetches_, 2);
    }

    void keepsKeysForAMinuteAtLeastAndADayAtMost() {
        published_.maxAge = 0s;
        QVERIFY(find("1"));
        clock_.wall = clock_.wall + 59s;
        QVERIFY(find("1"));
        QCOMPARE(fetches_, 1);
        clock_.wall = clock_.wall + 2s;
        published_.maxAge = 24h * 365;
        QVERIFY(find("1"));
        QCOMPARE(fetches_, 2);
        clock_.wall = clock_.wall + 25h;
        QVERIFY(find("1"));
        QCOMPARE(fetches_, 3);
    }

    void asksAgainForAKeyThatItDoesNotKnow() {
        QVERIFY(find("1"));
        published_.keys = {named("2", rsa_)};
        clock_.wall = clock_.wall + 61s;
        QVERIFY(find("2"));
        QCOMPARE(fetches_, 2);
        QVERIFY(!find("1"));
    }

    void asksSeldomForKeysThatNobodyKnows() {
        for (int i = 0; i < 100; ++i) {
            const auto unknown = find("made up " + std::to_string(i));
            QVERIFY(!unknown && unknown.error().code == Errc::unauthenticated);
        }
        QCOMPARE(fetches_, 1);
        clock_.wall = clock_.wall + 61s;
        QVERIFY(!find("made up"));
        QCOMPARE(fetches_, 2);
        QVERIFY(find("1"));
    }

    void goesOnWithOldKeysWhileTheIssuerIsAway() {
        QVERIFY(find("1"));
        away_ = true;
        clock_.wall = clock_.wall + 2h;
        QVERIFY(find("1"));
        QVERIFY(find("1"));
        QCOMPARE(fetches_, 2);  // it is not asked each time
        const auto unknown = find("2");
        QVERIFY(!unknown && unknown.error().code == Errc::unavailable);
        clock_.wall = clock_.wall + 6h;
        const auto stale = find("1");
        QVERIFY(!stale && stale.error().code == Errc::unavailable);
        away_ = false;
        clock_.wall = clock_.wall + 16s;
        QVERIFY(find("1"));
    }

    void saysWhenItNeverHadKeys() {
        away_ = true;
        const auto none = find("1");
        QVERIFY(!none && none.error().code == Errc::unavailable);
        away_ = false;
        QVERIFY(!find("1"));  // not again at once
        clock_.wall = clock_.wall + 16s;
        QVERIFY(find("1"));
    }

    void findsKeysThatFitAlone() {
        const auto ec = TestKey::ec();
        published_.keys = {named("1", rsa_), named("2", ec, std::nullopt)};
        QVERIFY(find("1"));
        QVERIFY(!find("1", SignatureAlgorithm::rs512));  // it is for RS256
        QVERIFY(!find("1", SignatureAlgorithm::es256));
        QVERIFY(find("2", SignatureAlgorithm::es256));
        QVERIFY(!find("2"));
        QVERIFY(find(""));
        published_.keys.push_back(named("3", TestKey::known(1)));
        clock_.wall = clock_.wall + 2h;
        QVERIFY(!find(""));  // there are two
        QVERIFY(find("", SignatureAlgorithm::es256));
    }

    void fetchesOnceForManyAtOnce() {
        std::vector<Task<Result<PublicKey>>> calls;
        for (int i = 0; i < 20; ++i) calls.push_back(source_->find("1", SignatureAlgorithm::rs256));
        for (const auto& answer : runTasks(std::move(calls))) QVERIFY(answer);
        QCOMPARE(fetches_, 1);
    }

    // Nobody waits for ever for the one who asked.
    void asksAgainAfterAFetchThatThrew() {
        throws_ = true;
        QVERIFY_THROWS_EXCEPTION(std::runtime_error, static_cast<void>(find("1")));
        throws_ = false;
        QVERIFY(find("1"));
        QCOMPARE(fetches_, 2);
    }

    void readsHowLongAnAnswerIsGood_data() {
        QTest::addColumn<QString>("control");
        QTest::addColumn<QString>("age");
        QTest::addColumn<int>("seconds");  // -1: it does not say
        QTest::newRow("as Google says it") << "public, max-age=22302, must-revalidate, no-transform" << "" << 22302;
        QTest::newRow("alone") << "max-age=5" << "" << 5;
        QTest::newRow("some of it has passed") << "max-age=100" << "40" << 60;
        QTest::newRow("all of it has passed") << "max-age=100" << "400" << 0;
        QTest::newRow("an age that is none") << "max-age=100" << "old" << 100;
        QTest::newRow("never") << "no-store, max-age=100" << "" << 0;
        QTest::newRow("nothing") << "" << "" << -1;
        QTest::newRow("a number that is none") << "max-age=-1" << "" << -1;
        QTest::newRow("too large a number") << "max-age=99999999999999" << "" << -1;
    }

    void readsHowLongAnAnswerIsGood() {
        QFETCH(QString, control);
        QFETCH(QString, age);
        QFETCH(int, seconds);
        const auto good = maxAgeOf(answerWith(control.toStdString(), age.toStdString()));
        QCOMPARE(good ? static_cast<int>(good->count()) : -1, seconds);
    }

private:
    Task<Result<FetchedKeys>> fetch() {
        ++fetches_;
        co_await boost::asio::post(co_await boost::asio::this_coro::executor, useTask);
        if (throws_) throw std::runtime_error("a bug in a fetch");
        if (away_) co_return Error{Errc::unavailable, "away"};
        co_return published_;
    }

    Result<PublicKey> find(const std::string& id, SignatureAlgorithm algorithm = SignatureAlgorithm::rs256) {
        return runTask(source_->find(id, algorithm));
    }

    const TestKey rsa_ = TestKey::known(0);
    MovableClock clock_;
    Log log_{LogLevel::error};
    FetchedKeys published_;
    int fetches_ = 0;
    bool away_ = false;
    bool throws_ = false;
    std::unique_ptr<KeySource> source_;
};
BAITHAK_REGISTER_TEST(KeySourceTest);

}  // namespace baithak::test

#include "key_source_test.moc"
