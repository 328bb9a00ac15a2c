// SPDX-License-Identifier: MIT
#include "server/roles/file/upload_rules.h"

#include <QTest>

#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

const UploadRules kRules{1000, 5000, {"*"}, false};
const UploadRules kPictures{1000, 5000, {"image/*", "application/pdf"}, false};
const std::string kPng("\x89PNG\r\n\x1a\n", 8);

}  // namespace

class UploadRulesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void acceptsAWish() {
        const auto file = acceptWish({".PNG", "chat", std::nullopt}, kRules);
        QVERIFY(file);
        QCOMPARE(file->extension, std::string("png"));
        QCOMPARE(file->category, std::string("chat"));
        QCOMPARE(file->contentType, std::string("image/png"));
        QCOMPARE(file->bytes, std::uint64_t(1000));
    }

    void wantsTheSizeWhereItIsNeeded() {
        const UploadRules strict{1000, 5000, {"*"}, true};
        const auto unsized = acceptWish({".png", "chat", std::nullopt}, strict);
        QVERIFY(!unsized && unsized.error().code == Errc::malformed);
        QVERIFY(acceptWish({".png", "chat", 10}, strict));
    }

    void keepsFreeWhatIsAskedFor() {
        const auto file = acceptWish({"png", "", 10}, kRules);
        QVERIFY(file);
        QCOMPARE(file->bytes, std::uint64_t(10));
    }

    void refusesWishes_data() {
        QTest::addColumn<QByteArray>("extension");
        QTest::addColumn<QByteArray>("category");
        QTest::addColumn<int>("bytes");
        QTest::addColumn<int>("code");
        const auto row = [](const char* name, const char* extension, const char* category, int bytes, Errc code) {
            QTest::newRow(name) << QByteArray(extension) << QByteArray(category) << bytes << int(code);
        };
        row("no extension", "", "chat", 1, Errc::malformed);
        row("a dot alone", ".", "chat", 1, Errc::malformed);
        row("two dots", "..png", "chat", 1, Errc::malformed);
        row("a path", "png/../x", "chat", 1, Errc::malformed);
        row("a quote", "png\"", "chat", 1, Errc::malformed);
        row("a long extension", "abcdefghijklmnopq", "chat", 1, Errc::malformed);
        row("a category with blanks", "png", "my chat", 1, Errc::malformed);
        row("no bytes", "png", "chat", 0, Errc::malformed);
        row("too many bytes", "png", "chat", 1001, Errc::tooLarge);
        row("another type", "zip", "chat", 1, Errc::forbidden);
        row("an unknown type", "xyz", "chat", 1, Errc::forbidden);
    }
    void refusesWishes() {
        QFETCH(QByteArray, extension);
        QFETCH(QByteArray, category);
        QFETCH(int, bytes);
        QFETCH(int, code);
        const auto refused =
            acceptWish({extension.toStdString(), category.toStdString(), std::uint64_t(bytes)}, kPictures);
        QVERIFY(!refused);
        QCOMPARE(int(refused.error().code), code);
    }

    void settlesTheTypeOfWhatCame() {
        FileRecord file;
        file.extension = "png";
        file.bytes = 1000;
        const auto picture = acceptBlob(file, {1000, kPng, ""}, kPictures);
        const auto page = acceptBlob(file, {1000, "<html>", ""}, kRules);
        const auto refused = acceptBlob(file, {1000, "<html>", ""}, kPictures);
        const auto large = acceptBlob(file, {1001, kPng, ""}, kRules);
        QVERIFY(picture && page && !refused && !large);
        QCOMPARE(*picture, std::string("image/png"));
        QCOMPARE(*page, std::string("application/octet-stream"));
        QVERIFY(refused.error().code == Errc::forbidden);
        QVERIFY(large.error().code == Errc::tooLarge);
    }

    void allowsTypes() {
        QVERIFY(isAllowed("image/png", {"*"}));
        QVERIFY(isAllowed("image/png", {"text/plain", "image/*"}));
        QVERIFY(isAllowed("text/plain", {"text/plain"}));
        QVERIFY(!isAllowed("text/html", {"text/plain"}));
        QVERIFY(!isAllowed("imagery/png", {"image/*"}));
        QVERIFY(!isAllowed("image/png", {}));
    }
};

BAITHAK_REGISTER_TEST(UploadRulesTest);

}  // namespace baithak::test

#include "upload_rules_test.moc"
