// SPDX-License-Identifier: MIT
#include "server/blob/s3/s3_blobs.h"

#include <QTest>

#include "tests/server/support/run_task.h"
#include "tests/support/register_test.h"
#include "tests/support/services/s3.h"

namespace baithak::test {
namespace {

const FileId kFile("bfile-abcdefghijklmnopqrstuvwxyz");

S3BlobsConfig configFor(const S3Service& service, S3Style style) {
    S3BlobsConfig config;
    config.endpoint = service.endpoint();
    config.bucket = service.bucket;
    config.region = service.region;
    config.credentials = {service.accessKey, service.secretKey, service.token};
    config.style = style;
    return config;
}

// Answers all with 200, and tells how long it was given for it.
class PatientClient final : public HttpClient {
public:
    explicit PatientClient(std::chrono::milliseconds& longest) : longest_(longest) {}
    Task<Result<HttpAnswer>> send(HttpCall call) override {
        longest_ = std::max(longest_, call.timeout);
        co_return HttpAnswer{call.method == "DELETE" ? 204 : 200, {}, {}};
    }

private:
    std::chrono::milliseconds& longest_;
};

std::string changed(std::string text, const std::string& what, const std::string& into) {
    return text.replace(text.find(what), what.size(), into);
}

}  // namespace

// Against a bucket that checks each signature by itself. `localhost` and its subdomains are this machine.
class S3BlobsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { open(S3Style::path); }

    void worksInBothStyles_data() {
        QTest::addColumn<int>("style");
        QTest::addColumn<QByteArray>("token");
        QTest::newRow("by path") << int(S3Style::path) << QByteArray();
        QTest::newRow("by host") << int(S3Style::host) << QByteArray();
        QTest::newRow("with a session token") << int(S3Style::path) << QByteArray("a+b/c=");
    }
    void worksInBothStyles() {
        QFETCH(int, style);
        QFETCH(QByteArray, token);
        open(static_cast<S3Style>(style), token.toStdString());
        QCOMPARE(put("hello world"), 200);
        const auto facts = inspect();
        QVERIFY2(facts, facts ? "" : facts.error().text.c_str());
        QCOMPARE(facts->bytes, std::uint64_t(11));
        QCOMPARE(facts->beginning, std::string("hello world"));
        QVERIFY(runTask(blobs_->seal(kFile, *facts)));
        QCOMPARE(get().body, std::string("hello world"));
    }

    void tellsHowMuchWasUploaded() {
        QCOMPARE(put(std::string(100'000, 'x')), 200);
        const auto facts = inspect();
        QVERIFY(facts);
        QCOMPARE(facts->bytes, std::uint64_t(100'000));
        QCOMPARE(facts->beginning.size(), BlobStore::kSniffedBytes);
    }

    void tellsThatNothingWasUploaded() {
        const auto facts = inspect();
        QVERIFY(!facts && facts.error().code == Errc::notFound);
    }

    void sealsAnEmptyFile() {
        QCOMPARE(put(""), 200);
        const auto facts = inspect();
        QVERIFY(facts && facts->bytes == 0);
        QVERIFY(runTask(blobs_->seal(kFile, *facts)));
        QCOMPARE(get().status, 200);
    }

    void keepsWhatWasSealed() {
        QCOMPARE(put("first"), 200);
        const auto facts = inspect();
        QVERIFY(runTask(blobs_->seal(kFile, *facts)));
        QCOMPARE(put("second"), 200);
        QCOMPARE(get().body, std::string("first"));
    }

    void refusesToSealWhatHasChanged() {
        put("first");
        const auto facts = inspect();
        put("second");
        const auto sealed = runTask(blobs_->seal(kFile, *facts));
        QVERIFY(!sealed && sealed.error().code == Errc::conflict);
    }

    void sealsAgain() {
        put("first");
        const auto facts = inspect();
        QVERIFY(runTask(blobs_->seal(kFile, *facts)));
        const auto again = inspect();
        QVERIFY(again && again->bytes == 5);
        QVERIFY(runTask(blobs_->seal(kFile, *again)));
    }

    // S3 answers a copy once it is made, which takes its time.
    void waitsForALargeCopy() {
        std::chrono::milliseconds longest{};
        auto blobs = makeS3Blobs(configFor(*service_, S3Style::path), std::make_unique<PatientClient>(longest), clock_);
        BlobFacts facts;
        facts.bytes = 2'000'000'000;
        QVERIFY(runTask((*blobs)->seal(kFile, facts)));
        QVERIFY2(longest >= std::chrono::minutes(3), std::to_string(longest.count()).c_str());
    }

    void answersAsTheGrantSays() {
        put("bytes");
        QVERIFY(runTask(blobs_->seal(kFile, *inspect())));
        const auto got = get();
        QCOMPARE(std::string(got.header("content-type")), std::string("image/png"));
        QCOMPARE(std::string(got.header("content-disposition")), "inline; filename=\"" + kFile.value + ".png\"");
    }

    void removesBoth() {
        put("first");
        QVERIFY(runTask(blobs_->seal(kFile, *inspect())));
        put("second");
        QVERIFY(runTask(blobs_->remove(kFile)));
        QVERIFY(!inspect());
        QCOMPARE(get().status, 404);
        QVERIFY(runTask(blobs_->remove(kFile)));
    }

    void discardsAnUploadAlone() {
        put("first");
        QVERIFY(runTask(blobs_->discard(kFile, *inspect())));
        QVERIFY(!inspect());
        put("second");
        const auto facts = inspect();
        QVERIFY(runTask(blobs_->seal(kFile, *facts)));
        QVERIFY(runTask(blobs_->discard(kFile, *facts)));
        QCOMPARE(get().body, std::string("second"));
    }

    // The address can't be taken back.
    void clearsUpBehindAnAddressThatIsUsedAgain() {
        QVERIFY(!blobs_->guardsUploads());
        put("first");
        QVERIFY(runTask(blobs_->seal(kFile, *inspect())));
        put("second");
        QVERIFY(runTask(blobs_->removeLate(kFile)));
        QCOMPARE(inspect()->beginning, std::string("first"));  // what is sealed: no upload lies beside it
        QCOMPARE(get().body, std::string("first"));
        QVERIFY(runTask(blobs_->removeLate(kFile)));
    }

    void givesAddressesForOneThingOnly() {
        put("first");
        const auto url = uploadUrl();
        QCOMPARE(call("GET", url).status, 403);
        QCOMPARE(call("DELETE", url).status, 403);
        QCOMPARE(call("PUT", changed(url, "/uploads/", "/files/"), "x").status, 403);
        QCOMPARE(call("PUT", changed(url, "X-Amz-Expires=", "X-Amz-Expires=9"), "x").status, 403);
        QCOMPARE(call("PUT", url, "x").status, 200);
    }

    void givesAddressesThatEnd() {
        UploadGrant grant = upload();
        grant.now = Timestamp{clock_.now().ms - 120'000};
        grant.until = Timestamp{clock_.now().ms - 60'000};
        QCOMPARE(call("PUT", blobs_->uploadUrl(grant, ""), "x").status, 403);
    }

    void holdsAnUploadToItsSize() {
        auto grant = upload();
        grant.bytes = 5;
        grant.isExact = true;
        const auto url = blobs_->uploadUrl(grant, "");
        QCOMPARE(call("PUT", url, "longer").status, 403);
        QCOMPARE(call("PUT", url, "fives").status, 200);
    }

    void saysWhenS3IsAway() {
        service_->kill();
        const auto facts = inspect();
        QVERIFY(!facts && facts.error().code == Errc::unavailable);
    }

    void saysWhenTheKeysAreWrong() {
        auto config = configFor(*service_, S3Style::path);
        config.credentials.secretKey = "other";
        auto blobs = makeS3Blobs(std::move(config), makeHttpClient({}), clock_);
        const auto facts = runTask((*blobs)->inspect(kFile));
        QVERIFY(!facts && facts.error().code == Errc::unavailable);
    }

    void namesTheOptionThatIsMissing_data() {
        QTest::addColumn<QByteArray>("option");
        for (const char* option : {"s3-bucket", "s3-region", "s3-access-key", "s3-secret-key", "s3-endpoint"}) {
            QTest::newRow(option) << QByteArray(option);
        }
    }
    void namesTheOptionThatIsMissing() {
        QFETCH(QByteArray, option);
        auto config = configFor(*service_, S3Style::path);
        if (option == "s3-bucket") config.bucket.clear();
        if (option == "s3-region") config.region.clear();
        if (option == "s3-access-key") config.credentials.accessKey.clear();
        if (option == "s3-secret-key") config.credentials.secretKey.clear();
        if (option == "s3-endpoint") config.endpoint = "s3.example.org";
        const auto made = makeS3Blobs(std::move(config), makeHttpClient({}), clock_);
        QVERIFY(!made && made.error().text.find(option.toStdString()) != std::string::npos);
    }

private:
    void open(S3Style style, const std::string& token = {}) {
        service_ = std::make_unique<S3Service>(token);
        auto made = makeS3Blobs(configFor(*service_, style), makeHttpClient({}), clock_);
        QVERIFY(made);
        blobs_ = std::move(*made);
    }

    UploadGrant upload() const {
        return {kFile, 1'000'000, false, "image/png", clock_.now(), clock_.now() + std::chrono::hours(1)};
    }
    std::string uploadUrl() { return blobs_->uploadUrl(upload(), ""); }
    Result<BlobFacts> inspect() { return runTask(blobs_->inspect(kFile)); }

    HttpAnswer call(const std::string& method, const std::string& url, const std::string& body = {}) {
        HttpCall call;
        call.method = method;
        call.url = url;
        call.body = body;
        auto answer = runTask(client_->send(std::move(call)));
        return answer ? *answer : HttpAnswer{};
    }
    int put(const std::string& body) { return call("PUT", uploadUrl(), body).status; }
    HttpAnswer get() {
        const DownloadGrant grant{kFile, "image/png",  kFile.value + ".png",
                                  true,  clock_.now(), clock_.now() + std::chrono::hours(1)};
        return call("GET", blobs_->downloadUrl(grant, ""));
    }

    SystemClock clock_;
    std::unique_ptr<S3Service> service_;
    std::unique_ptr<BlobStore> blobs_;
    std::unique_ptr<HttpClient> client_ = makeHttpClient({});
};

BAITHAK_REGISTER_TEST(S3BlobsTest);

}  // namespace baithak::test

#include "s3_blobs_test.moc"
