// SPDX-License-Identifier: MIT

// Every recorded frame (frames.json) through our codecs: read as the message it meant, written as its readers got it,
// acknowledged as its sender was. README.md says what is compared, and what may differ.

#include <algorithm>
#include <vector>

#include <QObject>
#include <QTest>

#include "shared/protocol/codec.h"
#include "shared/protocol/frames.h"
#include "shared/protocol/proto_reader.h"
#include "tests/support/golden.h"
#include "tests/support/register_test.h"

namespace {

using namespace baithak;
using baithak::test::fromHex;
using nlohmann::json;

constexpr Timestamp kSentAt{1700000000000};
constexpr Timestamp kServerTime{1700000000001};

const json& recording() {
    static const json frames = baithak::test::readGolden("frames.json");
    return frames;
}

std::string frameOf(const json& entry) {
    return entry.at("form") == "text" ? entry.at("frame").get<std::string>()
                                      : fromHex(entry.at("frame_hex").get<std::string>());
}

Result<Message> decoded(const json& entry) {
    const UserId from(entry.at("from").get<std::string>());
    return entry.at("form") == "text" ? decodeText(frameOf(entry), from) : decodeBinary(frameOf(entry), from);
}

// As the gateway completes it.
Message accepted(const json& entry) {
    auto message = *decoded(entry);
    message.serverId = "SERVERID";
    message.serverTimestamp = kServerTime;
    if (message.sentAt.ms == 0) message.sentAt = kSentAt;
    return message;
}

// All that is expected is there; further keys may be. `ephemeral` absent is false.
bool holds(const json& got, const json& expected) {
    for (const auto& [key, value] : expected.items()) {
        if (!got.contains(key)) return false;
        if (key == "head" ? !holds(got[key], value) : got[key] != value) return false;
    }
    const auto isOurs = [](const std::string& key) { return key == "meta" || key == "conv" || key == "seq"; };
    for (const auto& [key, value] : got.items()) {
        if (expected.contains(key) || isOurs(key)) continue;
        if (key != "ephemeral" || value != false) return false;
    }
    return true;
}

// The fields of a frame as bytes, in no order; entries that keep a top-level `meta` left out.
std::vector<std::string> fieldsOf(const std::string& frame) {
    constexpr std::string_view kMetaField = "\x52";
    std::vector<std::string> fields;
    ProtoReader reader(frame);
    while (!reader.atEnd()) {
        const auto start = frame.size() - reader.bytesLeft();
        std::uint32_t field = 0;
        WireType type{};
        if (!reader.readTag(field, type) || !reader.skip(type)) return {"broken"};
        auto bytes = frame.substr(start, frame.size() - reader.bytesLeft() - start);
        const bool isTopLevelMeta = bytes.starts_with(kMetaField) && bytes.substr(4).starts_with("_m");
        if (!isTopLevelMeta) fields.push_back(std::move(bytes));
    }
    std::sort(fields.begin(), fields.end());
    return fields;
}

}  // namespace

class RecordedFramesTest : public QObject {
    Q_OBJECT

private:
    // One row for each recorded frame that has all of these keys.
    static void rowsWith(const std::vector<std::string>& keys) {
        QTest::addColumn<int>("index");
        for (int i = 0; i < static_cast<int>(recording().size()); ++i) {
            const auto& entry = recording()[static_cast<std::size_t>(i)];
            const bool hasAll =
                std::all_of(keys.begin(), keys.end(), [&entry](const auto& key) { return entry.contains(key); });
            if (hasAll) QTest::newRow(entry.at("name").get<std::string>().c_str()) << i;
        }
    }

    static const json& entryOfRow() {
        QFETCH(int, index);
        return recording()[static_cast<std::size_t>(index)];
    }

private Q_SLOTS:
    void isReadAsTheMessageItMeant_data() { rowsWith({"model"}); }
    void isReadAsTheMessageItMeant() {
        const auto& entry = entryOfRow();
        const auto& model = entry.at("model");

        const auto message = decoded(entry);

        QVERIFY2(message, message ? "" : message.error().text.c_str());
        QCOMPARE(static_cast<int>(message->version), qRound(model.at("version").get<double>() * 10));
        QCOMPARE(message->id.value, model.at("id").get<std::string>());
        QVERIFY(message->type == baithak::test::typeNamed(model.at("type")));
        QVERIFY(message->channel == baithak::test::channelKindNamed(model.at("channel")));
        QCOMPARE(message->ephemeral, model.at("ephemeral").get<bool>());
        QCOMPARE(message->source.value, model.at("source").get<std::string>());
        QCOMPARE(message->destination, model.at("destination").get<std::string>());
        compareMeta(message->meta, model.at("meta"));
        compareContent(entry, message->content);
    }

    void isWrittenForATextReaderAsRecorded_data() { rowsWith({"text_out"}); }
    void isWrittenForATextReaderAsRecorded() {
        const auto& entry = entryOfRow();
        const auto out = json::parse(encodeText(accepted(entry)));
        QVERIFY2(holds(out, json::parse(entry.at("text_out").get<std::string>())), out.dump().c_str());
    }

    void isWrittenForATextReaderWhereTheOriginalCouldNot_data() { rowsWith({"text_out_error"}); }
    void isWrittenForATextReaderWhereTheOriginalCouldNot() {
        const auto message = accepted(entryOfRow());
        const auto out = json::parse(encodeText(message));
        QCOMPARE(out.at("id").get<std::string>(), message.id.value);
        QVERIFY(out.at("body") == json::object());
    }

    void isWrittenForABinaryReaderAsRecorded_data() { rowsWith({"binary_out_hex"}); }
    void isWrittenForABinaryReaderAsRecorded() {
        const auto& entry = entryOfRow();
        const auto out = encodeBinary(accepted(entry));
        QVERIFY2(fieldsOf(out) == fieldsOf(fromHex(entry.at("binary_out_hex").get<std::string>())),
                 baithak::test::toHex(out).c_str());
    }

    void isWrittenForABinaryReaderWhereTheOriginalCouldNot_data() { rowsWith({"binary_out_error"}); }
    void isWrittenForABinaryReaderWhereTheOriginalCouldNot() {
        const auto message = accepted(entryOfRow());
        const auto back = decodeTrustedBinary(encodeBinary(message));
        QVERIFY(back);
        QVERIFY(*back == message);
    }

    void isAcknowledgedInTextAsRecorded_data() { rowsWith({"ack_text"}); }
    void isAcknowledgedInTextAsRecorded() {
        const auto& entry = entryOfRow();
        const auto ack = json::parse(encodeText(makeServerAck(accepted(entry), {}, 0)));
        QVERIFY2(holds(ack, json::parse(entry.at("ack_text").get<std::string>())), ack.dump().c_str());
    }

    void isAcknowledgedInBinaryAsRecorded_data() { rowsWith({"ack_binary_hex"}); }
    void isAcknowledgedInBinaryAsRecorded() {
        const auto& entry = entryOfRow();
        const auto ack = encodeBinary(makeServerAck(accepted(entry), {}, 0));
        QCOMPARE(baithak::test::toHex(ack), entry.at("ack_binary_hex").get<std::string>());
    }

private:
    static void compareMeta(const Meta& got, const json& expected) {
        for (const auto& [key, value] : expected.items()) {
            QVERIFY2(got.contains(key), key.c_str());
            QCOMPARE(std::string(got.get(key)), value.get<std::string>());
        }
        for (const auto& [key, value] : got) QVERIFY2(expected.contains(key) || key.starts_with("_m"), key.c_str());
    }

    static void compareContent(const json& entry, const std::string& content) {
        const auto& expected = entry.at("model").at("content");
        if (entry.at("form") == "binary") {
            QCOMPARE(content, expected.get<std::string>());
            return;
        }
        QVERIFY2(json::parse(content) == expected, content.c_str());
        const bool isV2 = entry.at("model").at("version").get<double>() >= 2;
        if (isV2) QVERIFY2(frameOf(entry).find("\"body\":" + content) != std::string::npos, content.c_str());
    }
};

BAITHAK_REGISTER_TEST(RecordedFramesTest);

#include "recorded_frames_test.moc"
