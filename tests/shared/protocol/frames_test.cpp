// SPDX-License-Identifier: MIT
#include "shared/protocol/frames.h"

#include <QObject>
#include <QTest>

#include "shared/protocol/codec.h"
#include "shared/protocol/validate.h"
#include "tests/support/register_test.h"

using namespace baithak;

namespace {

// As a receiver of that format gets it.
Message received(const Message& sent, WireFormat format) {
    const auto frame = encode(sent, format);
    return format == WireFormat::text ? *decodeTrustedText(frame) : *decodeTrustedBinary(frame);
}

Message notification(std::string action, std::string content) {
    Message message;
    message.type = MessageType::notification;
    message.id = MessageId("n-1");
    message.source = UserId("ann");
    message.destination = "bob";
    message.meta.set(meta_key::kAction, std::move(action));
    message.content = std::move(content);
    return message;
}

void bothFormats() {
    QTest::addColumn<int>("format");
    QTest::newRow("text") << static_cast<int>(WireFormat::text);
    QTest::newRow("binary") << static_cast<int>(WireFormat::binary);
}

}  // namespace

class FramesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anErrorNoticeArrivesAsItWasMeant_data() { bothFormats(); }
    void anErrorNoticeArrivesAsItWasMeant() {
        QFETCH(int, format);
        const Error error{Errc::notAMember, "\"ann\" is not in the group\n"};
        const auto notice = makeErrorNotice(UserId("ann"), error, "m-1");
        QVERIFY(validateMessage(notice));

        const auto arrived = received(notice, static_cast<WireFormat>(format));

        QVERIFY(arrived.ephemeral);
        QCOMPARE(arrived.source.view(), kServerName);
        const auto read = readErrorNotice(arrived);
        QVERIFY(read);
        QVERIFY(read->error.code == Errc::notAMember);
        QCOMPARE(read->error.text, error.text);
        QCOMPARE(read->refusedId, std::string("m-1"));
    }

    void aReceiptArrivesAsItWasMeant_data() { bothFormats(); }
    void aReceiptArrivesAsItWasMeant() {
        QFETCH(int, format);
        const Receipt receipt{"dm:ann:bob", UserId("bob"), UINT64_MAX, 3};
        const auto notice = makeReceiptNotice(UserId("ann"), receipt);
        QVERIFY(validateMessage(notice));

        const auto read = readReceipt(received(notice, static_cast<WireFormat>(format)));

        QVERIFY(read);
        QCOMPARE(read->conversation, receipt.conversation);
        QVERIFY(read->user == receipt.user);
        QCOMPARE(read->delivered, receipt.delivered);
        QCOMPARE(read->read, receipt.read);
    }

    void typingArrivesAsItWasMeant_data() { bothFormats(); }
    void typingArrivesAsItWasMeant() {
        QFETCH(int, format);
        for (const bool typing : {true, false}) {
            const auto arrived = received(makeTyping(UserId("bob"), typing), static_cast<WireFormat>(format));
            QVERIFY(arrived.ephemeral);
            QVERIFY(readTyping(arrived) == typing);
        }
    }

    void anAcknowledgementNamesThePlaceInTheLog_data() { bothFormats(); }
    void anAcknowledgementNamesThePlaceInTheLog() {
        QFETCH(int, format);
        auto accepted = notification("message", "{}");
        accepted.type = MessageType::message;
        accepted.version = WireVersion::v1_0;
        const auto ack = received(makeServerAck(accepted, "dm:ann:bob", 12), static_cast<WireFormat>(format));
        QVERIFY(ack.type == MessageType::serverAck);
        QVERIFY(ack.ephemeral);
        QCOMPARE(ack.id.value, std::string("n-1"));
        QCOMPARE(ack.destination, std::string("ann"));
        const auto position = logPosition(ack);
        QVERIFY(position);
        QCOMPARE(position->conversation, std::string("dm:ann:bob"));
        QCOMPARE(position->seq, std::uint64_t{12});
    }

    void aConfirmationIsReadInEveryFormOfAClient_data() {
        QTest::addColumn<int>("version");
        QTest::addColumn<bool>("keepsPlace");
        QTest::newRow("v1") << static_cast<int>(WireVersion::v1_0) << false;
        QTest::newRow("v2.0") << static_cast<int>(WireVersion::v2_0) << true;
        QTest::newRow("v2.1") << static_cast<int>(WireVersion::v2_1) << true;
        QTest::newRow("v3") << static_cast<int>(WireVersion::v3_0) << true;
    }
    void aConfirmationIsReadInEveryFormOfAClient() {
        QFETCH(int, version);
        QFETCH(bool, keepsPlace);
        const auto form = static_cast<WireVersion>(version);
        const auto frame = encodeAs(makeClientAck(MessageId("m-9"), "dm:ann:bob", 4), form);

        const auto ack =
            form == WireVersion::v3_0 ? decodeBinary(frame, UserId("bob")) : decodeText(frame, UserId("bob"));

        QVERIFY2(ack, ack ? "" : ack.error().text.c_str());
        QVERIFY(ack->type == MessageType::clientAck);
        QCOMPARE(ack->id.value, std::string("m-9"));
        QCOMPARE(ack->destination, std::string("server"));
        QCOMPARE(logPosition(*ack).has_value(), keepsPlace);
    }

    void aStateNoticeNamesWhatItConfirms() {
        const auto read = readStateNotice(notification("state", R"({"ids":["a","b"],"state":"READ"})"));
        QVERIFY(read);
        QVERIFY(read->isRead);
        QVERIFY((read->ids == std::vector<std::string>{"a", "b"}));
        const auto delivered = readStateNotice(notification("state", R"({"state":"DELIVERED","ids":[]})"));
        QVERIFY(delivered);
        QVERIFY(!delivered->isRead);
    }

    void whatIsNotAsSaidIsNotRead_data() {
        QTest::addColumn<QByteArray>("action");
        QTest::addColumn<QByteArray>("content");
        const auto row = [](const char* action, const char* content) {
            QTest::addRow("%s %s", action, content) << QByteArray(action) << QByteArray(content);
        };
        for (const char* content : {"", "x", "null", "[]", "{}", "{\"typing\":1}", "{\"typing\":true", "\xff"}) {
            for (const char* action : {"typing", "state", "receipt", "error"}) row(action, content);
        }
        row("state", R"({"ids":"a","state":"READ"})");
        row("state", R"({"ids":["a",1],"state":"READ"})");
        row("state", R"({"ids":["a"],"state":"SEEN"})");
        row("receipt", R"({"conv":"c","user":"u","delivered":-1,"read":0})");
        row("receipt", R"({"conv":"c","user":"u","delivered":1.5,"read":0})");
        row("error", R"({"code":7,"reason":"r","id":"i"})");
        row("message", R"({"typing":true,"ids":[],"state":"READ"})");
    }
    void whatIsNotAsSaidIsNotRead() {
        QFETCH(QByteArray, action);
        QFETCH(QByteArray, content);
        const auto message = notification(action.toStdString(), content.toStdString());
        QVERIFY(!readTyping(message));
        QVERIFY(!readStateNotice(message));
        QVERIFY(!readReceipt(message));
        QVERIFY(!readErrorNotice(message));
    }

    void aPlaceInTheLogIsAWholeNumberAboveZero() {
        auto message = notification("message", "{}");
        QVERIFY(!logPosition(message));
        message.meta.set(meta_key::kConversation, "dm:a:b");
        QVERIFY(!logPosition(message));
        for (const char* seq : {"", "0", "-1", "1x", "x", " 1", "1.0", "18446744073709551616"}) {
            message.meta.set(meta_key::kSeq, seq);
            QVERIFY2(!logPosition(message), seq);
        }
        message.meta.set(meta_key::kSeq, "18446744073709551615");
        QCOMPARE(logPosition(message)->seq, UINT64_MAX);
    }

    void anErrorNoticeHasAnIdOfItsOwnThatFits() {
        QCOMPARE(makeErrorNotice(UserId("a"), {}, "m-1").id.value, std::string("error:m-1"));
        QCOMPARE(makeErrorNotice(UserId("a"), {}, "").id.value, std::string("error"));
        QCOMPARE(makeErrorNotice(UserId("a"), {}, std::string(128, 'i')).id.value, std::string("error"));
    }
};

BAITHAK_REGISTER_TEST(FramesTest);

#include "frames_test.moc"
