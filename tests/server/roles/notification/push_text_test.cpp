// SPDX-License-Identifier: MIT
#include "server/roles/notification/push_text.h"

#include <QTest>

#include "shared/base/base64.h"
#include "shared/protocol/codec.h"
#include "tests/support/builders.h"
#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

const ConversationId kLog("dm:ann:bob");
constexpr std::size_t kMuch = 100'000;

LogEntry entryOf(Message message) {
    LogEntry entry;
    entry.seq = 7;
    entry.message = std::make_shared<const Message>(std::move(message));
    return entry;
}

Message readBack(const std::string& text, WireVersion device) {
    if (device < WireVersion::v3_0) return *decodeTrustedText(text);
    return *decodeTrustedBinary(*decodeBase64(text));
}

}  // namespace

class PushTextTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysTheMessageInTheDevicesForm_data() {
        QTest::addColumn<int>("version");
        for (const auto version : {WireVersion::v1_0, WireVersion::v2_0, WireVersion::v2_1, WireVersion::v3_0})
            QTest::newRow(qPrintable(QString::number(static_cast<int>(version)))) << static_cast<int>(version);
    }

    void saysTheMessageInTheDevicesForm() {
        QFETCH(int, version);
        const auto device = static_cast<WireVersion>(version);
        const auto entry = entryOf(aMessage("m-1").from("ann").to("bob").text("hi"));
        const auto text = pushText(entry, kLog, device, PushContent::full, kMuch);
        QCOMPARE(text.starts_with("{\"_v\":2.1"), device < WireVersion::v3_0);
        const auto message = readBack(text, device);
        QCOMPARE(message.id.value, std::string("m-1"));
        QCOMPARE(message.source.value, std::string("ann"));
        QCOMPARE(message.content, std::string(R"({"text":"hi"})"));
        QCOMPARE(message.meta.get("conv"), std::string_view("dm:ann:bob"));
        QCOMPARE(message.meta.get("seq"), std::string_view("7"));
    }

    void leavesTheTextOut() {
        for (const auto device : {WireVersion::v2_1, WireVersion::v3_0}) {
            const auto entry = entryOf(aMessage("m-1").from("ann").to("bob").text("secret").meta("subject", "secret"));
            const auto text = pushText(entry, kLog, device, PushContent::none, kMuch);
            const auto message = readBack(text, device);
            QCOMPARE(message.id.value, std::string("m-1"));
            QCOMPARE(message.content, std::string("{}"));
            QVERIFY(!message.meta.contains("subject"));
            QCOMPARE(message.meta.get("conv"), std::string_view("dm:ann:bob"));
            QVERIFY(text.find("secret") == std::string::npos);
        }
    }

    void leavesTheTextOutOfWhatIsTooLong() {
        for (const auto device : {WireVersion::v2_1, WireVersion::v3_0}) {
            const auto entry =
                entryOf(aMessage("m-1").text(std::string(5000, 'x')).meta("chatid", std::string(5000, 'y')));
            const auto text = pushText(entry, kLog, device, PushContent::full, 4089);
            QVERIFY(!text.empty() && text.size() <= 4089);
            const auto message = readBack(text, device);
            QCOMPARE(message.content, std::string("{}"));
            QVERIFY(!message.meta.contains("chatid"));
        }
    }

    void takesEverythingUpToTheLimit() {
        const auto entry = entryOf(aMessage("m-1").text(std::string(2000, 'x')));
        const auto text = pushText(entry, kLog, WireVersion::v2_1, PushContent::full, kMuch);
        QCOMPARE(pushText(entry, kLog, WireVersion::v2_1, PushContent::full, text.size()), text);
        QVERIFY(pushText(entry, kLog, WireVersion::v2_1, PushContent::full, text.size() - 1) != text);
        QVERIFY(pushText(entry, kLog, WireVersion::v2_1, PushContent::full, 10).empty());
    }
};
BAITHAK_REGISTER_TEST(PushTextTest);

}  // namespace baithak::test

#include "push_text_test.moc"
