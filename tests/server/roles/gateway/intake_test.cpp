// SPDX-License-Identifier: MIT
#include "server/roles/gateway/intake.h"

#include <QTest>

#include "shared/protocol/frames.h"
#include "shared/protocol/limits.h"
#include "tests/support/builders.h"
#include "tests/support/register_test.h"

namespace baithak::test {

class IntakeTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesTheServersIdAndTime();
    void givesLaterMessagesLaterIds();
    void keepsTheSendersTime();
    void givesATimeWhereTheFormHasNone();
    void namesTheConversation();
    void setsConfirmationsAside();
    void answersNothingThatIsAddressedToTheServer();
    void refusesWhatIsBeyondTheLimits();

private:
    Result<Taken> take(Message message) { return takeIn(std::move(message), ids_, now_); }

    UlidGenerator ids_{systemRandom()};
    Timestamp now_{1'800'000'000'000};
};

void IntakeTest::givesTheServersIdAndTime() {
    const auto taken = take(aMessage("m"));

    QVERIFY(taken);
    QCOMPARE(taken->kind, IntakeKind::message);
    QCOMPARE(taken->message.serverTimestamp, now_);
    QCOMPARE(ulidTime(taken->message.serverId).value_or(Timestamp{}), now_);
}

void IntakeTest::givesLaterMessagesLaterIds() {
    const auto first = take(aMessage("m"));
    const auto second = take(aMessage("m"));

    QVERIFY(first->message.serverId < second->message.serverId);
}

void IntakeTest::keepsTheSendersTime() {
    QCOMPARE(take(aMessage("m"))->message.sentAt, (Timestamp{1'700'000'000'000}));
}

void IntakeTest::givesATimeWhereTheFormHasNone() {
    auto message = aMessage("m").build();
    message.sentAt = {};

    QCOMPARE(take(message)->message.sentAt, now_);
}

void IntakeTest::namesTheConversation() {
    QCOMPARE(take(aMessage("m").from("bob").to("ann"))->conversation, ConversationId("dm:ann:bob"));
    QCOMPARE(take(aMessage("m").toGroup("g-1"))->conversation, ConversationId("grp:g-1"));
}

void IntakeTest::setsConfirmationsAside() {
    const auto taken = take(makeClientAck(MessageId("m"), "dm:ann:bob", 7));

    QVERIFY(taken);
    QCOMPARE(taken->kind, IntakeKind::confirmation);
    QCOMPARE(taken->message.id, MessageId("m"));
}

// A client that confirms everything would confirm the error as well, for ever.
void IntakeTest::answersNothingThatIsAddressedToTheServer() {
    const auto harmless = take(aMessage("m").to("server"));
    const auto broken = take(aMessage(std::string(500, 'x')).to("server"));

    QVERIFY(harmless && broken);
    QCOMPARE(harmless->kind, IntakeKind::nothing);
    QCOMPARE(broken->kind, IntakeKind::nothing);
}

void IntakeTest::refusesWhatIsBeyondTheLimits() {
    const auto noDestination = take(aMessage("m").to(""));
    const auto tooLarge = take(aMessage("m").content(std::string(limits::kContentBytes + 1, 'x')));

    QCOMPARE(noDestination.error().code, Errc::malformed);
    QCOMPARE(tooLarge.error().code, Errc::tooLarge);
}

BAITHAK_REGISTER_TEST(IntakeTest);

}  // namespace baithak::test

#include "intake_test.moc"
