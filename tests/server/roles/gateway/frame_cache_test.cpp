// SPDX-License-Identifier: MIT
#include "server/roles/gateway/frame_cache.h"

#include <QTest>

#include "shared/protocol/frames.h"
#include "tests/server/roles/gateway/log_samples.h"
#include "tests/support/register_test.h"

namespace baithak::test {

class FrameCacheTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void encodesEachFormOnce();
    void tellsThePlaceInTheLog_data();
    void tellsThePlaceInTheLog();
    void leavesEphemeralMessagesWithoutAPlace();
    void keepsManyMessagesApart();

private:
    const ConversationId conversation_{"dm:ann:bob"};
};

void FrameCacheTest::encodesEachFormOnce() {
    FrameCache frames;
    const auto entry = entryAt(1);

    for (const auto format : {WireFormat::text, WireFormat::binary}) {
        const auto first = frames.frame(conversation_, entry, format);
        QCOMPARE(frames.frame(conversation_, entry, format).get(), first.get());
    }
    QVERIFY(*frames.frame(conversation_, entry, WireFormat::text) !=
            *frames.frame(conversation_, entry, WireFormat::binary));
}

void FrameCacheTest::tellsThePlaceInTheLog_data() {
    QTest::addColumn<bool>("isText");
    QTest::newRow("text") << true;
    QTest::newRow("binary") << false;
}

void FrameCacheTest::tellsThePlaceInTheLog() {
    QFETCH(bool, isText);
    FrameCache frames;
    LogEntry entry{42, std::make_shared<const Message>(aMessage("m").build()), kNoDevice};

    const auto frame = frames.frame(conversation_, entry, isText ? WireFormat::text : WireFormat::binary);

    const auto message = isText ? decodeTrustedText(*frame) : decodeTrustedBinary(*frame);
    QVERIFY(message);
    QCOMPARE(message->id, MessageId("m"));
    const auto position = logPosition(*message);
    QVERIFY(position);
    QCOMPARE(position->conversation, conversation_.value);
    QCOMPARE(position->seq, 42U);
}

void FrameCacheTest::leavesEphemeralMessagesWithoutAPlace() {
    FrameCache frames;
    const auto message = std::make_shared<const Message>(aMessage("m").ephemeral().build());

    const auto text = decodeTrustedText(*frames.frame(message, WireFormat::text));
    const auto binary = decodeTrustedBinary(*frames.frame(message, WireFormat::binary));

    QVERIFY(text && binary);
    QVERIFY(!logPosition(*text));
    QVERIFY(!logPosition(*binary));
}

void FrameCacheTest::keepsManyMessagesApart() {
    FrameCache frames;
    const auto log = entries(1, 300);

    for (int reader = 0; reader < 3; ++reader) {
        for (const auto& entry : log) {
            const auto message = decodeTrustedBinary(*frames.frame(conversation_, entry, WireFormat::binary));
            QVERIFY(message);
            QCOMPARE(message->id, entry.message->id);
        }
    }
}

BAITHAK_REGISTER_TEST(FrameCacheTest);

}  // namespace baithak::test

#include "frame_cache_test.moc"
