// SPDX-License-Identifier: MIT
#include "shared/base/result.h"

#include <array>
#include <memory>
#include <set>

#include <QObject>
#include <QTest>

#include "shared/base/timestamp.h"
#include "tests/support/register_test.h"

using namespace baithak;

namespace {

constexpr std::array kAllCodes{Errc::malformed,   Errc::tooLarge,        Errc::duplicateId, Errc::unknownDestination,
                               Errc::notAMember,  Errc::forbidden,       Errc::blocked,     Errc::rateLimited,
                               Errc::unavailable, Errc::unauthenticated, Errc::notFound,    Errc::conflict,
                               Errc::timedOut,    Errc::internal};

Result<int> half(int number) {
    if (number % 2 != 0) return {Errc::malformed, "odd"};
    return number / 2;
}

Result<> checkQuarter(int number) {
    const auto once = half(number);
    if (!once) return once.error();
    const auto twice = half(*once);
    if (!twice) return twice.error();
    return {};
}

}  // namespace

class ResultTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void holdsAValueOrTheErrorInItsPlace() {
        QCOMPARE(*half(8), 4);
        QVERIFY(!half(7));
        QCOMPARE(half(7).error().text, std::string("odd"));
        QVERIFY(half(7).error().code == Errc::malformed);
    }

    void anErrorIsCarriedUpInOneLine() {
        QVERIFY(checkQuarter(8));
        QVERIFY(!checkQuarter(6));
        QCOMPARE(checkQuarter(6).error().text, std::string("odd"));
    }

    void holdsWhatCanOnlyBeMoved() {
        Result<std::unique_ptr<int>> result(std::make_unique<int>(5));
        const auto taken = *std::move(result);
        QCOMPARE(*taken, 5);
    }

    void everyCodeHasAWireNameAndAnHttpStatus() {
        const std::set<std::string_view> names{"malformed",    "too-large", "duplicate-id", "unknown-destination",
                                               "not-a-member", "forbidden", "blocked",      "rate-limited",
                                               "unavailable"};
        for (const auto code : kAllCodes) {
            QVERIFY(names.contains(wireName(code)));
            QVERIFY(httpStatus(code) >= 400 && httpStatus(code) < 600);
        }
    }

    void wireNamesAreReadBack() {
        QVERIFY(errcFromWireName("not-a-member") == Errc::notAMember);
        QVERIFY(errcFromWireName("duplicate-id") == Errc::duplicateId);
        QVERIFY(errcFromWireName("forbidden") == Errc::forbidden);
        QVERIFY(errcFromWireName("a name of a later version") == Errc::internal);
    }

    void timesAreCountedInMilliseconds() {
        const Timestamp start{1'000};
        const auto later = start + std::chrono::seconds(2);
        QCOMPARE(later.ms, std::uint64_t{3'000});
        QVERIFY(start - later == std::chrono::milliseconds(-2'000));
        QVERIFY(start < later);
    }
};

BAITHAK_REGISTER_TEST(ResultTest);

#include "result_test.moc"
