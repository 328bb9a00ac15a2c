// SPDX-License-Identifier: MIT

// Files on a bucket that checks each signature by itself: what older clients do works there unchanged.

#include "tests/e2e/qt_print.h"
#include "tests/e2e/world.h"
#include "tests/support/register_test.h"
#include "tests/support/services/s3.h"

namespace baithak::test {

using nlohmann::json;

namespace {

std::string png() { return std::string("\x89PNG\r\n\x1a\n", 8) + std::string(2000, 'p'); }

Arguments argumentsFor(const S3Service& s3) {
    return {"--auth",           "open",        "--durability",    "normal",     "--blob",      "s3",
            "--s3-endpoint",    s3.endpoint(), "--s3-bucket",     s3.bucket,    "--s3-region", s3.region,
            "--s3-access-key",  s3.accessKey,  "--s3-secret-key", s3.secretKey, "--s3-style",  "path",
            "--file-max-bytes", "5000"};
}

}  // namespace

class S3FilesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        s3_ = std::make_unique<S3Service>();
        world_ = std::make_unique<World>(argumentsFor(*s3_));
    }
    void cleanupTestCase() {
        world_.reset();
        s3_.reset();
    }

    void givesAFileToThoseItWasSentTo();
    void keepsWhatWasThereWhenItWasSaid();
    void removesWhatIsTooLarge();
    void saysThatABucketIsMissing();
    void saysWhenS3IsAway();

private:
    // With the bucket, by an address that it was given.
    HttpAnswer call(const std::string& method, const std::string& url, const std::string& body = {}) {
        const auto target = url.substr(url.find('/', url.find("://") + 3));
        const Headers headers{{"host", "localhost:" + std::to_string(s3_->port())}, {"content-type", "image/png"}};
        return callHttp(world_->loop, s3_->port(), {method, target, headers, body});
    }
    json ask(const Account& account) {
        return world_->rest.call(account, "GET", "/assets/upload/presigned_url?ext=.png&category=chat");
    }
    int setStatus(const Account& account, const std::string& id) {
        return world_->call("PUT", "/assets/" + id + "/status", R"({"status":true})", account.headers()).status;
    }
    HttpAnswer askDownload(const Account& account, const std::string& id) {
        return world_->get(account, "/assets/download/" + id + "/presigned_url");
    }
    std::string urlOf(const Account& account, const std::string& id) {
        return json::parse(askDownload(account, id).body).at("url");
    }

    std::unique_ptr<S3Service> s3_;
    std::unique_ptr<World> world_;
};

void S3FilesTest::givesAFileToThoseItWasSentTo() {
    const auto ann = world_->newUser("ann"), bob = world_->newUser("bob"), eve = world_->newUser("eve");
    const auto asked = ask(ann);
    const std::string id = asked.at("fileId");
    QCOMPARE(setStatus(ann, id), 409);
    QCOMPARE(call("PUT", asked.at("url"), png()).status, 200);
    QCOMPARE(setStatus(ann, id), 200);
    QCOMPARE(setStatus(ann, id), 400);
    auto peer = world_->peer(ann);
    peer->send(textMessage("m-1", ann.user, bob.user, id));
    QCOMPARE(peer->next().type, MessageType::serverAck);

    const auto got = call("GET", urlOf(bob, id));
    QCOMPARE(got.status, 200);
    QCOMPARE(got.body, png());
    QCOMPARE(got.contentType, std::string("image/png"));
    QCOMPARE(askDownload(eve, id).status, 404);
    QCOMPARE(call("GET", urlOf(bob, id) + "0").status, 403);
}

void S3FilesTest::keepsWhatWasThereWhenItWasSaid() {
    const auto ann = world_->newUser("ann");
    const auto asked = ask(ann);
    const std::string id = asked.at("fileId");
    QCOMPARE(call("PUT", asked.at("url"), png()).status, 200);
    QCOMPARE(setStatus(ann, id), 200);
    QCOMPARE(call("PUT", asked.at("url"), "<html>").status, 200);
    QCOMPARE(call("GET", urlOf(ann, id)).body, png());
}

void S3FilesTest::removesWhatIsTooLarge() {
    const auto ann = world_->newUser("ann");
    const auto asked = ask(ann);
    QCOMPARE(call("PUT", asked.at("url"), png() + std::string(5000, 'x')).status, 200);
    QCOMPARE(setStatus(ann, asked.at("fileId")), 413);
    QCOMPARE(setStatus(ann, asked.at("fileId")), 409);
}

void S3FilesTest::saysThatABucketIsMissing() {
    const auto ran = runServer({"--listen", "127.0.0.1:0", "--data-dir", world_->directory.path() + "/other", "--auth",
                                "open", "--blob", "s3", "--s3-region", "eu-west-3"});
    QCOMPARE(ran.exitCode, 2);
    QVERIFY2(ran.err.find("s3-bucket") != std::string::npos, ran.err.c_str());
}

void S3FilesTest::saysWhenS3IsAway() {
    const auto ann = world_->newUser("ann");
    const auto asked = ask(ann);
    s3_->kill();
    QCOMPARE(setStatus(ann, asked.at("fileId")), 503);
    QCOMPARE(world_->ops("/ready").status, 200);
}

BAITHAK_REGISTER_TEST(S3FilesTest);

}  // namespace baithak::test

#include "s3_files_test.moc"
