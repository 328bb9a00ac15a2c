// SPDX-License-Identifier: MIT
#include "server/roles/router/routing.h"

#include <QTest>

#include "server/bus/topics.h"
#include "tests/support/register_test.h"

namespace baithak::test {

namespace {

using Names = std::vector<std::string>;

Names ringOf(const Route& route) {
    Names names;
    if (!route.ring) return {"nobody said"};
    for (const auto& user : *route.ring) names.push_back(user.value);
    return names;
}

}  // namespace

class RoutingTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ringsBothOfADirectConversation();
    void ringsOnceForTheConversationWithOneself();
    void ringsTheOneThatANotificationIsFor();
    void sendsGroupMessagesToTheGroupRouter();
    void givesWhatDoesNotExistAWayToo();
};

void RoutingTest::ringsBothOfADirectConversation() {
    const auto route = routeOf(ConversationId("dm:ann:bob"));
    QCOMPARE(route.topic, topics::kSendMessage);
    QCOMPARE(ringOf(route), (Names{"ann", "bob"}));
}

void RoutingTest::ringsOnceForTheConversationWithOneself() {
    QCOMPARE(ringOf(routeOf(ConversationId("dm:ann:ann"))), Names{"ann"});
}

void RoutingTest::ringsTheOneThatANotificationIsFor() {
    const auto route = routeOf(ConversationId("sys:ann"));
    QCOMPARE(route.topic, topics::kSendMessage);
    QCOMPARE(ringOf(route), Names{"ann"});
}

void RoutingTest::sendsGroupMessagesToTheGroupRouter() {
    const auto route = routeOf(ConversationId("grp:0f0e0d0c-0000-4000-8000-000000000001"));
    QCOMPARE(route.topic, topics::kNewGroupMessage);
    QVERIFY(!route.ring);
}

// The refusal is made where the log is.
void RoutingTest::givesWhatDoesNotExistAWayToo() {
    for (const auto* conversation : {"chn:news", "bot:weather:ann"}) {
        const auto route = routeOf(ConversationId(conversation));
        QCOMPARE(route.topic, topics::kSendMessage);
        QCOMPARE(ringOf(route), Names{});
    }
}

BAITHAK_REGISTER_TEST(RoutingTest);

}  // namespace baithak::test

#include "routing_test.moc"
