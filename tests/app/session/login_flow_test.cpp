// SPDX-License-Identifier: MIT
#include "app/session/login_flow.h"

#include <QObject>
#include <QSignalSpy>
#include <QTest>

#include "app/base/convert.h"
#include "tests/app/support/fake_server.h"
#include "tests/app/support/moody_secrets.h"
#include "tests/support/register_test.h"

using namespace baithak;
using namespace baithak::client;
using baithak::test::FakeServer;
using baithak::test::MoodySecrets;

namespace {

struct Fixture {
    FakeServer server;
    std::shared_ptr<SecretStore> secrets;
    LoginFlow flow;
    QSignalSpy signedIn{&flow, &LoginFlow::signedIn};
    QSignalSpy failed{&flow, &LoginFlow::failed};
    QSignalSpy passwordNeeded{&flow, &LoginFlow::passwordNeeded};
    QSignalSpy keychainMissing{&flow, &LoginFlow::keychainMissing};
    QSignalSpy accountChosen{&flow, &LoginFlow::accountChosen};

    explicit Fixture(std::shared_ptr<SecretStore> store = makeMemorySecrets())
        : secrets(std::move(store)), flow(find(server.url()), secrets) {}

    static FindLocalServer find(const QUrl& url) {
        return [url](QObject*, std::function<void(Result<QUrl>)> done) { done(url); };
    }
    SignedIn result() const { return signedIn.last().first().value<SignedIn>(); }
    Errc failure() const { return failed.last().first().value<Error>().code; }
};

AccountName ann(const QString& device = QStringLiteral("d1")) {
    return {QString::fromLatin1(kLocalServer), QStringLiteral("ann"), device, false};
}

const QString kPassword = QStringLiteral("correct horse");

}  // namespace

class LoginFlowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void registersAndSignsInWithADeviceOfItsOwn() {
        Fixture f;
        f.flow.registerAccount(ann(), kPassword);
        QTRY_COMPARE(f.signedIn.size(), 1);
        QCOMPARE(f.server.calls, (QStringList{"POST /v1.0/register", "POST /v1.0/login"}));
        QCOMPARE(f.server.bodies.last()["deviceId"].toString(), QStringLiteral("d1"));
        QVERIFY(f.accountChosen.first().first().value<AccountName>().isPending);
        QVERIFY(!f.result().account.isPending);
        QVERIFY(!f.result().accessKey.isEmpty());
        QCOMPARE(f.result().url, f.server.url().toString());
        QVERIFY(f.failed.isEmpty());
    }

    void resumesWithTheKeptKeyWithoutAWord() {
        Fixture f;
        f.flow.registerAccount(ann(), kPassword);
        QTRY_COMPARE(f.signedIn.size(), 1);
        const QString key = f.result().accessKey;
        f.server.calls.clear();
        f.flow.resume(ann());
        QTRY_COMPARE(f.signedIn.size(), 2);
        QCOMPARE(f.result().accessKey, key);
        QVERIFY(f.server.calls.isEmpty());
    }

    void anAccountMadeJustBeforeACrashIsTakenUp() {
        Fixture f;
        auto pending = ann();
        pending.isPending = true;
        f.flow.registerAccount(pending, kPassword);
        QTRY_COMPARE(f.signedIn.size(), 1);
        // As if the app had ended before it heard the answers: the name is there, the account still pending.
        f.flow.resume(pending);
        QTRY_COMPARE(f.signedIn.size(), 2);
        QVERIFY(!f.result().account.isPending);
    }

    void aNameOfSomeoneElseIsTaken() {
        Fixture f;
        f.server.addAccount(QStringLiteral("ann"), QStringLiteral("another"));
        f.flow.registerAccount(ann(), kPassword);
        QTRY_COMPARE(f.failed.size(), 1);
        QCOMPARE(f.failure(), Errc::conflict);
    }

    void aWrongPasswordIsRefused() {
        Fixture f;
        f.server.addAccount(QStringLiteral("ann"), kPassword);
        f.flow.signIn(ann(), QStringLiteral("wrong"));
        QTRY_COMPARE(f.failed.size(), 1);
        QCOMPARE(f.failure(), Errc::unauthenticated);
        f.flow.signIn(ann(), kPassword);
        QTRY_COMPARE(f.signedIn.size(), 1);
    }

    void anEndedKeyIsRenewedFromTheKeychain() {
        Fixture f;
        f.flow.registerAccount(ann(), kPassword);
        QTRY_COMPARE(f.signedIn.size(), 1);
        const QString old = f.result().accessKey;
        f.flow.renew(ann());
        QTRY_COMPARE(f.signedIn.size(), 2);
        QVERIFY(f.result().accessKey != old);
    }

    void withNoKeychainItSaysSoAndAsksEachTime() {
        Fixture f(makeMissingKeychain());
        f.flow.probeKeychain();
        QTRY_COMPARE(f.keychainMissing.size(), 1);
        f.flow.registerAccount(ann(), kPassword);
        QTRY_COMPARE(f.signedIn.size(), 1);  // this run works all the same

        f.flow.resume(ann());
        QTRY_COMPARE(f.passwordNeeded.size(), 1);
        f.flow.signIn(ann(), kPassword);
        QTRY_COMPARE(f.signedIn.size(), 2);
    }

    void aKeychainThatAsksTheUserHoldsNothingUp() {
        const auto slow = std::make_shared<MoodySecrets>();
        slow->waitsToWrite = true;
        Fixture f(slow);
        QSignalSpy isSlow(&f.flow, &LoginFlow::keychainSlow);
        QSignalSpy kept(&f.flow, &LoginFlow::passwordKept);
        f.flow.registerAccount(ann(), kPassword);
        QTRY_COMPARE(f.signedIn.size(), 1);
        QCOMPARE(isSlow.size(), 1);
        QVERIFY(kept.isEmpty());
        slow->answer();
        QTRY_COMPARE(kept.size(), 1);
        QCOMPARE(f.signedIn.size(), 1);
    }

    void aKeychainThatDoesNotAnswerLeavesAWayOn() {
        const auto slow = std::make_shared<MoodySecrets>();
        Fixture f(slow);
        f.flow.registerAccount(ann(), kPassword);
        QTRY_COMPARE(f.signedIn.size(), 1);
        f.flow.setPatience(std::chrono::milliseconds(20));
        slow->waitsToRead = true;
        f.flow.resume(ann());
        QTRY_COMPARE(f.passwordNeeded.size(), 1);
        slow->answer();  // and goes on when it does
        QTRY_COMPARE(f.signedIn.size(), 2);

        f.flow.renew(ann());
        QTRY_COMPARE(f.passwordNeeded.size(), 2);
        f.flow.signIn(ann(), kPassword);
        QTRY_COMPARE(f.signedIn.size(), 3);
        slow->answer();  // nobody asks any more
        QCOMPARE(f.flow.step(), LoginStep::idle);
        QCOMPARE(f.signedIn.size(), 3);
        QVERIFY(f.keychainMissing.isEmpty());
    }

    void aKeptPasswordThatIsNoLongerRightIsAskedForAgain() {
        Fixture f;
        f.flow.registerAccount(ann(), kPassword);
        QTRY_COMPARE(f.signedIn.size(), 1);
        f.server.addAccount(QStringLiteral("ann"), QStringLiteral("changed elsewhere"));
        f.flow.renew(ann());
        QTRY_COMPARE(f.passwordNeeded.size(), 1);
        QVERIFY(f.failed.isEmpty());
    }

    void aServerThatDoesNotStartIsTold() {
        FakeServer server;
        LoginFlow flow([](QObject*, std::function<void(Result<QUrl>)> done) { done(Error{Errc::unavailable, "no"}); },
                       makeMemorySecrets());
        QSignalSpy failed(&flow, &LoginFlow::failed);
        flow.registerAccount(ann(), kPassword);
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(failed.first().at(1).value<LoginStep>(), LoginStep::startingServer);
    }

    void aNewTryDropsTheAnswersToTheOldOne() {
        Fixture f;
        f.server.addAccount(QStringLiteral("ann"), kPassword);
        f.flow.signIn(ann(), QStringLiteral("wrong"));
        f.flow.signIn(ann(), kPassword);
        QTRY_COMPARE(f.signedIn.size(), 1);
        QVERIFY(f.failed.isEmpty());
    }

    void recallsThePasswordForItsOwner() {
        Fixture f;
        f.flow.registerAccount(ann(), kPassword);
        QTRY_COMPARE(f.signedIn.size(), 1);
        QString recalled;
        f.flow.recallPassword(&f.flow, [&](const Result<QString>& password) { recalled = password ? *password : ""; });
        QTRY_COMPARE(recalled, kPassword);
    }

    void signingOutForgetsTheSecrets() {
        Fixture f;
        f.flow.registerAccount(ann(), kPassword);
        QTRY_COMPARE(f.signedIn.size(), 1);
        f.flow.signOut(f.result());
        QTRY_VERIFY(f.server.calls.contains(QStringLiteral("POST /v1.0/logout")));
        f.flow.resume(ann());
        QTRY_COMPARE(f.passwordNeeded.size(), 1);
    }
};
BAITHAK_REGISTER_TEST(LoginFlowTest);

#include "login_flow_test.moc"
