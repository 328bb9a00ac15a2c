// SPDX-License-Identifier: MIT
#include "shared/model/file_id.h"

#include <QTest>

#include "tests/support/builders.h"
#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

const std::string kOne = "bfile-abcdefghijklmnopqrstuvwxyz";
const std::string kOther = "bfile-234567234567234567234567ab";

std::string joined(const std::vector<FileId>& files) {
    std::string text;
    for (const auto& file : files) text += (text.empty() ? "" : " ") + file.value;
    return text;
}

}  // namespace

class FileIdTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void makesIdsThatDiffer() {
        const auto random = seededRandom(1);
        const auto first = makeFileId(random), second = makeFileId(random);
        QVERIFY(isFileId(first.view()) && isFileId(second.view()));
        QVERIFY(first != second);
    }

    void knowsTheForm_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("is");
        QTest::newRow("an id") << QByteArray::fromStdString(kOne) << true;
        QTest::newRow("too short") << QByteArray::fromStdString(kOne.substr(0, 31)) << false;
        QTest::newRow("too long") << QByteArray::fromStdString(kOne + "a") << false;
        QTest::newRow("upper case") << QByteArray("bfile-ABCDEFGHIJKLMNOPQRSTUVWXYZ") << false;
        QTest::newRow("a path") << QByteArray("bfile-../../../../../../etc/pas") << false;
        QTest::newRow("empty") << QByteArray() << false;
    }
    void knowsTheForm() {
        QFETCH(QByteArray, text);
        QFETCH(bool, is);
        QCOMPARE(isFileId(text.toStdString()), is);
    }

    void findsTheFilesThatAMessageNames_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("found");
        const auto row = [](const char* name, const std::string& content, const std::string& found) {
            QTest::newRow(name) << QByteArray::fromStdString(content) << QByteArray::fromStdString(found);
        };
        row("none", R"({"text":"a bfile- and no more"})", "");
        row("as a field", R"({"fileId":")" + kOne + R"("})", kOne);
        row("in a link", "see https://chat.example/assets/" + kOne + "?x=1", kOne);
        row("two, one of them twice", kOne + " " + kOther + " " + kOne, kOne + " " + kOther);
        row("behind a false start", "bfile-bfile-" + kOne, kOne);
        row("bytes that are no text", std::string("\0\xff\n", 3) + kOne + "\xfe", kOne);
        row("cut off at the end", kOne.substr(0, 20), "");
    }
    void findsTheFilesThatAMessageNames() {
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, found);
        const Message message = aMessage("m-1").content(content.toStdString());
        QCOMPARE(joined(filesNamedIn(message)), found.toStdString());
    }

    void findsWhatMetaNames() {
        const Message message = aMessage("m-1").meta("file", kOther);
        QCOMPARE(joined(filesNamedIn(message)), kOther);
    }

    void looksAtMessagesOfPeopleOnly() {
        const Message notice = aMessage("m-1").content(kOne).type(MessageType::notification);
        const Message typing = aMessage("m-1").content(kOne).ephemeral();
        QVERIFY(filesNamedIn(notice).empty());
        QVERIFY(filesNamedIn(typing).empty());
    }

    void takesNoMoreThanABound() {
        const auto random = seededRandom(2);
        std::string content;
        for (int i = 0; i < 100; ++i) content += makeFileId(random).value;
        const Message message = aMessage("m-1").content(content);
        QCOMPARE(filesNamedIn(message).size(), std::size_t(32));
    }
};

BAITHAK_REGISTER_TEST(FileIdTest);

}  // namespace baithak::test

#include "file_id_test.moc"
