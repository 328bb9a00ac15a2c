// SPDX-License-Identifier: MIT
#include "server/roles/gateway/device_stream.h"

#include <QTest>

#include "tests/server/roles/gateway/stream_steps.h"
#include "tests/support/register_test.h"

namespace baithak::test {

class DeviceStreamTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sendsTheFirstMessageOfAConversationAtOnce();
    void asksWhereItStandsBeforeItSendsALaterOne();
    void sendsLiveMessagesInOrder();
    void dropsWhatItHasSent();
    void fetchesAGap();
    void goesOnLiveBehindAFetchedGap();
    void fetchesAgainWhatCameAfterTheRangeWasRead();
    void believesTheLogThatNothingMoreIsForTheseEyes();
    void looksForItselfAfterAHint();
    void catchesUpFromTheHeads();
    void healsLostRingsByTheHeads();
    void fetchesEachConversationOnceAtATime();
    void fetchesFewConversationsAtOnce();
    void asksAgainWhenAFetchIsLost();
    void asksAgainWhenARangeBeginsTooLate();
    void ignoresARangeThatItHasAlready();
    void passesOverItsOwnMessages();
    void sendsMessagesToOneselfToEveryDevice();
    void passesOverWhatLiesOutsideTheMembership();
    void goesOnAfterRejoining();
};

void DeviceStreamTest::sendsTheFirstMessageOfAConversationAtOnce() {
    DeviceStream stream(config());

    live(stream, kChat, entries(1, 2));

    QCOMPARE(sentBy(stream), (Seqs{1, 2}));
    QVERIFY(stream.takeFetches().empty());
}

void DeviceStreamTest::asksWhereItStandsBeforeItSendsALaterOne() {
    DeviceStream stream(config());

    live(stream, kChat, entries(8, 8));

    QCOMPARE(sentBy(stream), Seqs{});
    const auto fetches = stream.takeFetches();
    QCOMPARE(fetches.size(), 1U);
    QCOMPARE(fetches[0].conversation, kChat);
    QCOMPARE(fetches[0].from, 0U);
    stream.onRange(range(kChat, 6, 8, 8, entries(6, 8)));
    QCOMPARE(sentBy(stream), (Seqs{6, 7, 8}));
}

void DeviceStreamTest::sendsLiveMessagesInOrder() {
    DeviceStream stream(config());

    live(stream, kChat, entries(1, 1));
    live(stream, kChat, entries(2, 4));

    QCOMPARE(sentBy(stream), (Seqs{1, 2, 3, 4}));
    QCOMPARE(stream.unconfirmed(), 4U);
    QCOMPARE(stream.written(), 4U);
}

void DeviceStreamTest::dropsWhatItHasSent() {
    DeviceStream stream(config());
    live(stream, kChat, entries(1, 3));
    (void)stream.takeSends();

    live(stream, kChat, entries(1, 3));
    live(stream, kChat, entries(3, 4));

    QCOMPARE(sentBy(stream), Seqs{4});
}

void DeviceStreamTest::fetchesAGap() {
    DeviceStream stream(config());
    live(stream, kChat, entries(1, 1));

    live(stream, kChat, entries(4, 5));

    QCOMPARE(sentBy(stream), Seqs{1});
    const auto fetches = stream.takeFetches();
    QCOMPARE(fetches.size(), 1U);
    QCOMPARE(fetches[0].from, 2U);
    stream.onRange(range(kChat, 2, 5, 5, entries(2, 5)));
    QCOMPARE(sentBy(stream), (Seqs{2, 3, 4, 5}));
    QVERIFY(stream.takeFetches().empty());
}

void DeviceStreamTest::goesOnLiveBehindAFetchedGap() {
    DeviceStream stream(config());
    live(stream, kChat, entries(1, 1));
    live(stream, kChat, entries(3, 3));
    (void)stream.takeFetches();
    stream.onRange(range(kChat, 2, 3, 3, entries(2, 3)));

    live(stream, kChat, entries(4, 4));

    QCOMPARE(sentBy(stream), (Seqs{1, 2, 3, 4}));
}

// The range was read before the ring's message was committed, and arrives after it.
void DeviceStreamTest::fetchesAgainWhatCameAfterTheRangeWasRead() {
    DeviceStream stream(config());
    heads(stream, kChat, 3, 0);
    (void)stream.takeFetches();

    live(stream, kChat, entries(4, 4));
    stream.onRange(range(kChat, 1, 3, 3, entries(1, 3)));

    QCOMPARE(sentBy(stream), (Seqs{1, 2, 3}));
    const auto fetches = stream.takeFetches();
    QCOMPARE(fetches.size(), 1U);
    QCOMPARE(fetches[0].from, 4U);
}

void DeviceStreamTest::believesTheLogThatNothingMoreIsForTheseEyes() {
    DeviceStream stream(config());
    live(stream, kGroup, entries(1, 2));
    live(stream, kGroup, entries(9, 9));
    (void)stream.takeFetches();

    // The user had left at 3.
    stream.onRange(range(kGroup, 3, 3, 3, entries(3, 3)));

    QCOMPARE(sentBy(stream), (Seqs{1, 2, 3}));
    QVERIFY(stream.takeFetches().empty());
    QVERIFY(!stream.hasWork());
}

// The user had left at 3 and came back at 5: 4 is not for these eyes, though it would be the next.
void DeviceStreamTest::looksForItselfAfterAHint() {
    DeviceStream stream(config());
    live(stream, kGroup, entries(1, 3));
    (void)stream.takeSends();

    stream.onHint(kGroup, 4, 4);

    QCOMPARE(sentBy(stream), Seqs{});
    const auto fetches = stream.takeFetches();
    QCOMPARE(fetches.size(), 1U);
    QCOMPARE(fetches[0].from, 4U);
    stream.onRange(range(kGroup, 4, 5, 5, entries(5, 5)));
    QCOMPARE(sentBy(stream), Seqs{5});
    stream.onHint(kGroup, 5, 5);
    QVERIFY(stream.takeFetches().empty());
}

void DeviceStreamTest::catchesUpFromTheHeads() {
    DeviceStream stream(config());

    heads(stream, kChat, 7, 4);

    const auto fetches = stream.takeFetches();
    QCOMPARE(fetches.size(), 1U);
    QCOMPARE(fetches[0].from, 5U);
    stream.onRange(range(kChat, 5, 7, 7, entries(5, 7)));
    QCOMPARE(sentBy(stream), (Seqs{5, 6, 7}));
}

void DeviceStreamTest::healsLostRingsByTheHeads() {
    DeviceStream stream(config());
    live(stream, kChat, entries(1, 2));
    (void)stream.takeSends();

    // By the store the device has confirmed nothing yet: what was sent is not sent again.
    heads(stream, kChat, 4, 0);

    const auto fetches = stream.takeFetches();
    QCOMPARE(fetches.size(), 1U);
    QCOMPARE(fetches[0].from, 3U);
    heads(stream, kOtherChat, 0, 0);
    QVERIFY(stream.takeFetches().empty());
}

void DeviceStreamTest::fetchesEachConversationOnceAtATime() {
    DeviceStream stream(config());
    heads(stream, kChat, 5, 0);
    QCOMPARE(stream.takeFetches().size(), 1U);

    live(stream, kChat, entries(6, 6));
    heads(stream, kChat, 6, 0);

    QVERIFY(stream.takeFetches().empty());
}

void DeviceStreamTest::fetchesFewConversationsAtOnce() {
    DeviceStream stream(config());
    for (int i = 0; i < 10; ++i) heads(stream, ConversationId("dm:ann:u" + std::to_string(i)), 1, 0);

    std::size_t fetched = 0;
    for (auto fetches = stream.takeFetches(); !fetches.empty(); fetches = stream.takeFetches()) {
        QVERIFY(fetches.size() <= 4);
        fetched += fetches.size();
        for (const auto& fetch : fetches) stream.onRange(range(fetch.conversation, 1, 1, 1, entries(1, 1)));
    }

    QCOMPARE(fetched, 10U);
    QCOMPARE(sentBy(stream).size(), 10U);
}

void DeviceStreamTest::asksAgainWhenAFetchIsLost() {
    DeviceStream stream(config());
    heads(stream, kChat, 5, 0);
    (void)stream.takeFetches();

    stream.onFetchFailed(kChat);

    QCOMPARE(stream.takeFetches().size(), 1U);
    // The answer to the first one comes after all, then that to the second.
    stream.onRange(range(kChat, 1, 5, 5, entries(1, 5)));
    stream.onRange(range(kChat, 1, 5, 5, entries(1, 5)));
    QCOMPARE(sentBy(stream), (Seqs{1, 2, 3, 4, 5}));
}

void DeviceStreamTest::asksAgainWhenARangeBeginsTooLate() {
    DeviceStream stream(config());
    heads(stream, kChat, 5, 0);
    (void)stream.takeFetches();

    stream.onRange(range(kChat, 3, 5, 5, entries(3, 5)));

    QCOMPARE(sentBy(stream), Seqs{});
    const auto fetches = stream.takeFetches();
    QCOMPARE(fetches.size(), 1U);
    QCOMPARE(fetches[0].from, 1U);
}

void DeviceStreamTest::ignoresARangeThatItHasAlready() {
    DeviceStream stream(config());
    live(stream, kChat, entries(1, 4));
    (void)stream.takeSends();

    stream.onRange(range(kChat, 1, 3, 4, entries(1, 3)));

    QCOMPARE(sentBy(stream), Seqs{});
    QVERIFY(!stream.hasWork());
}

void DeviceStreamTest::passesOverItsOwnMessages() {
    DeviceStream stream(config());

    live(stream, kChat, {entryAt(1), entryAt(2, kThisDevice), entryAt(3, kOtherDevice)});

    QCOMPARE(sentBy(stream), (Seqs{1, 3}));
}

void DeviceStreamTest::sendsMessagesToOneselfToEveryDevice() {
    DeviceStream stream(config());

    live(stream, ConversationId("dm:ann:ann"), {entryAt(1, kThisDevice)});

    QCOMPARE(sentBy(stream), Seqs{1});
}

void DeviceStreamTest::passesOverWhatLiesOutsideTheMembership() {
    DeviceStream stream(config());
    heads(stream, kGroup, 9, 0);
    (void)stream.takeFetches();

    // A member from 2 to 4 and again from 8 on.
    stream.onRange(range(kGroup, 1, 9, 9, {entryAt(2), entryAt(3), entryAt(4), entryAt(8), entryAt(9)}));

    QCOMPARE(sentBy(stream), (Seqs{2, 3, 4, 8, 9}));
    QVERIFY(stream.takeFetches().empty());
    stream.confirmAll(stream.written());
    QCOMPARE(cursorOf(stream, kGroup), 9U);
}

void DeviceStreamTest::goesOnAfterRejoining() {
    DeviceStream stream(config());
    live(stream, kGroup, entries(1, 3));  // 3: the user was removed
    (void)stream.takeSends();

    live(stream, kGroup, entries(7, 7));  // 7: the user was added again

    QCOMPARE(sentBy(stream), Seqs{});
    const auto fetches = stream.takeFetches();
    QCOMPARE(fetches.size(), 1U);
    QCOMPARE(fetches[0].from, 4U);
    stream.onRange(range(kGroup, 4, 7, 7, entries(7, 7)));
    live(stream, kGroup, entries(8, 8));
    QCOMPARE(sentBy(stream), (Seqs{7, 8}));
}

BAITHAK_REGISTER_TEST(DeviceStreamTest);

}  // namespace baithak::test

#include "device_stream_test.moc"
