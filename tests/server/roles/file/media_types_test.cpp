// SPDX-License-Identifier: MIT
#include "server/roles/file/media_types.h"

#include <QTest>

#include <algorithm>
#include <set>

#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

const QByteArray kPng("\x89PNG\r\n\x1a\n rest", 13);
const QByteArray kJpeg("\xff\xd8\xff\xe0 rest", 9);
const QByteArray kPage("<!doctype html><script>", 23);

}  // namespace

class MediaTypesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsEveryLineOfTheTable() {
        const auto table = mediaTypeTable();
        std::size_t lines = 0;
        for (const auto& line : QByteArray(table.data(), qsizetype(table.size())).split('\n')) {
            if (!line.isEmpty() && !line.startsWith('#')) ++lines;
        }
        std::set<std::string> extensions;
        for (const auto& type : mediaTypes()) extensions.insert(type.extension);
        QCOMPARE(mediaTypes().size(), lines);
        QCOMPARE(extensions.size(), lines);
    }

    void tellsTheTypeOfAFile_data() {
        QTest::addColumn<QByteArray>("extension");
        QTest::addColumn<QByteArray>("beginning");
        QTest::addColumn<QByteArray>("type");
        const auto row = [](const char* name, const char* extension, const QByteArray& beginning, const char* type) {
            QTest::newRow(name) << QByteArray(extension) << beginning << QByteArray(type);
        };
        row("a picture", "png", kPng, "image/png");
        row("a picture under another's name", "png", kJpeg, "image/jpeg");
        row("a page named as a picture", "png", kPage, "application/octet-stream");
        row("nothing named as a picture", "png", "", "application/octet-stream");
        row("half a beginning", "png", kPng.left(4), "application/octet-stream");
        row("a page", "html", kPage, "application/octet-stream");
        row("a drawing", "svg", "<svg>", "application/octet-stream");
        row("a text", "txt", "hello", "text/plain");
        row("a page named as a text", "txt", kPage, "text/plain");
        row("an unknown extension", "xyz", kPng, "application/octet-stream");
        row("a film", "mp4",
            QByteArray("\0\0\0\x18"
                       "ftypisom",
                       12),
            "video/mp4");
        row("sound in the film's box", "m4a",
            QByteArray("\0\0\0\x18"
                       "ftypM4A ",
                       12),
            "audio/mp4");
        row("two parts that must hold", "webp", QByteArray("RIFF\0\0\0\0WEBPVP8 ", 16), "image/webp");
        row("one of them does not", "webp", QByteArray("RIFF\0\0\0\0AVI LIST", 16), "application/octet-stream");
        row("sound", "wav", QByteArray("RIFF\0\0\0\0WAVEfmt ", 16), "audio/wav");
        row("one of several beginnings", "mp3", QByteArray("\xff\xfb\x90", 3), "audio/mpeg");
    }
    void tellsTheTypeOfAFile() {
        QFETCH(QByteArray, extension);
        QFETCH(QByteArray, beginning);
        QFETCH(QByteArray, type);
        const auto told = typeOfFile(extension.toStdString(), beginning.toStdString());
        QCOMPARE(std::string(told), type.toStdString());
    }

    void showsNothingThatABrowserWouldRun() {
        for (const char* extension : {"html", "htm", "xhtml", "svg", "xml", "js", "mjs", "swf", "pdf"}) {
            QVERIFY2(!isShownInPlace(typeOfExtension(extension)), extension);
        }
        QVERIFY(isShownInPlace("image/png"));
        QVERIFY(!isShownInPlace(kUnknownType));
        for (const auto& type : mediaTypes()) {
            const bool isMedia =
                type.type.starts_with("image/") || type.type.starts_with("audio/") || type.type.starts_with("video/");
            QVERIFY2(!type.isShown || (isMedia && !type.beginnings.empty()), type.extension.c_str());
        }
    }

    void leavesOutLinesThatItCannotRead() {
        const auto types = parseMediaTypes(
            "# a comment\n\npng image/png shown 0:89\nbad image/bad perhaps\n"
            "odd image/odd shown 0:8\nnone\ntxt text/plain saved\n");
        QCOMPARE(types.size(), std::size_t(2));
    }
};

BAITHAK_REGISTER_TEST(MediaTypesTest);

}  // namespace baithak::test

#include "media_types_test.moc"
