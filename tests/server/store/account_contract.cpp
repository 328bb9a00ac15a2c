// SPDX-License-Identifier: MIT

#include <QTest>

#include <algorithm>
#include <set>

#include "tests/server/store/user_store_contract.h"
#include "tests/server/store/user_store_steps.h"
#include "tests/support/builders.h"

namespace baithak::test {

namespace {

Result<bool> bind(StoreUnderTest& store, const std::string& user, const std::string& issuer, const std::string& id) {
    Account account;
    account.username = UserId(user);
    account.createdAt = kNow;
    return runTask(store.users().bindSubject(std::move(account), Subject{issuer, id}));
}

Result<> assign(StoreUnderTest& store, const std::string& user, const std::string& issuer, const std::string& id) {
    return runTask(store.users().assignSubject(UserId(user), Subject{issuer, id}, kNow));
}

}  // namespace

void AccountContract::keepsAccounts() {
    Account account;
    account.username = UserId("ann");
    account.name = "Ann Arbor";
    account.passwordHash = "hash";
    account.createdAt = kNow;
    QVERIFY(runTask(store().users().create(account)));

    store().reopen();

    const auto found = runTask(store().users().find(UserId("ann")));
    const auto missing = runTask(store().users().find(UserId("bob")));
    QVERIFY(found);
    QCOMPARE(found->username.value, std::string("ann"));
    QCOMPARE(found->name, std::string("Ann Arbor"));
    QCOMPARE(found->passwordHash, std::string("hash"));
    QVERIFY(found->createdAt == kNow);
    QVERIFY(found->active);
    QVERIFY(!missing && missing.error().code == Errc::notFound);
}

void AccountContract::refusesANameThatIsTaken_data() {
    QTest::addColumn<QString>("name");
    QTest::newRow("the same") << "Ann.Arbor";
    QTest::newRow("in another case") << "ann.ARBOR";
}

void AccountContract::refusesANameThatIsTaken() {
    QFETCH(QString, name);
    store().addUsers({"Ann.Arbor"});
    Account account;
    account.username = UserId(name.toStdString());
    const auto refused = runTask(store().users().create(account));
    QVERIFY(!refused);
    QVERIFY(refused.error().code == Errc::conflict);
    QVERIFY(runTask(store().users().find(UserId("Ann.Arbor"))));
}

void AccountContract::makesAnAccountOfTwoRivalsOnce() {
    std::vector<Task<Result<>>> calls;
    for (const char* name : {"ann", "Ann", "ann", "ANN"}) {
        Account account;
        account.username = UserId(name);
        calls.push_back(store().users().create(std::move(account)));
    }
    const auto answers = runTasks(std::move(calls));
    QCOMPARE(std::count_if(answers.begin(), answers.end(), [](const auto& a) { return static_cast<bool>(a); }), 1);
    QVERIFY(answers[0]);
}

void AccountContract::bindsAnAccountToItsFirstSubject() {
    const auto first = bind(store(), "ann", "https://id.example", "1");
    store().reopen();
    const auto again = bind(store(), "ann", "https://id.example", "1");
    const auto another = bind(store(), "ann", "https://id.example", "2");
    const auto elsewhere = bind(store(), "ann", "https://other.example", "1");
    const auto second = bind(store(), "annie", "https://id.example", "1");

    QVERIFY(first && *first);
    QVERIFY(again && !*again);
    QVERIFY(!another && another.error().code == Errc::conflict);
    QVERIFY(!elsewhere && elsewhere.error().code == Errc::conflict);
    QVERIFY(second && *second);
    const auto account = runTask(store().users().find(UserId("ann")));
    QVERIFY(account && account->active && account->createdAt == kNow);
    QVERIFY(signIn(store(), "ann", "phone", kNow, "k"));
}

void AccountContract::bindsTheAccountThatIsThere() {
    store().addUsers({"ann", "bob"});
    store().createGroup("ann", {"dora"});
    const auto account = bind(store(), "bob", "i", "1");
    const auto named = bind(store(), "dora", "i", "2");
    QVERIFY(account && !*account);
    QVERIFY(named && *named);
    QVERIFY(runTask(store().users().find(UserId("dora"))));
}

void AccountContract::bindsAnAccountOfRivalsOnce() {
    std::vector<Task<Result<bool>>> calls;
    for (const char* id : {"1", "2", "3"}) {
        Account account;
        account.username = UserId("ann");
        calls.push_back(store().users().bindSubject(std::move(account), Subject{"i", id}));
    }
    const auto answers = runTasks(std::move(calls));
    QVERIFY(answers[0] && *answers[0]);
    QVERIFY(!answers[1] && answers[1].error().code == Errc::conflict);
    QVERIFY(!answers[2] && answers[2].error().code == Errc::conflict);
}

void AccountContract::bindsNoNameThatWillNotDo() {
    store().addUsers({"ann"});
    Account gone;
    gone.username = UserId("gone");
    gone.active = false;
    QVERIFY(runTask(store().users().create(gone)));
    const auto otherCase = bind(store(), "Ann", "i", "1");
    const auto inactive = bind(store(), "gone", "i", "1");
    QVERIFY(!otherCase && otherCase.error().code == Errc::conflict);
    QVERIFY(!inactive && inactive.error().code == Errc::unauthenticated);
    QVERIFY(!runTask(store().users().find(UserId("Ann"))));
}

void AccountContract::letsAnotherSubjectInOnceItIsUnbound() {
    QVERIFY(bind(store(), "ann", "https://id.example", "1"));
    QVERIFY(bind(store(), "bob", "https://id.example", "3"));
    const auto phone = store().addDevice("ann", "phone", kNow);
    store().addDevice("bob", "phone", kNow);

    const auto ended = runTask(store().users().unbindSubject(UserId("ann")));

    QVERIFY(ended);
    QVERIFY(*ended == std::vector<DeviceNumber>{phone.number});
    QVERIFY(!byKey(store(), "ann", "ann/phone", kNow));
    QVERIFY(byKey(store(), "bob", "bob/phone", kNow));
    store().reopen();
    const auto next = bind(store(), "ann", "https://id.example", "2");
    QVERIFY(next && !*next);
    const auto former = bind(store(), "ann", "https://id.example", "1");
    QVERIFY(!former && former.error().code == Errc::conflict);
    QVERIFY(!bind(store(), "bob", "https://id.example", "2"));
}

void AccountContract::unbindsNothingThatIsNotBound() {
    store().addUsers({"ann"});
    store().addDevice("ann", "phone", kNow);
    for (const auto* name : {"ann", "nobody"}) {
        const auto answer = runTask(store().users().unbindSubject(UserId(name)));
        QVERIFY(!answer && answer.error().code == Errc::notFound);
        QVERIFY(answer.error().text.find(name) != std::string::npos);
    }
    QCOMPARE(devicesOf(store(), "ann").size(), 1U);
}

// A server that kept passwords and now takes tokens: whoever claims a name there is not the one who had it here.
void AccountContract::bindsNoAccountThatHasAPassword() {
    Account ann;
    ann.username = UserId("ann");
    ann.passwordHash = "hash";
    QVERIFY(runTask(store().users().create(ann)));

    const auto stranger = bind(store(), "ann", "i", "1");

    QVERIFY(!stranger && stranger.error().code == Errc::conflict);
    QVERIFY(!bind(store(), "ann", "i", "2"));
    QVERIFY(assign(store(), "ann", "i", "2"));
    const auto owner = bind(store(), "ann", "i", "2");
    QVERIFY(owner && !*owner);
    QVERIFY(!bind(store(), "ann", "i", "1"));
    // One that gets a password later keeps who is bound.
    QVERIFY(bind(store(), "bob", "i", "3"));
    QVERIFY(runTask(store().users().setPasswordHash(UserId("bob"), "hash")));
    QVERIFY(bind(store(), "bob", "i", "3"));
}

void AccountContract::bindsWhatAnOperatorSays() {
    store().addUsers({"ann"});
    store().createGroup("ann", {"dora"});
    const auto first = assign(store(), "ann", "i", "1");
    const auto again = assign(store(), "ann", "i", "1");
    store().reopen();
    const auto another = assign(store(), "ann", "i", "2");
    const auto nobody = assign(store(), "nobody", "i", "1");
    const auto named = assign(store(), "dora", "i", "1");

    QVERIFY(first);
    QVERIFY(again);
    QVERIFY(!another && another.error().code == Errc::conflict);
    QVERIFY(!nobody && nobody.error().code == Errc::notFound);
    QVERIFY(!named && named.error().code == Errc::notFound);
    QVERIFY(bind(store(), "ann", "i", "1"));
    QVERIFY(!bind(store(), "ann", "i", "2"));
}

void AccountContract::tellsWhichNamesExist() {
    store().addUsers({"ann", "bob"});
    store().createGroup("ann", {"dora"});
    Account gone;
    gone.username = UserId("gone");
    gone.active = false;
    QVERIFY(runTask(store().users().create(gone)));
    std::vector<UserId> asked{UserId("bob"), UserId("nobody"), UserId("dora"), UserId("gone"), UserId("ann")};

    const auto existing = runTask(store().users().existing(asked));

    QVERIFY(existing);
    QVERIFY(*existing == (std::vector<UserId>{UserId("bob"), UserId("ann")}));
}

void AccountContract::findsAccountsByAPartOfTheirNames_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("found");
    QTest::newRow("all") << "" << "Bo_b ann gone joan";
    QTest::newRow("of the username") << "an" << "ann joan";
    QTest::newRow("in another case") << "BO_" << "Bo_b";
    QTest::newRow("of the name") << "arbor" << "ann gone";
    QTest::newRow("no pattern") << "%" << "";
    QTest::newRow("nobody") << "zed" << "";
    QTest::newRow("a name without an account") << "dora" << "";
}

void AccountContract::findsAccountsByAPartOfTheirNames() {
    QFETCH(QString, text);
    QFETCH(QString, found);
    const auto add = [this](const char* username, const char* name, bool active) {
        QVERIFY(runTask(store().users().create(Account{UserId(username), name, "hash", kNow, active})));
    };
    add("ann", "Ann Arbor", true);
    add("Bo_b", "", true);
    add("gone", "Gone from Arbor", false);
    add("joan", "", true);
    store().createGroup("ann", {"dora"});

    const auto accounts = runTask(store().users().search({text.toStdString(), {}, 10}));

    QVERIFY(accounts);
    QStringList names;
    for (const auto& account : *accounts) {
        names << QString::fromStdString(account.username.value);
        QVERIFY(account.passwordHash.empty());
        QVERIFY(account.createdAt == kNow);
        QCOMPARE(account.active, account.username.value != "gone");
        QCOMPARE(account.name, account.username.value == "ann"    ? std::string("Ann Arbor")
                               : account.username.value == "gone" ? std::string("Gone from Arbor")
                                                                  : std::string());
    }
    QCOMPARE(names.join(' '), found);
}

void AccountContract::pagesThroughAccounts() {
    store().addUsers({"ann", "bob", "cem", "dora", "eve"});
    const auto page = [this](const char* after) {
        std::string names;
        const auto accounts = runTask(store().users().search({{}, UserId(after), 2}));
        if (!accounts) return accounts.error().text;
        for (const auto& account : *accounts) names += account.username.value + " ";
        return names;
    };

    QCOMPARE(page(""), std::string("ann bob "));
    QCOMPARE(page("bob"), std::string("cem dora "));
    QCOMPARE(page("dora"), std::string("eve "));
    QCOMPARE(page("eve"), std::string());
}

void AccountContract::endsTheDevicesOfADisabledAccount() {
    store().addUsers({"ann", "bob"});
    const auto phone = store().addDevice("ann", "phone", kNow);
    const auto laptop = store().addDevice("ann", "laptop", kNow);
    store().addDevice("bob", "phone", kNow);

    const auto ended = runTask(store().users().setActive(UserId("ann"), false));

    QVERIFY(ended);
    const std::set<DeviceNumber> numbers(ended->begin(), ended->end());
    QVERIFY(numbers == (std::set<DeviceNumber>{phone.number, laptop.number}));
    QVERIFY(!byKey(store(), "ann", "ann/phone", kNow));
    QVERIFY(devicesOf(store(), "ann").empty());
    QVERIFY(byKey(store(), "bob", "bob/phone", kNow));
    const auto refused = signIn(store(), "ann", "phone", kNow, "again");
    QVERIFY(!refused && refused.error().code == Errc::unauthenticated);
    store().reopen();
    const auto account = runTask(store().users().find(UserId("ann")));
    QVERIFY(account && !account->active);
    const auto twice = runTask(store().users().setActive(UserId("ann"), false));
    QVERIFY(twice && twice->empty());
}

void AccountContract::letsAnEnabledAccountSignInAgain() {
    store().addUsers({"ann"});
    store().addDevice("ann", "phone", kNow);
    QVERIFY(runTask(store().users().setActive(UserId("ann"), false)));

    const auto enabled = runTask(store().users().setActive(UserId("ann"), true));

    QVERIFY(enabled && enabled->empty());
    QVERIFY(signIn(store(), "ann", "phone", kNow, "again"));
    QVERIFY(runTask(store().users().find(UserId("ann")))->active);
    const auto again = runTask(store().users().setActive(UserId("ann"), true));
    QVERIFY(again && again->empty());
    QCOMPARE(devicesOf(store(), "ann").size(), 1U);
}

void AccountContract::replacesThePassword() {
    QVERIFY(runTask(store().users().create(Account{UserId("ann"), "Ann", "old", kNow, true})));
    store().addDevice("ann", "phone", kNow);

    QVERIFY(runTask(store().users().setPasswordHash(UserId("ann"), "new")));

    store().reopen();
    const auto account = runTask(store().users().find(UserId("ann")));
    QVERIFY(account && account->active);
    QCOMPARE(account->passwordHash, std::string("new"));
    QCOMPARE(account->name, std::string("Ann"));
    QVERIFY(byKey(store(), "ann", "ann/phone", kNow));
}

void AccountContract::changesNoAccountThatIsNotThere() {
    store().addUsers({"ann"});
    store().createGroup("ann", {"dora"});
    for (const auto* name : {"nobody", "dora"}) {
        const auto active = runTask(store().users().setActive(UserId(name), true));
        const auto password = runTask(store().users().setPasswordHash(UserId(name), "hash"));
        QVERIFY(!active && active.error().code == Errc::notFound);
        QVERIFY(!password && password.error().code == Errc::notFound);
        QVERIFY(!runTask(store().users().find(UserId(name))));
    }
}

}  // namespace baithak::test
