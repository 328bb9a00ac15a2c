// SPDX-License-Identifier: MIT

#include "tests/server/store/user_store_contract.h"

#include <QTest>

#include <algorithm>
#include <set>

#include "shared/protocol/limits.h"
#include "tests/server/support/run_task.h"
#include "tests/support/builders.h"

namespace baithak::test {

namespace {

constexpr Timestamp kNow{1'700'000'000'000};
constexpr std::chrono::hours kDay{24};

Result<SignedIn> signIn(StoreUnderTest& store, const std::string& user, const std::string& device, Timestamp at,
                        const std::string& key) {
    SignIn request;
    request.user = UserId(user);
    request.device = DeviceId(device);
    request.keyHash = key;
    request.notificationToken = "token-" + key;
    request.messageVersion = WireVersion::v3_0;
    request.at = at;
    request.keyExpiresAt = at + kDay * 365;
    return runTask(store.users().signIn(request));
}

Result<Device> byKey(StoreUnderTest& store, const std::string& user, const std::string& key, Timestamp now) {
    return runTask(store.users().deviceByKey(UserId(user), key, now));
}

Result<bool> bind(StoreUnderTest& store, const std::string& user, const std::string& issuer, const std::string& id) {
    Account account;
    account.username = UserId(user);
    account.createdAt = kNow;
    return runTask(store.users().bindSubject(std::move(account), Subject{issuer, id}));
}

std::vector<Device> devicesOf(StoreUnderTest& store, const std::string& user) {
    auto devices = runTask(store.users().devices(UserId(user)));
    return devices ? *devices : std::vector<Device>{};
}

}  // namespace

void UserStoreContract::keepsAccounts() {
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

void UserStoreContract::refusesANameThatIsTaken_data() {
    QTest::addColumn<QString>("name");
    QTest::newRow("the same") << "Ann.Arbor";
    QTest::newRow("in another case") << "ann.ARBOR";
}

void UserStoreContract::refusesANameThatIsTaken() {
    QFETCH(QString, name);
    store().addUsers({"Ann.Arbor"});
    Account account;
    account.username = UserId(name.toStdString());
    const auto refused = runTask(store().users().create(account));
    QVERIFY(!refused);
    QVERIFY(refused.error().code == Errc::conflict);
    QVERIFY(runTask(store().users().find(UserId("Ann.Arbor"))));
}

void UserStoreContract::makesAnAccountOfTwoRivalsOnce() {
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

void UserStoreContract::bindsAnAccountToItsFirstSubject() {
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

void UserStoreContract::bindsTheAccountThatIsThere() {
    store().addUsers({"ann", "bob"});
    store().createGroup("ann", {"dora"});
    const auto account = bind(store(), "bob", "i", "1");
    const auto named = bind(store(), "dora", "i", "2");
    QVERIFY(account && !*account);
    QVERIFY(named && *named);
    QVERIFY(runTask(store().users().find(UserId("dora"))));
}

void UserStoreContract::bindsAnAccountOfRivalsOnce() {
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

void UserStoreContract::bindsNoNameThatWillNotDo() {
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

void UserStoreContract::tellsWhichNamesExist() {
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

void UserStoreContract::findsAccountsByAPartOfTheirNames_data() {
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

void UserStoreContract::findsAccountsByAPartOfTheirNames() {
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

void UserStoreContract::pagesThroughAccounts() {
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

void UserStoreContract::endsTheDevicesOfADisabledAccount() {
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

void UserStoreContract::letsAnEnabledAccountSignInAgain() {
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

void UserStoreContract::replacesThePassword() {
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

void UserStoreContract::changesNoAccountThatIsNotThere() {
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

void UserStoreContract::findsTheDeviceOfAKey() {
    store().addUsers({"ann"});
    const auto signedIn = signIn(store(), "ann", "phone", kNow, std::string("k\0\xff", 3));
    QVERIFY(signedIn);

    const auto device = byKey(store(), "ann", std::string("k\0\xff", 3), kNow);

    QVERIFY(device);
    QVERIFY(device->number == signedIn->device.number);
    QVERIFY(device->number != kNoDevice);
    QCOMPARE(device->user.value, std::string("ann"));
    QCOMPARE(device->id.value, std::string("phone"));
    QVERIFY(device->messageVersion == WireVersion::v3_0);
    QCOMPARE(device->notificationToken, std::string("token-k\0\xff", 9));
    QVERIFY(device->createdAt == kNow && device->lastUsedAt == kNow);
    QVERIFY(device->keyExpiresAt == kNow + kDay * 365);
}

void UserStoreContract::refusesKeysThatDoNotHold_data() {
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("key");
    QTest::addColumn<int>("daysLater");
    QTest::newRow("unknown key") << "ann" << "other" << 0;
    QTest::newRow("key of another") << "bob" << "key" << 0;
    QTest::newRow("unknown user") << "nobody" << "key" << 0;
    QTest::newRow("expired") << "ann" << "key" << 365;
    QTest::newRow("unused for long") << "ann" << "key" << 91;
}

void UserStoreContract::refusesKeysThatDoNotHold() {
    QFETCH(QString, user);
    QFETCH(QString, key);
    QFETCH(int, daysLater);
    store().addUsers({"ann", "bob"});
    QVERIFY(signIn(store(), "ann", "phone", kNow, "key"));
    const auto device = byKey(store(), user.toStdString(), key.toStdString(), kNow + kDay * daysLater);
    QVERIFY(!device);
    QVERIFY(device.error().code == Errc::unauthenticated);
}

void UserStoreContract::refusesToSignInWithoutAnActiveAccount() {
    store().addUsers({"ann"});
    store().createGroup("ann", {"dora"});
    Account gone;
    gone.username = UserId("gone");
    gone.active = false;
    QVERIFY(runTask(store().users().create(gone)));

    const auto nobody = signIn(store(), "nobody", "phone", kNow, "k1");
    const auto named = signIn(store(), "dora", "phone", kNow, "k2");
    const auto inactive = signIn(store(), "gone", "phone", kNow, "k3");

    QVERIFY(!nobody && nobody.error().code == Errc::notFound);
    QVERIFY(!named && named.error().code == Errc::notFound);
    QVERIFY(!inactive && inactive.error().code == Errc::unauthenticated);
}

void UserStoreContract::addsADeviceForEachDefaultSignIn() {
    store().addUsers({"ann"});
    const auto first = signIn(store(), "ann", "default", kNow, "k1");
    const auto second = signIn(store(), "ann", "default", kNow, "k2");

    QVERIFY(first && second);
    QVERIFY(first->device.number != second->device.number);
    QVERIFY(second->ended.empty());
    QCOMPARE(second->device.id.value, "default-" + std::to_string(static_cast<std::uint64_t>(second->device.number)));
    QCOMPARE(devicesOf(store(), "ann").size(), 2u);
    QVERIFY(byKey(store(), "ann", "k1", kNow) && byKey(store(), "ann", "k2", kNow));
}

void UserStoreContract::replacesADeviceOfTheSameId() {
    store().addUsers({"ann", "bob"});
    const auto first = signIn(store(), "bob", "phone", kNow, "k1");
    store().send("ann", "bob", "m1");
    store().send("ann", "bob", "m2");
    store().confirm(first->device, "dm:ann:bob", 1);

    const auto second = signIn(store(), "bob", "phone", kNow, "k2");

    QVERIFY(second);
    QVERIFY(second->ended == std::vector<DeviceNumber>{first->device.number});
    QCOMPARE(devicesOf(store(), "bob").size(), 1u);
    QVERIFY(!byKey(store(), "bob", "k1", kNow));
    QVERIFY(byKey(store(), "bob", "k2", kNow));
    QCOMPARE(idsOf(store().fetch("bob", second->device, "dm:ann:bob")), std::string("m2"));
    QVERIFY(signIn(store(), "ann", "phone", kNow, "k3")->ended.empty());
}

void UserStoreContract::startsANewDeviceWhereTheFurthestIs() {
    store().addUsers({"ann", "bob"});
    const auto phone = store().addDevice("bob", "phone");
    const auto laptop = store().addDevice("bob", "laptop");
    for (const char* id : {"m1", "m2", "m3"}) store().send("ann", "bob", id);
    store().confirm(phone, "dm:ann:bob", 1);
    store().confirm(laptop, "dm:ann:bob", 2);

    const auto tablet = store().addDevice("bob", "tablet");

    QCOMPARE(idsOf(store().fetch("bob", tablet, "dm:ann:bob")), std::string("m3"));
    QCOMPARE(idsOf(store().fetch("bob", phone, "dm:ann:bob")), std::string("m2 m3"));
}

void UserStoreContract::startsTheFirstDeviceAtTheBeginning() {
    store().addUsers({"ann", "bob"});
    store().send("ann", "bob", "m1");
    const auto device = store().addDevice("bob", "phone");
    QCOMPARE(idsOf(store().fetch("bob", device, "dm:ann:bob")), std::string("m1"));
}

void UserStoreContract::endsTheDeviceBeyondTheLimit() {
    store().addUsers({"ann"});
    std::vector<Device> devices;
    for (std::size_t i = 0; i < limits::kDevicesPerUser; ++i) {
        devices.push_back(store().addDevice("ann", "d" + std::to_string(i), kNow + std::chrono::minutes(i)));
    }
    QVERIFY(byKey(store(), "ann", "ann/d0", kNow + std::chrono::minutes(50)));  // d1 is the longest unused now
    QVERIFY(byKey(store(), "ann", "ann/d0", kNow + std::chrono::minutes(50)));
    static_cast<void>(runTask(store().users().create(Account{UserId("barrier"), {}, {}, kNow, true})));

    const auto last = signIn(store(), "ann", "one more", kNow + std::chrono::minutes(60), "k");

    QVERIFY(last);
    QVERIFY(last->ended == std::vector<DeviceNumber>{devices[1].number});
    QCOMPARE(devicesOf(store(), "ann").size(), limits::kDevicesPerUser);
    QVERIFY(!byKey(store(), "ann", "ann/d1", kNow + std::chrono::minutes(60)));
}

void UserStoreContract::endsDevicesUnusedForLong() {
    store().addUsers({"ann"});
    const auto old = store().addDevice("ann", "old", kNow);
    const auto recent = store().addDevice("ann", "recent", kNow + kDay * 10);

    const auto signedIn = signIn(store(), "ann", "new", kNow + kDay * 95, "k");

    QVERIFY(signedIn);
    QVERIFY(signedIn->ended == std::vector<DeviceNumber>{old.number});
    QVERIFY(byKey(store(), "ann", "ann/recent", kNow + kDay * 95));
}

void UserStoreContract::endsADevice() {
    store().addUsers({"ann"});
    const auto device = store().addDevice("ann", "phone", kNow);

    const auto ended = runTask(store().users().endDevice(UserId("ann"), DeviceId("phone")));
    const auto again = runTask(store().users().endDevice(UserId("ann"), DeviceId("phone")));

    QVERIFY(ended);
    QVERIFY(*ended == device.number);
    QVERIFY(!again && again.error().code == Errc::notFound);
    QVERIFY(!byKey(store(), "ann", "ann/phone", kNow));
    QVERIFY(devicesOf(store(), "ann").empty());
}

void UserStoreContract::clearsATokenThatIsStillThere() {
    store().addUsers({"ann"});
    const auto device = signIn(store(), "ann", "phone", kNow, "k")->device.number;
    const auto tokenOf = [this] { return devicesOf(store(), "ann").at(0).notificationToken; };

    QVERIFY(runTask(store().users().clearNotificationToken(device, "an older one")));
    const auto kept = tokenOf();
    QVERIFY(runTask(store().users().clearNotificationToken(device, "token-k")));
    QVERIFY(runTask(store().users().clearNotificationToken(DeviceNumber{999}, "token-k")));

    QCOMPARE(kept, std::string("token-k"));
    QCOMPARE(tokenOf(), std::string());
}

// Whatever the order in which the sign-ins are told.
void UserStoreContract::leavesATokenToTheNewestDevice() {
    store().addUsers({"ann", "bob"});
    const auto first = store().addDevice("ann", "phone").number;
    const auto add = [this](const char* user, const char* key) {
        SignIn request;
        request.user = UserId(user);
        request.device = DeviceId("default");
        request.keyHash = key;
        request.notificationToken = "of the phone";
        request.at = request.keyExpiresAt = kNow + kDay;
        return runTask(store().users().signIn(request))->device.number;
    };
    const auto second = add("ann", "k1");
    const auto third = add("bob", "k2");

    QVERIFY(runTask(store().users().claimNotificationToken(third, "of the phone")));
    QVERIFY(runTask(store().users().claimNotificationToken(second, "of the phone")));
    QVERIFY(runTask(store().users().claimNotificationToken(first, "of the phone")));

    for (const auto& device : devicesOf(store(), "ann")) QCOMPARE(device.notificationToken, std::string());
    QCOMPARE(devicesOf(store(), "bob").at(0).notificationToken, std::string("of the phone"));
}

void UserStoreContract::neverUsesADeviceNumberAgain() {
    store().addUsers({"ann"});
    std::set<std::uint64_t> numbers;
    for (int i = 0; i < 5; ++i) {
        const auto device = store().addDevice("ann", "phone", kNow, "k" + std::to_string(i));
        QVERIFY(numbers.insert(static_cast<std::uint64_t>(device.number)).second);
        QVERIFY(runTask(store().users().endDevice(UserId("ann"), DeviceId("phone"))));
        store().reopen();
    }
}

void UserStoreContract::notesTheUseOfADeviceToTheMinute() {
    store().addUsers({"ann"});
    store().addDevice("ann", "phone", kNow);
    const auto lastUse = [this] { return devicesOf(store(), "ann").at(0).lastUsedAt; };

    QVERIFY(byKey(store(), "ann", "ann/phone", kNow + std::chrono::milliseconds(1)));
    store().reopen();
    const auto sameMinute = lastUse();
    QVERIFY(byKey(store(), "ann", "ann/phone", kNow + std::chrono::minutes(3)));
    store().reopen();  // closing finishes what is in hand

    QVERIFY(sameMinute == kNow);
    QVERIFY(lastUse() == kNow + std::chrono::minutes(3));
}

}  // namespace baithak::test
