// SPDX-License-Identifier: MIT

// Properties of the codecs: random messages through every form and back, and hostile bytes of every kind.

#include "shared/protocol/codec.h"

#include <thread>
#include <vector>

#include <QObject>
#include <QTest>

#include "shared/protocol/frames.h"
#include "shared/protocol/limits.h"
#include "tests/support/codec_invariants.h"
#include "tests/support/golden.h"
#include "tests/support/random_message.h"
#include "tests/support/register_test.h"

namespace {

using namespace baithak;
using baithak::test::fromHex;
using baithak::test::MessageDice;

const UserId kAnn("ann");

std::string typeName(MessageType type) {
    switch (type) {
        case MessageType::serverAck:
            return "SERVER_ACK";
        case MessageType::clientAck:
            return "CLIENT_ACK";
        case MessageType::message:
            return "MESSAGE";
        case MessageType::notification:
            return "NOTIFICATION";
        case MessageType::custom:
            return "CUSTOM";
    }
    return {};
}

// What is left of a message once it went through a text form: no times, no server's fields, the content type spelled.
Message asText(Message message, WireVersion version) {
    message.version = version;
    message.sentAt = {};
    if (!message.meta.contains(meta_key::kContentType))
        message.meta.set(meta_key::kContentType, typeName(message.type));
    return message;
}

struct Frame {
    bool isText;
    std::string bytes;
};

// All frames of both golden files.
std::vector<Frame> goldenFrames() {
    std::vector<Frame> frames;
    for (const char* file : {"frames.json", "own_frames.json"}) {
        for (const auto& entry : baithak::test::readGolden(file)) {
            const bool isText = entry.at("form") == "text";
            frames.push_back({isText, isText ? entry.at("frame").get<std::string>()
                                             : fromHex(entry.at("frame_hex").get<std::string>())});
        }
    }
    return frames;
}

// Read by every decoder, whatever it is; what is let in keeps the invariants.
std::string_view breaksOn(std::string_view bytes) {
    if (const auto text = decodeText(bytes, kAnn)) {
        if (auto broken = baithak::test::acceptedBreaks(*text, kAnn); !broken.empty()) return broken;
    }
    if (const auto binary = decodeBinary(bytes, kAnn)) {
        if (auto broken = baithak::test::acceptedBreaks(*binary, kAnn); !broken.empty()) return broken;
    }
    (void)decodeTrustedText(bytes);
    const auto trusted = decodeTrustedBinary(bytes);
    return trusted ? baithak::test::binaryBreaks(*trusted) : std::string_view{};
}

void seeds(quint64 count) {
    QTest::addColumn<quint64>("seed");
    for (quint64 seed = 1; seed <= count; ++seed) QTest::addRow("seed %llu", seed) << seed;
}

constexpr int kRounds = 400;

}  // namespace

class CodecTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theBinaryFormOfAClientSurvives_data() { seeds(10); }
    void theBinaryFormOfAClientSurvives() {
        QFETCH(quint64, seed);
        MessageDice dice(seed);
        for (int i = 0; i < kRounds; ++i) {
            auto message = dice.message();
            if (dice.coin()) message.content = dice.bytes(200);
            const auto back = decodeBinary(encodeAs(message, WireVersion::v3_0), message.source);
            QVERIFY(back);
            QVERIFY(*back == message);
        }
    }

    void theBinaryFormOfTheServerSurvives_data() { seeds(5); }
    void theBinaryFormOfTheServerSurvives() {
        QFETCH(quint64, seed);
        MessageDice dice(seed);
        constexpr std::array kVersions{WireVersion::v1_0, WireVersion::v2_0, WireVersion::v2_1, WireVersion::v3_0};
        for (int i = 0; i < kRounds; ++i) {
            auto message = dice.message();
            message.version = kVersions[dice.below(kVersions.size())];
            message.serverId = dice.text(0, 26);
            message.serverTimestamp = Timestamp{dice.below(UINT64_MAX)};
            const auto seq = 1 + dice.below(UINT64_MAX - 1);
            const auto frame = encodeBinary(message);
            const auto back = decodeTrustedBinary(frame);
            QVERIFY(back && *back == message);

            const auto placed = decodeTrustedBinary(withLogPosition(frame, "dm:a:b", seq));
            QVERIFY(placed);
            QCOMPARE(logPosition(*placed)->seq, seq);
            message.meta.set(meta_key::kConversation, "dm:a:b");
            message.meta.set(meta_key::kSeq, std::to_string(seq));
            QVERIFY(*placed == message);
        }
    }

    void theNewerTextFormSurvives_data() { seeds(10); }
    void theNewerTextFormSurvives() {
        QFETCH(quint64, seed);
        MessageDice dice(seed);
        for (int i = 0; i < kRounds; ++i) {
            const auto message = dice.message();
            const auto frame = encodeAs(message, WireVersion::v2_1);
            const auto back = decodeText(frame, message.source);
            QVERIFY2(back, back ? "" : back.error().text.c_str());
            QVERIFY2(*back == asText(message, WireVersion::v2_1), frame.c_str());
        }
    }

    void theOlderTextFormSurvivesButForWhatItLacks_data() { seeds(5); }
    void theOlderTextFormSurvivesButForWhatItLacks() {
        QFETCH(quint64, seed);
        MessageDice dice(seed);
        for (int i = 0; i < kRounds; ++i) {
            auto message = dice.message();
            const auto frame = encodeAs(message, WireVersion::v2_0);
            const auto back = decodeText(frame, message.source);
            message.ephemeral = false;
            message.meta.erase(meta_key::kCategory);
            QVERIFY2(back && *back == asText(message, WireVersion::v2_0), frame.c_str());
        }
    }

    void theOldestTextFormSurvivesButForWhatItLacks_data() { seeds(5); }
    void theOldestTextFormSurvivesButForWhatItLacks() {
        QFETCH(quint64, seed);
        MessageDice dice(seed);
        for (int i = 0; i < kRounds; ++i) {
            const auto sent = dice.message();
            auto text = R"({"text":)" + (dice.coin() ? std::string(R"("a\u0062\n")") : "\"\"") + "}";
            auto withText = sent;
            withText.content = text;
            const auto frame = encodeAs(withText, WireVersion::v1_0);

            const auto back = decodeText(frame, sent.source);

            auto expected = withText;
            expected.version = WireVersion::v1_0;
            expected.ephemeral = false;
            expected.sentAt = {};
            expected.meta = {};
            for (const auto key : {meta_key::kContentType, meta_key::kAction, std::string_view("chatid")}) {
                if (const auto* value = sent.meta.find(key)) expected.meta.set(key, *value);
            }
            QVERIFY2(back && *back == expected, frame.c_str());
        }
    }

    void whatATextReaderIsSentSurvives_data() { seeds(10); }
    void whatATextReaderIsSentSurvives() {
        QFETCH(quint64, seed);
        MessageDice dice(seed);
        for (int i = 0; i < kRounds; ++i) {
            const auto message = dice.message();
            const auto frame = encodeText(message);
            const auto back = decodeTrustedText(frame);
            auto expected = asText(message, WireVersion::v2_1);
            if (!expected.meta.contains(meta_key::kCategory)) {
                const auto action = expected.meta.get(meta_key::kAction);
                expected.meta.set(meta_key::kCategory, action == "state" || action == "ack" ? "system" : "message");
            }
            QVERIFY2(back && *back == expected, frame.c_str());
            const auto broken = baithak::test::textBreaks(message);
            QVERIFY2(broken.empty(), broken.data());
        }
    }

    void everyPrefixOfAFrameIsHarmless() {
        for (const auto& frame : goldenFrames()) {
            for (std::size_t size = 0; size < std::min<std::size_t>(frame.bytes.size(), 600); ++size) {
                const auto prefix = std::string(frame.bytes.substr(0, size));
                const auto broken = breaksOn(prefix);
                QVERIFY2(broken.empty(), broken.data());
            }
        }
    }

    void everyFlippedByteIsHarmless_data() { seeds(6); }
    void everyFlippedByteIsHarmless() {
        QFETCH(quint64, seed);
        MessageDice dice(seed);
        for (const auto& frame : goldenFrames()) {
            for (int i = 0; i < 60; ++i) {
                auto bytes = frame.bytes;
                if (bytes.empty()) continue;
                for (std::uint64_t flips = 1 + dice.below(3); flips > 0; --flips) {
                    bytes[dice.below(bytes.size())] = static_cast<char>(dice.below(256));
                }
                const auto broken = breaksOn(bytes);
                QVERIFY2(broken.empty(), (std::string(broken) + ": " + baithak::test::toHex(bytes)).c_str());
            }
        }
    }

    void noiseIsHarmless_data() { seeds(4); }
    void noiseIsHarmless() {
        QFETCH(quint64, seed);
        MessageDice dice(seed);
        for (int i = 0; i < 5000; ++i) {
            const auto bytes = dice.bytes(64);
            const auto broken = breaksOn(bytes);
            QVERIFY2(broken.empty(), (std::string(broken) + ": " + baithak::test::toHex(bytes)).c_str());
        }
    }

    void aFrameOfAnyDepthIsRefusedAndNotFollowed() {
        for (const std::string& part : {std::string("["), std::string("{\"a\":")}) {
            std::string deep;
            while (deep.size() < limits::kFrameBytes - 200) deep += part;
            for (const char* place :
                 {R"({"_v":2.1,"id":"n","head":{"to":"bob"},"body":)", R"({"_v":2.1,"id":"n","head":{"to":"bob","x":)",
                  R"({"msgId":"n","to":"b","text":)"}) {
                const auto refused = decodeText(place + deep, kAnn);
                QVERIFY(!refused);
                QVERIFY(refused.error().code == Errc::malformed);
            }
        }
    }

    void sizesAreLimited() {
        const std::string head = R"({"_v":2.1,"id":"n","head":{"to":"bob"},"body":)";
        const auto bodyOf = [&head](std::size_t size) { return head + "\"" + std::string(size - 2, 'x') + "\"}"; };
        QVERIFY(decodeText(bodyOf(limits::kContentBytes), kAnn));
        std::string id;
        const auto large = decodeText(bodyOf(limits::kContentBytes + 1), kAnn, &id);
        QVERIFY(!large);
        QVERIFY(large.error().code == Errc::tooLarge);
        QCOMPARE(id, std::string("n"));
        QVERIFY(decodeText(bodyOf(limits::kFrameBytes), kAnn).error().code == Errc::tooLarge);
        QVERIFY(decodeBinary(std::string(limits::kFrameBytes + 1, '\0'), kAnn).error().code == Errc::tooLarge);
    }

    void aRefusedFrameIsStillKnownByItsId() {
        std::string id = "from before";
        QVERIFY(!decodeText(R"({"_v":2.1,"id":"n-7","head":{"to":5},"body":{}})", kAnn, &id));
        QCOMPARE(id, std::string("n-7"));
        QVERIFY(!decodeText("nonsense", kAnn, &id));
        QCOMPARE(id, std::string());
        QVERIFY(decodeText(R"({"_v":2.1,"id":"n-8","head":{"to":"b"},"body":{}})", kAnn, &id));
        QCOMPARE(id, std::string("n-8"));
    }

    void onlyTheServerAcknowledgesInItsName() {
        Message forged;
        forged.type = MessageType::serverAck;
        forged.id = MessageId("m");
        forged.source = UserId("mallory");
        forged.destination = "ann";
        QVERIFY(decodeTrustedText(encodeText(forged))->type == MessageType::notification);
        QVERIFY(decodeTrustedBinary(encodeBinary(forged))->type == MessageType::notification);
        forged.source = UserId(kServerName);
        QVERIFY(decodeTrustedText(encodeText(forged))->type == MessageType::serverAck);
        QVERIFY(decodeTrustedBinary(encodeBinary(forged))->type == MessageType::serverAck);
    }

    void threadsReadAtTheSameTime() {
        std::vector<std::thread> threads;
        std::array<int, 4> failures{};
        for (std::size_t t = 0; t < failures.size(); ++t) {
            threads.emplace_back([t, &failures] {
                MessageDice dice(t + 100);
                for (int i = 0; i < kRounds; ++i) {
                    const auto message = dice.message();
                    const auto back = decodeText(encodeAs(message, WireVersion::v2_1), message.source);
                    if (!back || !(*back == asText(message, WireVersion::v2_1))) ++failures[t];
                }
            });
        }
        for (auto& thread : threads) thread.join();
        QVERIFY((failures == std::array<int, 4>{}));
    }
};

BAITHAK_REGISTER_TEST(CodecTest);

#include "codec_test.moc"
