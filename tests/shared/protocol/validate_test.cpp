// SPDX-License-Identifier: MIT
#include "shared/protocol/validate.h"

#include <QObject>
#include <QTest>

#include "shared/protocol/limits.h"
#include "tests/support/register_test.h"

using namespace baithak;

namespace {

Message aMessage() {
    Message message;
    message.id = MessageId("m-1");
    message.source = UserId("ann");
    message.destination = "bob";
    return message;
}

using Check = Result<> (*)(std::string_view);
constexpr Check kChecks[] = {validateUsername, validatePassword, validateDeviceId, validateGroupName,
                             validateNotificationToken};
enum Checked { username, password, deviceId, groupName, notificationToken };

}  // namespace

class ValidateTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesAreAccepted_data() {
        QTest::addColumn<int>("check");
        QTest::addColumn<QByteArray>("name");
        for (const char* name : {"a", "Ann.B_c+d@e-f9", "servers", "0"}) {
            QTest::addRow("user %s", name) << static_cast<int>(username) << QByteArray(name);
        }
        QTest::newRow("a user of 64 letters") << static_cast<int>(username) << QByteArray(64, 'a');
        QTest::newRow("a password of 8 bytes") << static_cast<int>(password) << QByteArray("पा12");
        QTest::newRow("a password of 1024 bytes") << static_cast<int>(password) << QByteArray(1024, 'x');
        QTest::newRow("a device") << static_cast<int>(deviceId) << QByteArray("Ann's phone — 2");
        QTest::newRow("no token") << static_cast<int>(notificationToken) << QByteArray();
        QTest::newRow("a token of 4096 bytes") << static_cast<int>(notificationToken) << QByteArray(4096, 't');
        QTest::newRow("a group") << static_cast<int>(groupName) << QByteArray("  Räume & Träume 👋 ");
    }
    void namesAreAccepted() {
        QFETCH(int, check);
        QFETCH(QByteArray, name);
        const auto valid = kChecks[check](name.toStdString());
        QVERIFY2(valid, valid ? "" : valid.error().text.c_str());
    }

    void namesAreRefusedWithASentence_data() {
        QTest::addColumn<int>("check");
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("sentence");
        const auto row = [](const char* what, Checked check, const QByteArray& name, const char* sentence) {
            QTest::newRow(what) << static_cast<int>(check) << name << QByteArray(sentence);
        };
        row("no user", username, "", "username is missing");
        row("user of 65", username, QByteArray(65, 'a'), "username is longer than 64 bytes");
        row("user with a blank", username, "a b", "username may hold A-Z a-z 0-9 . _ + @ - only");
        row("user with a colon", username, "a:b", "username may hold A-Z a-z 0-9 . _ + @ - only");
        row("user with a NUL", username, QByteArray("a\0b", 3), "username may hold A-Z a-z 0-9 . _ + @ - only");
        row("user beyond ASCII", username, "añn", "username may hold A-Z a-z 0-9 . _ + @ - only");
        row("server", username, "server", "username is reserved");
        row("System", username, "System", "username is reserved");
        row("group id", username, "0f8b2c6e-1d3a-4c5b-9e7f-a1b2c3d4e5f6", "username has the form of a group id");
        row("GROUP ID", username, "0F8B2C6E-1D3A-4C5B-9E7F-A1B2C3D4E5F6", "username has the form of a group id");
        row("short password", password, "1234567", "password is shorter than 8 bytes");
        row("long password", password, QByteArray(1025, 'x'), "password is longer than 1024 bytes");
        row("NUL in password", password, QByteArray("1234567\0", 8), "password holds a NUL");
        row("password not UTF-8", password, "1234567\xff", "password is not UTF-8");
        row("no device", deviceId, "", "deviceId is missing");
        row("device of 129", deviceId, QByteArray(129, 'd'), "deviceId is longer than 128 bytes");
        row("newline in device", deviceId, "a\nb", "deviceId holds a control character");
        row("long token", notificationToken, QByteArray(4097, 't'), "notificationToken is longer than 4096 bytes");
        row("newline in token", notificationToken, "a\nb", "notificationToken holds a control character");
        row("no group name", groupName, "", "name is missing");
        row("blank group name", groupName, "   ", "name is blank");
        row("long group name", groupName, QByteArray(257, 'g'), "name is longer than 256 bytes");
        row("tab in group name", groupName, "a\tb", "name holds a control character");
        row("group name not UTF-8", groupName, "\xc3\x28", "name is not UTF-8");
    }
    void namesAreRefusedWithASentence() {
        QFETCH(int, check);
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, sentence);
        const auto valid = kChecks[check](name.toStdString());
        QVERIFY(!valid);
        QCOMPARE(valid.error().text, sentence.toStdString());
    }

    void messagesWithinTheLimitsAreAccepted() {
        auto message = aMessage();
        message.content.assign(limits::kContentBytes, 'x');
        message.meta.set("k", std::string(limits::kMetaBytes - 1, 'v'));
        QVERIFY(validateMessage(message));
    }

    void messagesBeyondTheLimitsAreTooLarge() {
        auto large = aMessage();
        large.content.assign(limits::kContentBytes + 1, 'x');
        QVERIFY(validateMessage(large).error().code == Errc::tooLarge);

        auto wordy = aMessage();
        wordy.meta.set("k", std::string(limits::kMetaBytes, 'v'));
        QCOMPARE(validateMessage(wordy).error().text, std::string("meta is larger than 16 KiB"));

        auto many = aMessage();
        for (std::size_t i = 0; i <= limits::kMetaEntries; ++i) many.meta.set(std::to_string(i), "v");
        QCOMPARE(validateMessage(many).error().text, std::string("meta has more than 64 entries"));
    }

    void messagesWithBrokenTextAreMalformed() {
        auto noId = aMessage();
        noId.id = {};
        QCOMPARE(validateMessage(noId).error().text, std::string("id is missing"));
        auto badMeta = aMessage();
        badMeta.meta.set("k\xff", "v");
        QCOMPARE(validateMessage(badMeta).error().text, std::string("meta is not UTF-8"));
        auto nul = aMessage();
        nul.destination = std::string("b\0b", 3);
        QCOMPARE(validateMessage(nul).error().text, std::string("destination holds a NUL"));
    }

    void utf8IsToldFromOtherBytes() {
        const std::string longAscii(100, 'a');
        QVERIFY(isUtf8("") && isUtf8("plain") && isUtf8("नमस्ते 👋🏽") && isUtf8(longAscii));
        for (const char* broken : {"\xff", "\xc3\x28", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xc0\xaf", "\xe2\x82"}) {
            QVERIFY(!isUtf8(broken));
            QVERIFY(!isUtf8(longAscii + broken));
        }
    }
};

BAITHAK_REGISTER_TEST(ValidateTest);

#include "validate_test.moc"
