// SPDX-License-Identifier: MIT
#include "shared/session/outbox.h"

#include <QTest>

#include "tests/support/builders.h"
#include "tests/support/register_test.h"

using namespace baithak;
using baithak::test::aMessage;

class OutboxTest : public QObject {
    Q_OBJECT

    // Sends all there is to send, and says what.
    static std::string sendAll(Outbox& outbox, Timestamp now = {1}) {
        std::string sent;
        while (const Message* next = outbox.next()) {
            sent += next->id.value;
            outbox.markSent(now);
        }
        return sent;
    }

    static Outbox with(std::string_view ids) {
        Outbox outbox;
        for (char id : ids) outbox.add(aMessage(std::string(1, id)));
        return outbox;
    }

private Q_SLOTS:
    void givesMessagesInTheOrderOfAdding() {
        auto outbox = with("abc");
        QCOMPARE(sendAll(outbox), std::string("abc"));
        QCOMPARE(outbox.inFlight(), std::size_t{3});
    }

    void keepsOneOfTwoWithTheSameId() {
        auto outbox = with("ab");
        QVERIFY(!outbox.add(aMessage("a")));
        QCOMPARE(outbox.size(), std::size_t{2});
    }

    void sendsTheUnansweredAgainBeforeTheNew() {
        auto outbox = with("abc");
        sendAll(outbox);
        outbox.takeAnswered(MessageId("b"));
        outbox.add(aMessage("d"));
        outbox.sendAllAgain();
        QCOMPARE(outbox.inFlight(), std::size_t{0});
        QCOMPARE(sendAll(outbox), std::string("acd"));
    }

    void sendsAgainFromTheOneThatHadToWait() {
        auto outbox = with("abcd");
        sendAll(outbox);
        outbox.sendAgainFrom(MessageId("c"));
        QCOMPARE(outbox.inFlight(), std::size_t{2});
        QCOMPARE(sendAll(outbox), std::string("cd"));
    }

    void takesNoAnswerToWhatWasNeverSent() {
        auto outbox = with("a");
        QVERIFY(!outbox.isUnanswered(MessageId("a")));
        QVERIFY(!outbox.takeAnswered(MessageId("a")));
        QVERIFY(!outbox.takeAnswered(MessageId("z")));
        QCOMPARE(outbox.size(), std::size_t{1});
    }

    void takesALateAnswerToWhatIsToBeSentAgain() {
        auto outbox = with("ab");
        sendAll(outbox);
        outbox.sendAllAgain();
        QVERIFY(outbox.takeAnswered(MessageId("a")));
        QCOMPARE(outbox.inFlight(), std::size_t{0});
        QCOMPARE(sendAll(outbox), std::string("b"));
    }

    void knowsTheOldestUnanswered() {
        auto outbox = with("a");
        QVERIFY(!outbox.oldestSentAt());
        sendAll(outbox, {10});
        outbox.add(aMessage("b"));
        sendAll(outbox, {20});
        QCOMPARE(outbox.oldestSentAt()->ms, std::uint64_t{10});
        outbox.takeAnswered(MessageId("a"));
        QCOMPARE(outbox.oldestSentAt()->ms, std::uint64_t{20});
        outbox.takeAnswered(MessageId("b"));
        QVERIFY(!outbox.oldestSentAt());
    }
};

BAITHAK_REGISTER_TEST(OutboxTest);
#include "outbox_test.moc"
