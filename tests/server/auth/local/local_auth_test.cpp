// SPDX-License-Identifier: MIT

#include "server/auth/local/local_auth.h"

#include <QElapsedTimer>
#include <QTest>

#include "tests/server/auth/auth_fixture.h"
#include "tests/support/register_test.h"

namespace baithak::test {

class LocalAuthTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        fixture_ = std::make_unique<AuthFixture>();
        auth_ = makeLocalAuth(fixture_->users(), workers_, fixture_->clock);
    }

    void signsInWithThePasswordOfTheRegistration();
    void keepsNoPassword();
    void refusesWrongCredentialsAllTheSame_data();
    void refusesWrongCredentialsAllTheSame();
    void takesAsLongForAnUnknownName();
    void refusesAnAccountThatIsNotActive();
    void replacesThePassword();
    void refusesToReplaceAPassword();
    void refusesRegistrations_data();
    void refusesRegistrations();

private:
    Result<> registerAs(const std::string& name, const std::string& password) {
        Registration registration;
        registration.username = UserId(name);
        registration.password = password;
        registration.name = "Ann Arbor";
        return runTask(auth_->registerAccount(registration));
    }
    Result<bool> signIn(const std::string& name, const std::string& password) {
        return runTask(auth_->signIn(UserId(name), password));
    }

    WorkerPool workers_{1};
    std::unique_ptr<AuthFixture> fixture_;
    std::unique_ptr<AuthProvider> auth_;
};
BAITHAK_REGISTER_TEST(LocalAuthTest);

void LocalAuthTest::signsInWithThePasswordOfTheRegistration() {
    QVERIFY(registerAs("ann", "correct horse"));

    const auto signedIn = signIn("ann", "correct horse");

    QVERIFY(signedIn);
    QVERIFY(!*signedIn);  // not this sign-in made the account
    const auto account = runTask(fixture_->users().find(UserId("ann")));
    QCOMPARE(account->name, std::string("Ann Arbor"));
    QVERIFY(account->createdAt == fixture_->clock.now());
}

void LocalAuthTest::keepsNoPassword() {
    QVERIFY(registerAs("ann", "correct horse"));
    QVERIFY(registerAs("bob", "correct horse"));
    const auto anns = runTask(fixture_->users().find(UserId("ann")))->passwordHash;
    const auto bobs = runTask(fixture_->users().find(UserId("bob")))->passwordHash;
    QVERIFY(anns.starts_with("$argon2id$"));
    QVERIFY(anns.find("horse") == std::string::npos);
    QVERIFY(anns != bobs);
}

void LocalAuthTest::refusesWrongCredentialsAllTheSame_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("password");
    QTest::newRow("wrong password") << "ann" << "correct Horse";
    QTest::newRow("empty password") << "ann" << "";
    QTest::newRow("endless password") << "ann" << QString(100'000, 'x');
    QTest::newRow("unknown name") << "bob" << "correct horse";
    QTest::newRow("name in another case") << "Ann" << "correct horse";
    QTest::newRow("account without a password") << "open" << "";
}

void LocalAuthTest::refusesWrongCredentialsAllTheSame() {
    QFETCH(QString, name);
    QFETCH(QString, password);
    fixture_->store.addUsers({"open"});
    QVERIFY(registerAs("ann", "correct horse"));

    const auto refused = signIn(name.toStdString(), password.toStdString());

    QVERIFY(!refused);
    QVERIFY(refused.error().code == Errc::unauthenticated);
    QCOMPARE(refused.error().text, std::string("The name or the password is wrong."));
}

void LocalAuthTest::takesAsLongForAnUnknownName() {
    QVERIFY(registerAs("ann", "correct horse"));
    const auto timeOf = [this](const char* name) {
        QElapsedTimer timer;
        timer.start();
        for (int i = 0; i < 3; ++i) static_cast<void>(signIn(name, "wrong horse"));
        return timer.nsecsElapsed();
    };
    const auto known = timeOf("ann");
    const auto unknown = timeOf("bob");
    // Without the work for nothing it would be a hundredth; the bound leaves room for a busy machine.
    QVERIFY2(unknown > known / 5 && known > unknown / 5, qPrintable(QString("%1 and %2 ns").arg(known).arg(unknown)));
}

void LocalAuthTest::refusesAnAccountThatIsNotActive() {
    QVERIFY(registerAs("ann", "correct horse"));
    fixture_->addInactive("gone", runTask(fixture_->users().find(UserId("ann")))->passwordHash);
    const auto refused = signIn("gone", "correct horse");
    QVERIFY(!refused && refused.error().code == Errc::unauthenticated);
}

void LocalAuthTest::replacesThePassword() {
    QVERIFY(registerAs("ann", "correct horse"));

    QVERIFY(runTask(auth_->setPassword(UserId("ann"), "another horse")));

    QVERIFY(signIn("ann", "another horse"));
    QVERIFY(!signIn("ann", "correct horse"));
}

void LocalAuthTest::refusesToReplaceAPassword() {
    QVERIFY(registerAs("ann", "correct horse"));
    const auto nobody = runTask(auth_->setPassword(UserId("nobody"), "another horse"));
    const auto tooShort = runTask(auth_->setPassword(UserId("ann"), "short"));
    QVERIFY(!nobody && nobody.error().code == Errc::notFound);
    QVERIFY(!tooShort && tooShort.error().code == Errc::malformed);
    QVERIFY(signIn("ann", "correct horse"));
}

void LocalAuthTest::refusesRegistrations_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("password");
    QTest::addColumn<int>("code");
    QTest::newRow("name taken") << "ann" << "long enough" << static_cast<int>(Errc::conflict);
    QTest::newRow("name taken in another case") << "ANN" << "long enough" << static_cast<int>(Errc::conflict);
    QTest::newRow("short password") << "bob" << "short" << static_cast<int>(Errc::malformed);
    QTest::newRow("reserved name") << "server" << "long enough" << static_cast<int>(Errc::malformed);
    QTest::newRow("no name") << "" << "long enough" << static_cast<int>(Errc::malformed);
}

void LocalAuthTest::refusesRegistrations() {
    QFETCH(QString, name);
    QFETCH(QString, password);
    QFETCH(int, code);
    fixture_->store.addUsers({"ann"});
    const auto refused = registerAs(name.toStdString(), password.toStdString());
    QVERIFY(!refused);
    QCOMPARE(static_cast<int>(refused.error().code), code);
}

}  // namespace baithak::test

#include "local_auth_test.moc"
