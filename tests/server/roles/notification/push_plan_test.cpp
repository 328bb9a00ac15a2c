// SPDX-License-Identifier: MIT
#include "server/roles/notification/push_plan.h"

#include <QTest>

#include "tests/support/builders.h"
#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

Device deviceOf(std::uint64_t number, const std::string& token) {
    Device device;
    device.number = DeviceNumber{number};
    device.user = UserId("bob");
    device.notificationToken = token;
    return device;
}

SessionPtr sessionOf(std::uint64_t device) {
    Session session;
    session.user = UserId("bob");
    session.device = DeviceNumber{device};
    return std::make_shared<const Session>(session);
}

std::vector<std::uint64_t> numbersOf(const std::vector<Device>& devices) {
    std::vector<std::uint64_t> numbers;
    for (const auto& device : devices) numbers.push_back(static_cast<std::uint64_t>(device.number));
    return numbers;
}

using Numbers = std::vector<std::uint64_t>;

}  // namespace

class PushPlanTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wakesForMessagesAlone() {
        QVERIFY(isWorthAPush(aMessage("m")));
        QVERIFY(isWorthAPush(aMessage("m").toGroup("g")));
        QVERIFY(isWorthAPush(aMessage("m").type(MessageType::custom)));
        QVERIFY(!isWorthAPush(aMessage("m").ephemeral()));
        QVERIFY(!isWorthAPush(aMessage("m").type(MessageType::notification).meta("action", "state")));
        QVERIFY(!isWorthAPush(aMessage("m").type(MessageType::notification).meta("action", "add")));
        QVERIFY(!isWorthAPush(aMessage("m").type(MessageType::clientAck)));
        QVERIFY(!isWorthAPush(aMessage("m").type(MessageType::serverAck)));
    }

    void knowsTokensFromWhatStandsForNone() {
        QVERIFY(isPushToken("fMEP0vJq:APA91bHPRgkF3JUikC4ENA"));
        for (const char* token : {"", "none", "two words", "line\nfeed", "\xc3\xa4"}) QVERIFY(!isPushToken(token));
        QVERIFY(!isPushToken(std::string(4097, 'a')));
    }

    void wakesDevicesThatAreAway() {
        const std::vector<Device> devices{deviceOf(1, "a"), deviceOf(2, "none"), deviceOf(3, ""), deviceOf(4, "b"),
                                          deviceOf(5, "c")};
        QVERIFY(numbersOf(devicesToWake(devices, {}, kNoDevice)) == (Numbers{1, 4, 5}));
        QVERIFY(numbersOf(devicesToWake(devices, {sessionOf(4)}, kNoDevice)) == (Numbers{1, 5}));
        QVERIFY(numbersOf(devicesToWake(devices, {sessionOf(4)}, DeviceNumber{1})) == (Numbers{5}));
    }

    void wakesAPhoneOnce() {
        const std::vector<Device> devices{deviceOf(1, "a"), deviceOf(3, "a"), deviceOf(2, "a"), deviceOf(4, "b")};
        QVERIFY(numbersOf(devicesToWake(devices, {}, kNoDevice)) == (Numbers{3, 4}));
        QVERIFY(numbersOf(devicesToWake(devices, {sessionOf(3)}, kNoDevice)) == (Numbers{4}));
    }

    void wakesForWhatADeviceLacks() {
        const ConversationId log("dm:ann:bob");
        const std::vector<StreamHead> behind{{ConversationId("grp:g"), 9, 1}, {log, 5, 3}};
        QVERIFY(!wants(behind, log, 3));
        QVERIFY(wants(behind, log, 4));
        QVERIFY(wants(behind, log, 5));
        QVERIFY(!wants(behind, log, 6));  // no more a member
        QVERIFY(!wants(behind, ConversationId("dm:ann:eve"), 1));
        QVERIFY(!wants({}, log, 1));
        QVERIFY(!wants({{log, 5, 3, true}}, log, 4));
    }
};
BAITHAK_REGISTER_TEST(PushPlanTest);

}  // namespace baithak::test

#include "push_plan_test.moc"
