// SPDX-License-Identifier: MIT
#include "server/presence/redis/redis_url.h"

#include <QTest>

#include "tests/support/register_test.h"

namespace baithak::test {

class RedisUrlTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsAllItsParts() {
        const auto url = parseRedisUrl("rediss://ann%3Aof:p%40ss:word@redis.example.org:7000/12");
        QVERIFY(url);
        QVERIFY(url->isSecure);
        QCOMPARE(url->user, std::string("ann:of"));
        QCOMPARE(url->password, std::string("p@ss:word"));
        QCOMPARE(url->address.text(), std::string("redis.example.org:7000"));
        QCOMPARE(url->database, 12U);
    }

    void readsShortOnes_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("address");
        QTest::newRow("host") << "redis://redis" << "redis:6379";
        QTest::newRow("slash") << "redis://redis/" << "redis:6379";
        QTest::newRow("port") << "redis://10.0.0.1:1" << "10.0.0.1:1";
        QTest::newRow("IPv6") << "redis://[::1]:7000/0" << "[::1]:7000";
        QTest::newRow("IPv6 without a port") << "redis://[::1]" << "[::1]:6379";
    }
    void readsShortOnes() {
        QFETCH(const QString, text);
        QFETCH(const QString, address);
        const auto url = parseRedisUrl(text.toStdString());
        QVERIFY(url);
        QCOMPARE(QString::fromStdString(url->address.text()), address);
        QVERIFY(!url->isSecure && url->user.empty() && url->password.empty());
    }

    void refusesWhatIsNone_data() {
        QTest::addColumn<QString>("text");
        for (const auto* text :
             {"", "redis", "http://redis", "redis://", "redis://:6379", "redis://redis:", "redis://redis:0",
              "redis://redis:65536", "redis://redis:x", "redis://s3cret@redis", "redis://ann:@redis",
              "redis://ann:s3cret%4@redis", "redis://ann:s3cret%zz@redis", "redis://redis/x", "redis://::1:6379"}) {
            QTest::newRow(text) << text;
        }
    }
    void refusesWhatIsNone() {
        QFETCH(const QString, text);
        const auto url = parseRedisUrl(text.toStdString());
        QVERIFY(!url);
        QVERIFY(url.error().text.find("s3cret") == std::string::npos);
    }
};

BAITHAK_REGISTER_TEST(RedisUrlTest);

}  // namespace baithak::test

#include "redis_url_test.moc"
