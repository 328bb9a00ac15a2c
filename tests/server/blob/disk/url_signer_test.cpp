// SPDX-License-Identifier: MIT
#include "server/blob/disk/url_signer.h"

#include <sys/stat.h>

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <thread>

#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

const std::string kSecret(32, 's');
const FileId kFile("bfile-abcdefghijklmnopqrstuvwxyz");
constexpr Timestamp kNow{1'700'000'000'000};
constexpr Timestamp kUntil{1'700'000'060'000};

// The request for an address, as a route would see it.
HttpRequest requestFor(const std::string& target) {
    HttpRequest request;
    const auto question = target.find('?');
    const auto path = target.substr(0, question);
    request.parameters["id"] = path.substr(path.rfind('/') + 1);
    request.query = parseQuery(std::string_view(target).substr(question + 1));
    return request;
}

UploadGrant anUpload() { return {kFile, 1000, false, "image/png", kNow, kUntil}; }
DownloadGrant aDownload() { return {kFile, "image/png", kFile.value + ".png", true, kNow, kUntil}; }

}  // namespace

class UrlSignerTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void believesWhatItSigned() {
        const UrlSigner signer(kSecret), other(kSecret);
        const auto upload = other.readUpload(requestFor(signer.sign(anUpload())), kNow);
        const auto download = other.readDownload(requestFor(signer.sign(aDownload())), kNow);
        QVERIFY(upload && download);
        QCOMPARE(upload->id.value, kFile.value);
        QCOMPARE(upload->bytes, std::uint64_t(1000));
        QVERIFY(!upload->isExact);
        QVERIFY(upload->until == kUntil);
        QCOMPARE(download->contentType, std::string("image/png"));
        QCOMPARE(download->fileName, kFile.value + ".png");
        QVERIFY(download->isShown);
    }

    void believesNothingWhenTheTimeIsOver() {
        const UrlSigner signer(kSecret);
        const auto upload = requestFor(signer.sign(anUpload())), download = requestFor(signer.sign(aDownload()));
        QVERIFY(signer.readUpload(upload, Timestamp{kUntil.ms - 1}));
        QVERIFY(!signer.readUpload(upload, kUntil));
        QVERIFY(!signer.readDownload(download, kUntil));
        QVERIFY(signer.readUpload(upload, kUntil).error().code == Errc::forbidden);
    }

    void believesNoOtherSecret() {
        const auto request = requestFor(UrlSigner(kSecret).sign(anUpload()));
        QVERIFY(!UrlSigner(std::string(32, 't')).readUpload(request, kNow));
    }

    void believesNothingThatWasChanged_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("until") << QByteArray("until") << QByteArray("1900000000000");
        QTest::newRow("bytes") << QByteArray("bytes") << QByteArray("1001");
        QTest::newRow("exact") << QByteArray("exact") << QByteArray("1");
        QTest::newRow("type") << QByteArray("type") << QByteArray("text/html");
        QTest::newRow("name") << QByteArray("name") << QByteArray("a.html");
        QTest::newRow("shown") << QByteArray("shown") << QByteArray("0");
        QTest::newRow("signature") << QByteArray("signature") << QByteArray("x");
        QTest::newRow("no signature") << QByteArray("signature") << QByteArray();
    }
    void believesNothingThatWasChanged() {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, value);
        const UrlSigner signer(kSecret);
        auto upload = requestFor(signer.sign(anUpload())), download = requestFor(signer.sign(aDownload()));
        const bool isOfDownloads = name == "type" || name == "name" || name == "shown";
        const bool isOfUploads = name == "bytes" || name == "exact";
        upload.query[name.toStdString()] = download.query[name.toStdString()] = value.toStdString();
        if (!isOfDownloads) QVERIFY(!signer.readUpload(upload, kNow));
        if (!isOfUploads) QVERIFY(!signer.readDownload(download, kNow));
    }

    void keepsUploadsAndDownloadsApart() {
        const UrlSigner signer(kSecret);
        QVERIFY(!signer.readDownload(requestFor(signer.sign(anUpload())), kNow));
        QVERIFY(!signer.readUpload(requestFor(signer.sign(aDownload())), kNow));
    }

    void makesASecretForItsOwnerAlone() {
        QTemporaryDir folder;
        const auto file = folder.filePath("secret").toStdString();
        const auto made = readOrMakeSecret(file);
        const auto again = readOrMakeSecret(file);
        struct stat facts{};
        ::stat(file.c_str(), &facts);
        QVERIFY(made && again);
        QVERIFY(made->size() >= 32);
        QCOMPARE(*made, *again);
        QCOMPARE(facts.st_mode & 0777, mode_t(0600));
    }

    void makesOneSecretForAll() {
        QTemporaryDir folder;
        const auto file = folder.filePath("secret").toStdString();
        std::vector<std::string> secrets(8);
        std::vector<std::thread> threads;
        for (auto& secret : secrets) threads.emplace_back([&] { secret = *readOrMakeSecret(file); });
        for (auto& thread : threads) thread.join();
        for (const auto& secret : secrets) QCOMPARE(secret, secrets.front());
    }

    void refusesSecretsThatWillNotDo() {
        QTemporaryDir folder;
        const auto file = folder.filePath("secret").toStdString();
        QVERIFY(!readSecret(file));
        std::ofstream(file) << "short\n";
        const auto refused = readSecret(file);
        QVERIFY(!refused && refused.error().text.find(file) != std::string::npos);
        QVERIFY(!readOrMakeSecret(folder.filePath("no/such/folder").toStdString()));
    }
};

BAITHAK_REGISTER_TEST(UrlSignerTest);

}  // namespace baithak::test

#include "url_signer_test.moc"
