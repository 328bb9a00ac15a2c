// SPDX-License-Identifier: MIT

#include "server/auth/open/open_auth.h"

#include <algorithm>

#include <QTest>

#include "tests/server/auth/auth_fixture.h"
#include "tests/support/register_test.h"

namespace baithak::test {

class OpenAuthTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        fixture_ = std::make_unique<AuthFixture>();
        auth_ = makeOpenAuth(fixture_->users(), fixture_->clock);
    }

    void makesTheAccountWithTheFirstSignIn();
    void makesTheAccountOfRivalsOnce();
    void refusesWhatIsNoNameOrToken_data();
    void refusesWhatIsNoNameOrToken();
    void refusesAnAccountThatIsNotActive();
    void registersAccountsToo();

private:
    Result<bool> signIn(const std::string& name, const std::string& token) {
        return runTask(auth_->signIn(UserId(name), token));
    }

    std::unique_ptr<AuthFixture> fixture_;
    std::unique_ptr<AuthProvider> auth_;
};
BAITHAK_REGISTER_TEST(OpenAuthTest);

void OpenAuthTest::makesTheAccountWithTheFirstSignIn() {
    const auto first = signIn("ann", "any");
    const auto second = signIn("ann", "other");
    QVERIFY(first && *first);
    QVERIFY(second && !*second);
    const auto account = runTask(fixture_->users().find(UserId("ann")));
    QVERIFY(account);
    QVERIFY(account->passwordHash.empty());
    QVERIFY(account->createdAt == fixture_->clock.now());
}

void OpenAuthTest::makesTheAccountOfRivalsOnce() {
    std::vector<Task<Result<bool>>> calls;
    for (int i = 0; i < 8; ++i) calls.push_back(auth_->signIn(UserId("ann"), "any"));
    const auto answers = runTasks(std::move(calls));
    for (const auto& answer : answers) QVERIFY(answer);
    QCOMPARE(std::count_if(answers.begin(), answers.end(), [](const auto& answer) { return *answer; }), 1);
}

void OpenAuthTest::refusesWhatIsNoNameOrToken_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("token");
    QTest::newRow("no token") << "bob" << "";
    QTest::newRow("no name") << "" << "any";
    QTest::newRow("reserved name") << "system" << "any";
    QTest::newRow("blank in the name") << "an na" << "any";
    QTest::newRow("name of a group's form") << "0f8fad5b-d9cb-469f-a165-70867728950e" << "any";
    QTest::newRow("name in another case") << "Ann" << "any";
}

void OpenAuthTest::refusesWhatIsNoNameOrToken() {
    QFETCH(QString, name);
    QFETCH(QString, token);
    fixture_->store.addUsers({"ann"});
    const auto refused = signIn(name.toStdString(), token.toStdString());
    QVERIFY(!refused);
    QVERIFY(refused.error().code == Errc::unauthenticated);
    QVERIFY(!refused.error().text.empty());
}

void OpenAuthTest::refusesAnAccountThatIsNotActive() {
    fixture_->addInactive("gone");
    const auto refused = signIn("gone", "any");
    QVERIFY(!refused && refused.error().code == Errc::unauthenticated);
}

void OpenAuthTest::registersAccountsToo() {
    Registration registration;
    registration.username = UserId("ann");
    registration.name = "Ann Arbor";
    QVERIFY(runTask(auth_->registerAccount(registration)));
    const auto again = runTask(auth_->registerAccount(registration));
    const auto signedIn = signIn("ann", "any");
    QVERIFY(!again && again.error().code == Errc::conflict);
    QVERIFY(signedIn && !*signedIn);
}

}  // namespace baithak::test

#include "open_auth_test.moc"
