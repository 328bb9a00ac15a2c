// SPDX-License-Identifier: MIT
#include "server/roles/gateway/device_stream.h"

#include <QTest>

#include "tests/server/roles/gateway/log_samples.h"
#include "tests/support/register_test.h"

namespace baithak::test {

namespace {

using Seqs = std::vector<std::uint64_t>;

const ConversationId kChat("dm:ann:bob");
const ConversationId kOtherChat("dm:ann:eve");
const ConversationId kGroup("grp:0f0e0d0c-0000-4000-8000-000000000001");

StreamConfig config(std::size_t windowMessages = 256) {
    StreamConfig config;
    config.user = UserId("ann");
    config.device = kThisDevice;
    config.windowMessages = windowMessages;
    return config;
}

StreamConfig unwindowed() {
    auto open = config();
    open.isWindowed = false;
    return open;
}

Seqs sentBy(DeviceStream& stream) {
    Seqs seqs;
    for (const auto& each : stream.takeSends()) seqs.push_back(each.entry.seq);
    return seqs;
}

void live(DeviceStream& stream, const ConversationId& conversation, std::vector<LogEntry> entries) {
    stream.onLive(conversation, entries);
}

void heads(DeviceStream& stream, const ConversationId& conversation, std::uint64_t head, std::uint64_t cursor) {
    const std::vector<StreamHead> behind{{conversation, head, cursor}};
    stream.onHeads(behind);
}

LogRange range(const ConversationId& conversation, std::uint64_t from, std::uint64_t upto, std::uint64_t head,
               std::vector<LogEntry> entries) {
    return {conversation, from, upto, head, std::move(entries)};
}

// One cursor, as conversation and seq; seq 0 when nothing moved.
std::uint64_t cursorOf(DeviceStream& stream, const ConversationId& conversation = kChat) {
    std::uint64_t seq = 0;
    for (const auto& cursor : stream.takeCursors()) {
        if (cursor.conversation == conversation) seq = cursor.seq;
    }
    return seq;
}

}  // namespace

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

    void holdsBackBeyondTheWindow();
    void holdsBackBeyondTheWindowOfBytes();
    void sendsOneMessageHoweverLarge();
    void fetchesWithinTheRoomThatIsLeft();
    void waitsForHalfAWindowBeforeItFetches();
    void holdsNothingBackWithoutAWindow();
    void keepsTheWindowOnceTheClientConfirms();
    void waitsForATransportWithoutRoom();

    void movesTheCursorOverWhatIsConfirmed();
    void movesTheCursorOverGapsOnlyWhenTheyClose();
    void movesTheCursorOverItsOwnMessages();
    void confirmsTheOldestOfAnId();
    void confirmsTheMessagesOfOneSender();
    void boundsWhatIsUnansweredWithoutAWindow();
    void ignoresConfirmationsOfWhatItNeverSent();
    void confirmsEverythingUpToAMark();
    void tellsEachCursorOnce();
    void keepsItsMarksOverThousandsOfMessages();
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

    stream.onHint(kGroup, 4);

    QCOMPARE(sentBy(stream), Seqs{});
    const auto fetches = stream.takeFetches();
    QCOMPARE(fetches.size(), 1U);
    QCOMPARE(fetches[0].from, 4U);
    stream.onRange(range(kGroup, 4, 5, 5, entries(5, 5)));
    QCOMPARE(sentBy(stream), Seqs{5});
    stream.onHint(kGroup, 5);
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

void DeviceStreamTest::holdsBackBeyondTheWindow() {
    DeviceStream stream(config(3));

    live(stream, kChat, entries(1, 5));

    QCOMPARE(sentBy(stream), (Seqs{1, 2, 3}));
    QVERIFY(stream.takeFetches().empty());
    QVERIFY(stream.isHeldBack());
    for (std::uint64_t seq = 1; seq <= 3; ++seq) stream.confirm(kChat.view(), seq);
    const auto fetches = stream.takeFetches();
    QCOMPARE(fetches.size(), 1U);
    QCOMPARE(fetches[0].from, 4U);
    QCOMPARE(fetches[0].maxMessages, 3U);
    QVERIFY(!stream.isHeldBack());
}

void DeviceStreamTest::holdsBackBeyondTheWindowOfBytes() {
    auto small = config();
    small.windowBytes = 3000;
    DeviceStream stream(small);

    for (std::uint64_t seq = 1; seq <= 6; ++seq) live(stream, kChat, {entryAt(seq, kNoDevice, 1000)});

    QCOMPARE(sentBy(stream), (Seqs{1, 2, 3}));
    QVERIFY(stream.isHeldBack());
}

void DeviceStreamTest::sendsOneMessageHoweverLarge() {
    auto small = config();
    small.windowBytes = 100;
    DeviceStream stream(small);

    live(stream, kChat, {entryAt(1, kNoDevice, 5000)});
    live(stream, kChat, {entryAt(2, kNoDevice, 5000)});

    QCOMPARE(sentBy(stream), Seqs{1});
    stream.confirm(kChat.view(), 1);
    QCOMPARE(stream.takeFetches().size(), 1U);
    stream.onRange(range(kChat, 2, 2, 2, {entryAt(2, kNoDevice, 5000)}));
    QCOMPARE(sentBy(stream), Seqs{2});
}

void DeviceStreamTest::fetchesWithinTheRoomThatIsLeft() {
    DeviceStream stream(config(10));
    live(stream, kChat, entries(1, 4));
    heads(stream, kOtherChat, 100, 0);

    const auto fetches = stream.takeFetches();

    QCOMPARE(fetches.size(), 1U);
    QCOMPARE(fetches[0].maxMessages, 6U);
    QVERIFY(fetches[0].maxBytes < limits::kWindowBytes);
    // More than was asked for: the rest is left in the log.
    stream.onRange(range(kOtherChat, 1, 8, 100, entries(1, 8)));
    QCOMPARE(stream.unconfirmed(), 10U);
}

void DeviceStreamTest::waitsForHalfAWindowBeforeItFetches() {
    DeviceStream stream(config(10));
    live(stream, kChat, entries(1, 12));
    QCOMPARE(stream.unconfirmed(), 10U);

    for (std::uint64_t seq = 1; seq <= 4; ++seq) {
        stream.confirm(kChat.view(), seq);
        QVERIFY(stream.takeFetches().empty());
        QVERIFY(stream.isHeldBack());
    }
    stream.confirm(kChat.view(), 5);

    QCOMPARE(stream.takeFetches().size(), 1U);
}

void DeviceStreamTest::holdsNothingBackWithoutAWindow() {
    DeviceStream stream(unwindowed());

    live(stream, kChat, entries(1, 1000));

    QCOMPARE(sentBy(stream).size(), 1000U);
    QVERIFY(!stream.isHeldBack());
}

void DeviceStreamTest::keepsTheWindowOnceTheClientConfirms() {
    auto open = config(3);
    open.isWindowed = false;
    DeviceStream stream(open);
    live(stream, kChat, entries(1, 2));

    stream.useWindow();
    live(stream, kChat, entries(3, 6));

    QVERIFY(stream.isWindowed());
    QCOMPARE(sentBy(stream), (Seqs{1, 2, 3}));
}

void DeviceStreamTest::waitsForATransportWithoutRoom() {
    DeviceStream stream(unwindowed());
    stream.setTransportRoom(false);

    live(stream, kChat, entries(1, 3));

    QCOMPARE(sentBy(stream), Seqs{});
    QVERIFY(stream.takeFetches().empty());
    QVERIFY(stream.isHeldBack());
    stream.setTransportRoom(true);
    QVERIFY(stream.hasWork());
    QCOMPARE(stream.takeFetches().size(), 1U);
    stream.onRange(range(kChat, 1, 3, 3, entries(1, 3)));
    QCOMPARE(sentBy(stream), (Seqs{1, 2, 3}));
}

void DeviceStreamTest::movesTheCursorOverWhatIsConfirmed() {
    DeviceStream stream(config());
    live(stream, kChat, entries(1, 3));

    stream.confirm(kChat.view(), 1);
    QCOMPARE(cursorOf(stream), 1U);
    stream.confirm(kChat.view(), 2);
    stream.confirm(kChat.view(), 3);
    QCOMPARE(cursorOf(stream), 3U);
}

void DeviceStreamTest::movesTheCursorOverGapsOnlyWhenTheyClose() {
    DeviceStream stream(config());
    live(stream, kChat, entries(1, 4));

    stream.confirm(kChat.view(), 2);
    stream.confirm(kChat.view(), 4);
    QCOMPARE(cursorOf(stream), 0U);
    stream.confirm(kChat.view(), 1);
    QCOMPARE(cursorOf(stream), 2U);
    stream.confirm(kChat.view(), 3);
    QCOMPARE(cursorOf(stream), 4U);
}

void DeviceStreamTest::movesTheCursorOverItsOwnMessages() {
    DeviceStream stream(config());

    live(stream, kChat, {entryAt(1, kThisDevice), entryAt(2), entryAt(3, kThisDevice), entryAt(4, kThisDevice)});

    QCOMPARE(cursorOf(stream), 1U);
    stream.confirm(kChat.view(), 2);
    QCOMPARE(cursorOf(stream), 4U);
}

void DeviceStreamTest::confirmsTheOldestOfAnId() {
    DeviceStream stream(config());
    live(stream, kOtherChat, entries(1, 1));
    live(stream, kChat, entries(1, 2));  // the id m1 is in both

    stream.confirmOldest(MessageId("m1"));
    QCOMPARE(cursorOf(stream, kOtherChat), 1U);
    stream.confirmOldest(MessageId("m1"));
    QCOMPARE(cursorOf(stream, kChat), 1U);
    stream.confirmOldest(MessageId("m1"));
    QCOMPARE(stream.unconfirmed(), 1U);
}

void DeviceStreamTest::confirmsTheMessagesOfOneSender() {
    DeviceStream stream(config());
    live(stream, kOtherChat, {{1, std::make_shared<const Message>(aMessage("7").from("carol").build()), kNoDevice}});
    live(stream, kChat,
         {{1, std::make_shared<const Message>(aMessage("7").from("bob").build()), kNoDevice},
          {2, std::make_shared<const Message>(aMessage("8").from("bob").build()), kNoDevice}});

    QVERIFY(stream.confirmFrom(UserId("bob"), {"8", "7", "unknown"}));

    QCOMPARE(cursorOf(stream, kChat), 2U);
    QCOMPARE(stream.unconfirmed(), 1U);
    QVERIFY(!stream.confirmFrom(UserId("bob"), {"7"}));
    QVERIFY(stream.confirmFrom(UserId("carol"), {"7"}));
}

void DeviceStreamTest::boundsWhatIsUnansweredWithoutAWindow() {
    DeviceStream stream(unwindowed());
    live(stream, kChat, entries(1, 10'000));

    const auto sent = sentBy(stream).size();
    QVERIFY2(sent >= 1000 && sent < 10'000, std::to_string(sent).c_str());
    QVERIFY(stream.isHeldBack());

    QVERIFY(stream.confirmAll(stream.written()));
    QVERIFY(!stream.isHeldBack());
    QVERIFY(stream.hasWork());
}

void DeviceStreamTest::ignoresConfirmationsOfWhatItNeverSent() {
    DeviceStream stream(config());
    live(stream, kChat, entries(1, 2));

    stream.confirm(kChat.view(), 3);
    stream.confirm("dm:nobody:noone", 1);
    stream.confirm({}, 0);
    stream.confirmOldest(MessageId("unknown"));
    stream.confirmAll(0);

    QCOMPARE(stream.unconfirmed(), 2U);
    QVERIFY(stream.takeCursors().empty());
    stream.confirm(kChat.view(), 1);
    stream.confirm(kChat.view(), 1);
    QCOMPARE(stream.unconfirmed(), 1U);
}

void DeviceStreamTest::confirmsEverythingUpToAMark() {
    DeviceStream stream(unwindowed());
    live(stream, kChat, entries(1, 3));
    const auto mark = stream.written();
    live(stream, kChat, entries(4, 5));

    stream.confirmAll(mark);

    QCOMPARE(cursorOf(stream), 3U);
    QCOMPARE(stream.unconfirmed(), 2U);
    stream.confirmAll(stream.written() + 100);
    QCOMPARE(cursorOf(stream), 5U);
    QCOMPARE(stream.unconfirmed(), 0U);
}

void DeviceStreamTest::tellsEachCursorOnce() {
    DeviceStream stream(config());
    live(stream, kChat, entries(1, 2));
    stream.confirm(kChat.view(), 1);

    QCOMPARE(stream.takeCursors().size(), 1U);
    QVERIFY(stream.takeCursors().empty());
}

// The list of what is unconfirmed is shortened now and then; marks and confirmations must not notice.
void DeviceStreamTest::keepsItsMarksOverThousandsOfMessages() {
    DeviceStream stream(config());
    std::uint64_t seq = 0;
    for (int round = 0; round < 100; ++round) {
        live(stream, kChat, entries(seq + 1, seq + 100));
        (void)stream.takeSends();
        // The newest first, so that the oldest holds the list.
        for (std::uint64_t i = seq + 100; i > seq + 50; --i) stream.confirm(kChat.view(), i);
        QCOMPARE(cursorOf(stream), 0U);
        stream.confirmAll(seq + 25);
        QCOMPARE(cursorOf(stream), seq + 25);
        for (std::uint64_t i = seq + 26; i <= seq + 50; ++i) stream.confirmOldest(MessageId("m" + std::to_string(i)));
        seq += 100;
        QCOMPARE(cursorOf(stream), seq);
        QCOMPARE(stream.written(), seq);
        QCOMPARE(stream.unconfirmed(), 0U);
    }
}

BAITHAK_REGISTER_TEST(DeviceStreamTest);

}  // namespace baithak::test

#include "device_stream_test.moc"
