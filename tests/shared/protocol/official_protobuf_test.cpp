// SPDX-License-Identifier: MIT

// Our binary codec against the official protobuf library: each reads what the other writes, and means the same.

#include <QObject>
#include <QTest>

#include <message.pb.h>

#include "shared/protocol/codec.h"
#include "tests/support/golden.h"
#include "tests/support/random_message.h"
#include "tests/support/register_test.h"

namespace {

using namespace baithak;
using baithak::test::MessageDice;

golden::Message officialOf(const Message& message) {
    golden::Message official;
    official.set_version(static_cast<float>(message.version) / 10.0F);
    official.set_id(message.id.value);
    official.set_type(static_cast<golden::Message::Type>(message.type));
    official.set_channel(static_cast<golden::Message::Channel>(message.channel));
    official.set_ephemeral(message.ephemeral);
    official.set_source(message.source.value);
    official.set_destination(message.destination);
    official.set_content(message.content);
    official.set_timestamp(message.sentAt.ms);
    for (const auto& [key, value] : message.meta) (*official.mutable_meta())[key] = value;
    official.set_serverid(message.serverId);
    official.set_servertimestamp(message.serverTimestamp.ms);
    return official;
}

// A mutated frame may hold any float; what is no version is left at 3.
WireVersion versionOf(float number) {
    for (const auto version : {WireVersion::v1_0, WireVersion::v2_0, WireVersion::v2_1}) {
        if (number == static_cast<float>(version) / 10.0F) return version;
    }
    return WireVersion::v3_0;
}

Message messageOf(const golden::Message& official) {
    Message message;
    message.version = versionOf(official.version());
    message.id = MessageId(official.id());
    message.type = static_cast<MessageType>(official.type());
    message.channel = static_cast<ChannelKind>(official.channel());
    message.ephemeral = official.ephemeral();
    message.source = UserId(official.source());
    message.destination = official.destination();
    message.content = official.content();
    message.sentAt = Timestamp{official.timestamp()};
    for (const auto& [key, value] : official.meta()) message.meta.set(key, value);
    message.serverId = official.serverid();
    message.serverTimestamp = Timestamp{official.servertimestamp()};
    return message;
}

Message randomMessage(MessageDice& dice) {
    auto message = dice.message();
    message.content = dice.bytes(100);
    message.serverId = dice.text(0, 26);
    message.serverTimestamp = Timestamp{dice.below(UINT64_MAX)};
    if (dice.coin()) message.version = WireVersion::v2_1;
    return message;
}

}  // namespace

class OfficialProtobufTest : public QObject {
    Q_OBJECT

private:
    static void seeds() {
        QTest::addColumn<quint64>("seed");
        for (quint64 seed = 1; seed <= 6; ++seed) QTest::addRow("seed %llu", seed) << seed;
    }

private Q_SLOTS:
    void readsWhatWeWrite_data() { seeds(); }
    void readsWhatWeWrite() {
        QFETCH(quint64, seed);
        MessageDice dice(seed);
        for (int i = 0; i < 500; ++i) {
            const auto message = randomMessage(dice);
            golden::Message official;
            QVERIFY(official.ParseFromString(encodeBinary(message)));
            QVERIFY(messageOf(official) == message);
        }
    }

    void writesWhatWeRead_data() { seeds(); }
    void writesWhatWeRead() {
        QFETCH(quint64, seed);
        MessageDice dice(seed);
        for (int i = 0; i < 500; ++i) {
            const auto message = randomMessage(dice);
            const auto back = decodeTrustedBinary(officialOf(message).SerializeAsString());
            QVERIFY2(back, back ? "" : back.error().text.c_str());
            QVERIFY(*back == message);
        }
    }

    // We refuse more than the library does (wrong wire types, unknown enumerators, NULs), never less, and agree on what
    // both accept.
    void agreesOnMutatedFrames_data() { seeds(); }
    void agreesOnMutatedFrames() {
        QFETCH(quint64, seed);
        MessageDice dice(seed);
        int accepted = 0;
        for (int i = 0; i < 4000; ++i) {
            auto bytes = encodeBinary(randomMessage(dice));
            bytes[dice.below(bytes.size())] = static_cast<char>(dice.below(256));
            const auto ours = decodeTrustedBinary(bytes);
            if (!ours) continue;
            ++accepted;
            golden::Message official;
            QVERIFY2(official.ParseFromString(bytes), baithak::test::toHex(bytes).c_str());
            auto theirs = messageOf(official);
            theirs.version = ours->version;
            const bool isForeignAck = theirs.type == MessageType::serverAck && theirs.source.view() != kServerName;
            if (isForeignAck) theirs.type = MessageType::notification;
            QVERIFY2(theirs == *ours, baithak::test::toHex(bytes).c_str());
        }
        QVERIFY(accepted > 1000);
    }
};

BAITHAK_REGISTER_TEST(OfficialProtobufTest);

#include "official_protobuf_test.moc"
