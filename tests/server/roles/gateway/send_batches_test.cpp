// SPDX-License-Identifier: MIT
#include "server/roles/gateway/send_batches.h"

#include <QTest>

#include "tests/support/builders.h"
#include "tests/support/register_test.h"

namespace baithak::test {

using namespace std::chrono_literals;

namespace {

using Names = std::vector<std::string>;

const ConversationId kChat("dm:ann:bob");
const ConversationId kOther("dm:ann:eve");
const SendBatches::TimePoint kStart{1h};

void add(SendBatches& batches, const ConversationId& conversation, std::string_view id, bool isEphemeral = false) {
    auto message = aMessage(id).build();
    message.ephemeral = isEphemeral;
    QVERIFY(batches.add(conversation, std::make_shared<const Message>(std::move(message)), kStart));
}

bool isTaken(SendBatches& batches, std::string_view id, SendBatches::TimePoint now, bool isEphemeral = false) {
    auto message = aMessage(id).build();
    message.ephemeral = isEphemeral;
    return batches.add(kChat, std::make_shared<const Message>(std::move(message)), now);
}

Names idsOf(const SendBatches::Batch& batch) {
    Names ids;
    for (const auto& message : batch.messages) ids.push_back(message->id.value);
    return ids;
}

}  // namespace

class SendBatchesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void gathersWhatArrivesTogether();
    void hasOneBatchOnItsWay();
    void keepsConversationsIndependent();
    void splitsWhatIsTooMuchForOneCommit();
    void splitsWhatIsTooMuchForOneEvent();
    void sendsAnOverdueBatchAgainAsItWas();
    void givesAnOverdueEphemeralBatchUp();
    void keepsEphemeralMessagesApart();
    void decidesABatchOnce();
    void ignoresOutcomesOfOtherBatches();
    void countsWhatIsUndecided();
    void awaitsTheReturnOfAMessage();
    void refusesWhatWaitedBehindAnAwaitedOne();
    void awaitsTheEarliestAlone();
    void stopsAwaitingInTheEnd();
};

void SendBatchesTest::gathersWhatArrivesTogether() {
    SendBatches batches;
    for (const auto* id : {"a", "b", "c"}) add(batches, kChat, id);

    const auto ready = batches.takeReady(kStart);

    QCOMPARE(ready.size(), 1U);
    QCOMPARE(ready[0].conversation, kChat);
    QVERIFY(!ready[0].isEphemeral);
    QCOMPARE(idsOf(ready[0]), (Names{"a", "b", "c"}));
}

void SendBatchesTest::hasOneBatchOnItsWay() {
    SendBatches batches;
    add(batches, kChat, "a");
    const auto first = batches.takeReady(kStart);
    add(batches, kChat, "b");
    add(batches, kChat, "c");
    QVERIFY(batches.takeReady(kStart).empty());

    QVERIFY(batches.onOutcome(kChat, first[0].number));

    const auto second = batches.takeReady(kStart);
    QCOMPARE(second.size(), 1U);
    QCOMPARE(idsOf(second[0]), (Names{"b", "c"}));
    QVERIFY(second[0].number != first[0].number);
}

void SendBatchesTest::keepsConversationsIndependent() {
    SendBatches batches;
    add(batches, kChat, "a");
    QCOMPARE(batches.takeReady(kStart).size(), 1U);

    add(batches, kOther, "b");

    const auto ready = batches.takeReady(kStart);
    QCOMPARE(ready.size(), 1U);
    QCOMPARE(ready[0].conversation, kOther);
}

void SendBatchesTest::splitsWhatIsTooMuchForOneCommit() {
    SendBatches batches;
    Names sent;
    for (int i = 0; i < 600; ++i) {
        sent.push_back(std::to_string(i));
        add(batches, kChat, sent.back());
    }

    Names got;
    std::vector<std::size_t> sizes;
    for (auto ready = batches.takeReady(kStart); !ready.empty(); ready = batches.takeReady(kStart)) {
        QCOMPARE(ready.size(), 1U);
        const auto ids = idsOf(ready[0]);
        sizes.push_back(ids.size());
        got.insert(got.end(), ids.begin(), ids.end());
        QVERIFY(batches.onOutcome(kChat, ready[0].number));
    }

    QCOMPARE(sizes, (std::vector<std::size_t>{256, 256, 88}));
    QCOMPARE(got, sent);
}

void SendBatchesTest::splitsWhatIsTooMuchForOneEvent() {
    SendBatches batches;
    for (const auto* id : {"a", "b", "c", "d"}) {
        auto message = aMessage(id).build();
        message.content.assign(100 * 1024, 'x');
        QVERIFY(batches.add(kChat, std::make_shared<const Message>(std::move(message)), kStart));
    }

    const auto first = batches.takeReady(kStart);
    QVERIFY(batches.onOutcome(kChat, first[0].number));
    const auto second = batches.takeReady(kStart);

    QCOMPARE(idsOf(first[0]), (Names{"a", "b", "c"}));
    QCOMPARE(idsOf(second[0]), (Names{"d"}));
}

void SendBatchesTest::sendsAnOverdueBatchAgainAsItWas() {
    SendBatches batches;
    add(batches, kChat, "a");
    const auto first = batches.takeReady(kStart);
    add(batches, kChat, "b");

    QVERIFY(batches.takeOverdue(kStart, kStart).empty());
    const auto again = batches.takeOverdue(kStart + 1s, kStart + 5s);

    QCOMPARE(again.size(), 1U);
    QCOMPARE(again[0].number, first[0].number);
    QCOMPARE(idsOf(again[0]), Names{"a"});
    // Its time begins anew.
    QVERIFY(batches.takeOverdue(kStart + 1s, kStart + 5s).empty());
    QVERIFY(batches.takeReady(kStart + 5s).empty());
}

void SendBatchesTest::givesAnOverdueEphemeralBatchUp() {
    SendBatches batches;
    add(batches, kChat, "typing", true);
    const auto first = batches.takeReady(kStart);
    add(batches, kChat, "typing again", true);

    QVERIFY(batches.takeOverdue(kStart + 1s, kStart + 5s).empty());

    const auto next = batches.takeReady(kStart + 5s);
    QCOMPARE(next.size(), 1U);
    QCOMPARE(idsOf(next[0]), Names{"typing again"});
    QVERIFY(!batches.onOutcome(kChat, first[0].number));
    QCOMPARE(batches.messages(), 1U);
}

void SendBatchesTest::keepsEphemeralMessagesApart() {
    SendBatches batches;
    add(batches, kChat, "kept");
    add(batches, kChat, "typing", true);

    const auto ready = batches.takeReady(kStart);

    QCOMPARE(ready.size(), 2U);
    for (const auto& batch : ready) {
        QCOMPARE(batch.conversation, kChat);
        QCOMPARE(idsOf(batch), Names{batch.isEphemeral ? "typing" : "kept"});
    }
}

void SendBatchesTest::decidesABatchOnce() {
    SendBatches batches;
    add(batches, kChat, "a");
    const auto first = batches.takeReady(kStart);
    (void)batches.takeOverdue(kStart + 1s, kStart + 5s);

    const auto decided = batches.onOutcome(kChat, first[0].number);

    QVERIFY(decided);
    QCOMPARE(idsOf(*decided), Names{"a"});
    // The answer to the repeat.
    QVERIFY(!batches.onOutcome(kChat, first[0].number));
    QVERIFY(!batches.hasUndecided());
}

void SendBatchesTest::ignoresOutcomesOfOtherBatches() {
    SendBatches batches;
    add(batches, kChat, "a");
    const auto first = batches.takeReady(kStart);

    QVERIFY(!batches.onOutcome(kChat, first[0].number + 1));
    QVERIFY(!batches.onOutcome(kOther, first[0].number));
    QVERIFY(batches.hasUndecided());
}

void SendBatchesTest::countsWhatIsUndecided() {
    SendBatches batches;
    for (const auto* id : {"a", "b"}) add(batches, kChat, id);
    const auto bytesOfOne = aMessage("a").build().content.size();
    QCOMPARE(batches.messages(), 2U);
    QCOMPARE(batches.bytes(), 2 * bytesOfOne);

    const auto ready = batches.takeReady(kStart);
    add(batches, kChat, "c");
    QCOMPARE(batches.messages(), 3U);
    (void)batches.onOutcome(kChat, ready[0].number);

    QCOMPARE(batches.messages(), 1U);
    QCOMPARE(batches.bytes(), bytesOfOne);
}

void SendBatchesTest::awaitsTheReturnOfAMessage() {
    SendBatches batches;
    add(batches, kChat, "a");
    const auto first = batches.takeReady(kStart);
    QVERIFY(batches.onOutcome(kChat, first[0].number));

    QVERIFY(batches.awaitReturn(kChat, MessageId("a"), kStart + 30s).empty());

    QVERIFY(!isTaken(batches, "b", kStart + 1s));
    QVERIFY(isTaken(batches, "typing", kStart + 1s, true));
    add(batches, kOther, "elsewhere");
    QVERIFY(isTaken(batches, "a", kStart + 2s));
    QVERIFY(isTaken(batches, "b", kStart + 2s));
    Names sent;
    for (const auto& batch : batches.takeReady(kStart + 2s)) {
        if (batch.conversation == kChat && !batch.isEphemeral) sent = idsOf(batch);
    }
    QCOMPARE(sent, (Names{"a", "b"}));
}

void SendBatchesTest::refusesWhatWaitedBehindAnAwaitedOne() {
    SendBatches batches;
    add(batches, kChat, "a");
    const auto first = batches.takeReady(kStart);
    add(batches, kChat, "b");
    add(batches, kChat, "c");
    QVERIFY(batches.onOutcome(kChat, first[0].number));

    Names behind;
    for (const auto& message : batches.awaitReturn(kChat, MessageId("a"), kStart + 30s))
        behind.push_back(message->id.value);

    QCOMPARE(behind, (Names{"b", "c"}));
    QVERIFY(batches.takeReady(kStart).empty());
    QVERIFY(!batches.hasUndecided());
    QCOMPARE(batches.bytes(), 0U);
}

void SendBatchesTest::awaitsTheEarliestAlone() {
    SendBatches batches;
    (void)batches.awaitReturn(kChat, MessageId("a"), kStart + 30s);
    (void)batches.awaitReturn(kChat, MessageId("b"), kStart + 60s);

    QVERIFY(!isTaken(batches, "b", kStart));
    QVERIFY(isTaken(batches, "a", kStart));
}

void SendBatchesTest::stopsAwaitingInTheEnd() {
    SendBatches batches;
    (void)batches.awaitReturn(kChat, MessageId("a"), kStart + 30s);

    QVERIFY(!isTaken(batches, "b", kStart + 29s));
    QVERIFY(isTaken(batches, "b", kStart + 30s));

    (void)batches.awaitReturn(kOther, MessageId("c"), kStart + 30s);
    (void)batches.takeOverdue(kStart, kStart + 30s);
    add(batches, kOther, "d");
}

BAITHAK_REGISTER_TEST(SendBatchesTest);

}  // namespace baithak::test

#include "send_batches_test.moc"
