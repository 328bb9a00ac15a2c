// SPDX-License-Identifier: MIT

#include <QTest>

#include <algorithm>
#include <set>

#include "shared/protocol/limits.h"
#include "tests/server/store/user_store_contract.h"
#include "tests/server/store/user_store_steps.h"
#include "tests/support/builders.h"

namespace baithak::test {

void DeviceContract::findsTheDeviceOfAKey() {
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

void DeviceContract::refusesKeysThatDoNotHold_data() {
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("key");
    QTest::addColumn<int>("daysLater");
    QTest::newRow("unknown key") << "ann" << "other" << 0;
    QTest::newRow("key of another") << "bob" << "key" << 0;
    QTest::newRow("unknown user") << "nobody" << "key" << 0;
    QTest::newRow("expired") << "ann" << "key" << 365;
    QTest::newRow("unused for long") << "ann" << "key" << 91;
}

void DeviceContract::refusesKeysThatDoNotHold() {
    QFETCH(QString, user);
    QFETCH(QString, key);
    QFETCH(int, daysLater);
    store().addUsers({"ann", "bob"});
    QVERIFY(signIn(store(), "ann", "phone", kNow, "key"));
    const auto device = byKey(store(), user.toStdString(), key.toStdString(), kNow + kDay * daysLater);
    QVERIFY(!device);
    QVERIFY(device.error().code == Errc::unauthenticated);
}

void DeviceContract::refusesToSignInWithoutAnActiveAccount() {
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

void DeviceContract::addsADeviceForEachDefaultSignIn() {
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

void DeviceContract::replacesADeviceOfTheSameId() {
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

void DeviceContract::startsANewDeviceWhereTheFurthestIs() {
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

void DeviceContract::startsTheFirstDeviceAtTheBeginning() {
    store().addUsers({"ann", "bob"});
    store().send("ann", "bob", "m1");
    const auto device = store().addDevice("bob", "phone");
    QCOMPARE(idsOf(store().fetch("bob", device, "dm:ann:bob")), std::string("m1"));
}

void DeviceContract::endsTheDeviceBeyondTheLimit() {
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

void DeviceContract::endsDevicesUnusedForLong() {
    store().addUsers({"ann"});
    const auto old = store().addDevice("ann", "old", kNow);
    const auto recent = store().addDevice("ann", "recent", kNow + kDay * 10);

    const auto signedIn = signIn(store(), "ann", "new", kNow + kDay * 95, "k");

    QVERIFY(signedIn);
    QVERIFY(signedIn->ended == std::vector<DeviceNumber>{old.number});
    QVERIFY(byKey(store(), "ann", "ann/recent", kNow + kDay * 95));
}

void DeviceContract::endsADevice() {
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

void DeviceContract::clearsATokenThatIsStillThere() {
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
void DeviceContract::leavesATokenToTheNewestDevice() {
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

void DeviceContract::neverUsesADeviceNumberAgain() {
    store().addUsers({"ann"});
    std::set<std::uint64_t> numbers;
    for (int i = 0; i < 5; ++i) {
        const auto device = store().addDevice("ann", "phone", kNow, "k" + std::to_string(i));
        QVERIFY(numbers.insert(static_cast<std::uint64_t>(device.number)).second);
        QVERIFY(runTask(store().users().endDevice(UserId("ann"), DeviceId("phone"))));
        store().reopen();
    }
}

void DeviceContract::notesTheUseOfADeviceToTheMinute() {
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
