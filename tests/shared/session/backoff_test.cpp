// SPDX-License-Identifier: MIT
#include "shared/session/backoff.h"

#include <QTest>

#include <algorithm>
#include <set>

#include "tests/support/register_test.h"

using namespace baithak;
using namespace std::chrono_literals;

class BackoffTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void doublesUpToTheCapWithinHalfAStepOfJitter() {
        Backoff backoff(BackoffConfig{}, 7);
        auto step = 500ms;
        for (int i = 0; i < 12; ++i) {
            const auto wait = backoff.next();
            QVERIFY(wait <= step);
            QVERIFY(wait >= step / 2);
            step = std::min<std::chrono::milliseconds>(step * 2, 30s);
        }
    }

    void startsSmallAgainAfterAReset() {
        Backoff backoff(BackoffConfig{}, 7);
        for (int i = 0; i < 9; ++i) (void)backoff.next();
        backoff.reset();
        QVERIFY(backoff.next() <= 500ms);
    }

    void spreadsClientsOfDifferentSeeds() {
        std::set<long> waits;
        for (std::uint64_t seed = 0; seed < 50; ++seed) waits.insert(Backoff(BackoffConfig{}, seed).next().count());
        QVERIFY(waits.size() > 30);
    }

    void waitsTheSameForTheSameSeed() {
        Backoff one(BackoffConfig{}, 3);
        Backoff other(BackoffConfig{}, 3);
        for (int i = 0; i < 5; ++i) QCOMPARE(one.next().count(), other.next().count());
    }
};

BAITHAK_REGISTER_TEST(BackoffTest);
#include "backoff_test.moc"
