// SPDX-License-Identifier: MIT

#include "server/auth/status_proof.h"

#include <QTest>

#include "server/auth/access_keys.h"
#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

const std::string kToken(48, 't');
const std::string kAddress = "10.0.0.5:7444";
constexpr Timestamp kNow{1'700'000'000'000};

bool proves(const std::string& proof, const std::string& address = kAddress, Timestamp at = kNow) {
    return provesStatus(proof, hashAccessKey(kToken), address, at);
}

}  // namespace

class StatusProofTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void provesThatTheTokenIsKnown() { QVERIFY(proves(statusProof(kToken, kAddress, kNow))); }

    void holdsNothingOfTheToken() {
        const auto proof = statusProof(kToken, kAddress, kNow);
        QVERIFY(isStatusProof(proof));
        QVERIFY(proof.find("tttt") == std::string::npos);
    }

    void isForOneProcess() {
        const auto proof = statusProof(kToken, kAddress, kNow);
        QVERIFY(!proves(proof, "10.0.0.6:7444"));
        QVERIFY(!proves(proof, ""));
    }

    void isForAMinute() {
        const auto proof = statusProof(kToken, kAddress, kNow);
        for (const auto ms : {std::uint64_t{0}, kStatusProofMs}) {
            QVERIFY(proves(proof, kAddress, {kNow.ms + ms}));
            QVERIFY(proves(proof, kAddress, {kNow.ms - ms}));
        }
        QVERIFY(!proves(proof, kAddress, {kNow.ms + kStatusProofMs + 1}));
        QVERIFY(!proves(proof, kAddress, {kNow.ms - kStatusProofMs - 1}));
    }

    void isNoneWhenAnythingIsOtherwise_data() {
        QTest::addColumn<QString>("shown");
        const auto good = QString::fromStdString(statusProof(kToken, kAddress, kNow));
        QTest::newRow("nothing") << QString();
        QTest::newRow("the token itself") << QString::fromStdString("Bearer " + kToken);
        QTest::newRow("no proof behind the scheme") << QString("Baithak-Status ");
        QTest::newRow("no code") << good.left(good.lastIndexOf(' ') + 1);
        QTest::newRow("a part of the code") << good.chopped(1);
        QTest::newRow("more than the code") << good + '0';
        QTest::newRow("in capitals") << good.left(15) + good.mid(15).toUpper();
        QTest::newRow("by another token") << QString::fromStdString(statusProof("other", kAddress, kNow));
        auto later = good;
        QTest::newRow("its time put off") << later.replace("1700000000000", "1700000000001");
        QTest::newRow("a time beyond numbers") << QString("Baithak-Status 99999999999999999999999 00");
    }

    void isNoneWhenAnythingIsOtherwise() {
        QFETCH(QString, shown);
        QVERIFY(!proves(shown.toStdString()));
    }
};
BAITHAK_REGISTER_TEST(StatusProofTest);

}  // namespace baithak::test

#include "status_proof_test.moc"
