// SPDX-License-Identifier: MIT
#include "server/roles/gateway/device_stream.h"

#include <QTest>

#include "tests/server/roles/gateway/stream_steps.h"
#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

Seqs unconfirmedOf(const DeviceStream& stream) {
    Seqs seqs;
    for (const auto& one : stream.unconfirmedSinceOpen()) seqs.push_back(one.entry.seq);
    return seqs;
}

}  // namespace

class DeviceStreamWindowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
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
    void tellsWhatIsUnconfirmedOfWhatItWasRungFor();
    void tellsTheLatestOfWhatHadToWait();
    void tellsWhatIsUnconfirmedOfAHint();
    void keepsItsMarksOverThousandsOfMessages();
};

void DeviceStreamWindowTest::holdsBackBeyondTheWindow() {
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

void DeviceStreamWindowTest::holdsBackBeyondTheWindowOfBytes() {
    auto small = config();
    small.windowBytes = 3000;
    DeviceStream stream(small);

    for (std::uint64_t seq = 1; seq <= 6; ++seq) live(stream, kChat, {entryAt(seq, kNoDevice, 1000)});

    QCOMPARE(sentBy(stream), (Seqs{1, 2, 3}));
    QVERIFY(stream.isHeldBack());
}

void DeviceStreamWindowTest::sendsOneMessageHoweverLarge() {
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

void DeviceStreamWindowTest::fetchesWithinTheRoomThatIsLeft() {
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

void DeviceStreamWindowTest::waitsForHalfAWindowBeforeItFetches() {
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

void DeviceStreamWindowTest::holdsNothingBackWithoutAWindow() {
    DeviceStream stream(unwindowed());

    live(stream, kChat, entries(1, 1000));

    QCOMPARE(sentBy(stream).size(), 1000U);
    QVERIFY(!stream.isHeldBack());
}

void DeviceStreamWindowTest::keepsTheWindowOnceTheClientConfirms() {
    auto open = config(3);
    open.isWindowed = false;
    DeviceStream stream(open);
    live(stream, kChat, entries(1, 2));

    stream.useWindow();
    live(stream, kChat, entries(3, 6));

    QVERIFY(stream.isWindowed());
    QCOMPARE(sentBy(stream), (Seqs{1, 2, 3}));
}

void DeviceStreamWindowTest::waitsForATransportWithoutRoom() {
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

void DeviceStreamWindowTest::movesTheCursorOverWhatIsConfirmed() {
    DeviceStream stream(config());
    live(stream, kChat, entries(1, 3));

    stream.confirm(kChat.view(), 1);
    QCOMPARE(cursorOf(stream), 1U);
    stream.confirm(kChat.view(), 2);
    stream.confirm(kChat.view(), 3);
    QCOMPARE(cursorOf(stream), 3U);
}

void DeviceStreamWindowTest::movesTheCursorOverGapsOnlyWhenTheyClose() {
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

void DeviceStreamWindowTest::movesTheCursorOverItsOwnMessages() {
    DeviceStream stream(config());

    live(stream, kChat, {entryAt(1, kThisDevice), entryAt(2), entryAt(3, kThisDevice), entryAt(4, kThisDevice)});

    QCOMPARE(cursorOf(stream), 1U);
    stream.confirm(kChat.view(), 2);
    QCOMPARE(cursorOf(stream), 4U);
}

void DeviceStreamWindowTest::confirmsTheOldestOfAnId() {
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

void DeviceStreamWindowTest::confirmsTheMessagesOfOneSender() {
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

void DeviceStreamWindowTest::boundsWhatIsUnansweredWithoutAWindow() {
    DeviceStream stream(unwindowed());
    live(stream, kChat, entries(1, 10'000));

    const auto sent = sentBy(stream).size();
    QVERIFY2(sent >= 1000 && sent < 10'000, std::to_string(sent).c_str());
    QVERIFY(stream.isHeldBack());

    QVERIFY(stream.confirmAll(stream.written()));
    QVERIFY(!stream.isHeldBack());
    QVERIFY(stream.hasWork());
}

void DeviceStreamWindowTest::ignoresConfirmationsOfWhatItNeverSent() {
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

void DeviceStreamWindowTest::confirmsEverythingUpToAMark() {
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

void DeviceStreamWindowTest::tellsEachCursorOnce() {
    DeviceStream stream(config());
    live(stream, kChat, entries(1, 2));
    stream.confirm(kChat.view(), 1);

    QCOMPARE(stream.takeCursors().size(), 1U);
    QVERIFY(stream.takeCursors().empty());
}

void DeviceStreamWindowTest::tellsWhatIsUnconfirmedOfWhatItWasRungFor() {
    DeviceStream stream(config());
    heads(stream, kChat, 2, 0);
    (void)stream.takeFetches();
    stream.onRange(range(kChat, 1, 2, 2, entries(1, 2)));
    QCOMPARE(unconfirmedOf(stream), Seqs{});

    live(stream, kChat, entries(3, 5));
    QCOMPARE(unconfirmedOf(stream), (Seqs{3, 4, 5}));

    stream.confirm(kChat.view(), 4);
    QCOMPARE(unconfirmedOf(stream), (Seqs{3, 5}));
    stream.confirm(kChat.view(), 3);
    stream.confirm(kChat.view(), 5);
    QCOMPARE(unconfirmedOf(stream), Seqs{});
}

void DeviceStreamWindowTest::tellsTheLatestOfWhatHadToWait() {
    DeviceStream stream(config());
    heads(stream, kChat, 2, 0);
    (void)stream.takeFetches();

    live(stream, kChat, entries(3, 5));
    QCOMPARE(unconfirmedOf(stream), Seqs{5});

    stream.onRange(range(kChat, 1, 5, 5, entries(1, 5)));
    QCOMPARE(unconfirmedOf(stream), (Seqs{3, 4, 5}));
    stream.confirmAll(stream.written());
    QCOMPARE(unconfirmedOf(stream), Seqs{});
}

void DeviceStreamWindowTest::tellsWhatIsUnconfirmedOfAHint() {
    DeviceStream stream(config());
    heads(stream, kChat, 0, 0);
    stream.onHint(kChat, 1, 3);
    (void)stream.takeFetches();
    stream.onRange(range(kChat, 1, 3, 3, entries(1, 3)));

    QCOMPARE(unconfirmedOf(stream), (Seqs{1, 2, 3}));
}

// The list of what is unconfirmed is shortened now and then; marks and confirmations must not notice.
void DeviceStreamWindowTest::keepsItsMarksOverThousandsOfMessages() {
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

BAITHAK_REGISTER_TEST(DeviceStreamWindowTest);

}  // namespace baithak::test

#include "device_stream_window_test.moc"
