// SPDX-License-Identifier: MIT
#include "server/roles/gateway/token_bucket.h"

#include <QTest>

#include "tests/support/register_test.h"

namespace baithak::test {

using namespace std::chrono_literals;

class TokenBucketTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void allowsABurstOfItsSize();
    void fillsWithTime();
    void holdsNoMoreThanItsSize();
    void asksWithoutTaking();
    void hasNoLimitWhenNoneIsSet();

private:
    const TokenBucket::TimePoint start_{1h};
};

void TokenBucketTest::allowsABurstOfItsSize() {
    TokenBucket bucket(10, 3);
    for (int i = 0; i < 3; ++i) QVERIFY(bucket.take(start_));
    QVERIFY(!bucket.take(start_));
}

void TokenBucketTest::fillsWithTime() {
    TokenBucket bucket(10, 1);
    QVERIFY(bucket.take(start_));
    QVERIFY(!bucket.take(start_ + 99ms));
    QVERIFY(bucket.take(start_ + 101ms));
    QVERIFY(!bucket.take(start_ + 101ms));
    QVERIFY(bucket.take(start_ + 202ms));
}

void TokenBucketTest::holdsNoMoreThanItsSize() {
    TokenBucket bucket(10, 2);
    QVERIFY(bucket.take(start_));
    for (int i = 0; i < 2; ++i) QVERIFY(bucket.take(start_ + 1h));
    QVERIFY(!bucket.take(start_ + 1h));
}

void TokenBucketTest::asksWithoutTaking() {
    TokenBucket bucket(10, 1);
    for (int i = 0; i < 3; ++i) QVERIFY(bucket.hasTokens(start_));
    QVERIFY(bucket.take(start_));
    QVERIFY(!bucket.hasTokens(start_));
    QVERIFY(bucket.hasTokens(start_ + 200ms));
}

void TokenBucketTest::hasNoLimitWhenNoneIsSet() {
    TokenBucket bucket(0, 0);
    for (int i = 0; i < 1000; ++i) QVERIFY(bucket.take(start_));
    QVERIFY(bucket.hasTokens(start_));
}

BAITHAK_REGISTER_TEST(TokenBucketTest);

}  // namespace baithak::test

#include "token_bucket_test.moc"
