// SPDX-License-Identifier: MIT

// Frames of our own (own_frames.json): the forms that the recording lacks, and what is refused, with code and sentence.

#include <QObject>
#include <QTest>

#include "shared/protocol/codec.h"
#include "tests/support/golden.h"
#include "tests/support/register_test.h"

namespace {

using namespace baithak;
using baithak::test::fromHex;
using nlohmann::json;

const json& ownFrames() {
    static const json frames = baithak::test::readGolden("own_frames.json");
    return frames;
}

Result<Message> decoded(const json& entry, RefusedFrame& refused) {
    const UserId from(entry.at("from").get<std::string>());
    if (entry.at("form") == "text") return decodeText(entry.at("frame").get<std::string>(), from, refused);
    return decodeBinary(fromHex(entry.at("frame_hex").get<std::string>()), from, refused);
}

// Only the keys that the entry names are compared.
bool holds(const json& got, const json& expected) {
    for (const auto& [key, value] : expected.items()) {
        if (!got.contains(key)) return false;
        if (key == "head" ? !holds(got[key], value) : got[key] != value) return false;
    }
    return true;
}

json modelOf(const Message& message) {
    json meta = json::object();
    for (const auto& [key, value] : message.meta) meta[key] = value;
    return {{"version", static_cast<int>(message.version) / 10.0},
            {"id", message.id.value},
            {"ephemeral", message.ephemeral},
            {"source", message.source.value},
            {"destination", message.destination},
            {"content", message.content},
            {"serverId", message.serverId},
            {"meta", meta}};
}

}  // namespace

class OwnFramesTest : public QObject {
    Q_OBJECT

private:
    static void rowsWith(const char* key) {
        QTest::addColumn<int>("index");
        for (int i = 0; i < static_cast<int>(ownFrames().size()); ++i) {
            const auto& entry = ownFrames()[static_cast<std::size_t>(i)];
            if (entry.contains(key)) QTest::newRow(entry.at("name").get<std::string>().c_str()) << i;
        }
    }

    static const json& entryOfRow() {
        QFETCH(int, index);
        return ownFrames()[static_cast<std::size_t>(index)];
    }

private Q_SLOTS:
    void isReadAsTheContractSays_data() { rowsWith("model"); }
    void isReadAsTheContractSays() {
        const auto& entry = entryOfRow();
        auto expected = entry.at("model");
        RefusedFrame refused;

        const auto message = decoded(entry, refused);

        QVERIFY2(message, message ? "" : message.error().text.c_str());
        if (expected.contains("type")) QVERIFY(message->type == baithak::test::typeNamed(expected["type"]));
        if (expected.contains("channel")) {
            QVERIFY(message->channel == baithak::test::channelKindNamed(expected["channel"]));
        }
        expected.erase("type");
        expected.erase("channel");
        const auto model = modelOf(*message);
        QVERIFY2(holds(model, expected), model.dump(-1, ' ', false, json::error_handler_t::replace).c_str());
    }

    void isWrittenForATextReader_data() { rowsWith("text_out"); }
    void isWrittenForATextReader() {
        const auto& entry = entryOfRow();
        RefusedFrame refused;
        const auto out = json::parse(encodeText(*decoded(entry, refused)));
        QVERIFY2(holds(out, entry.at("text_out")), out.dump().c_str());
    }

    void isRefusedWithCodeAndSentence_data() { rowsWith("error"); }
    void isRefusedWithCodeAndSentence() {
        const auto& entry = entryOfRow();
        const auto& expected = entry.at("error");
        RefusedFrame refused;

        const auto message = decoded(entry, refused);

        QVERIFY(!message);
        QCOMPARE(message.error().text, expected.at("text").get<std::string>());
        QCOMPARE(std::string(wireName(message.error().code)), expected.at("code").get<std::string>());
        QCOMPARE(refused.id, expected.at("id").get<std::string>());
        QCOMPARE(refused.isToServer, expected.value("toServer", false));
    }
};

BAITHAK_REGISTER_TEST(OwnFramesTest);

#include "own_frames_test.moc"
