// SPDX-License-Identifier: MIT

// The role between its ports, on a clock that stands still: which addresses it gives out, and what it does from time to
// time. Files as clients know them are tests/e2e/files_test.cpp.

#include "server/roles/file/file_role.h"

#include <QTest>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "tests/server/auth/auth_fixture.h"
#include "tests/server/roles/file/fake_blobs.h"
#include "tests/server/support/turn_loop.h"
#include "tests/support/fake_clock.h"
#include "tests/support/register_test.h"

namespace baithak::test {

using namespace std::chrono_literals;
using nlohmann::json;

namespace {

// One file, and whatever becomes of it.
class FakeFiles final : public FileStore {
public:
    FileRecord file;
    int sweeps = 0;
    bool throws = false;

    Task<Result<std::uint64_t>> create(FileRecord created, std::uint64_t, std::uint64_t) override {
        file = std::move(created);
        co_return file.bytes;
    }
    Task<Result<FileRecord>> find(FileId, UserId) override { co_return file; }
    Task<Result<>> complete(FileId, UserId, std::uint64_t, std::string) override { co_return Result<>(); }
    Task<Result<std::vector<FileRecord>>> condemn(Timestamp, std::size_t) override {
        ++sweeps;
        if (throws) throw std::runtime_error("a bug in a store");
        co_return std::vector<FileRecord>();
    }
    Task<Result<>> forget(std::vector<FileId>) override { co_return Result<>(); }
    Task<Result<std::uint64_t>> usedBy(UserId) override { co_return std::uint64_t(0); }
};

}  // namespace

class FileRoleTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void givesAddressesByWhichItWasReached_data();
    void givesAddressesByWhichItWasReached();
    void givesShortLivedAddressesWhereNoSizeIsHeld_data();
    void givesShortLivedAddressesWhereNoSizeIsHeld();
    void discardsWhatWillNotDo();
    void clearsUpBehindAddressesOfSealedFiles();
    void sweepsAgainAfterASweepThatThrew();

private:
    json call(const std::string& method, const std::string& target, std::map<std::string, std::string> headers = {},
              const std::string& body = {});
    json ask(bool isSized) {
        return call("GET", std::string("/assets/upload/presigned_url?ext=png") + (isSized ? "&size=10" : ""));
    }
    void advance(std::chrono::milliseconds time) {
        clock_.advance(time);
        runReady(loop_);
    }

    // In this order: the loop outlives the role.
    baithak::Loop loop_{1};
    FakeClock clock_;
    Log log_{LogLevel::error, -1};
    std::unique_ptr<AuthFixture> accounts_;
    std::string key_;
    std::unique_ptr<Authenticator> authenticator_;
    std::unique_ptr<Metrics> metrics_;
    std::unique_ptr<FakeFiles> files_;
    std::unique_ptr<FakeBlobs> blobs_;
    std::unique_ptr<HttpRoutes> routes_;
    std::unique_ptr<Role> role_;
};
BAITHAK_REGISTER_TEST(FileRoleTest);

void FileRoleTest::init() {
    accounts_ = std::make_unique<AuthFixture>();
    key_ = accounts_->signIn("ann");
    authenticator_ = std::make_unique<Authenticator>(accounts_->users(), accounts_->clock, std::vector<std::string>());
    metrics_ = std::make_unique<Metrics>();
    files_ = std::make_unique<FakeFiles>();
    blobs_ = std::make_unique<FakeBlobs>();
    routes_ = std::make_unique<HttpRoutes>();
    FileSettings settings;
    settings.rules = {1000, 5000, {"*"}, false};
    settings.orphanAfter = 24h;
    settings.sweepEvery = 10min;
    role_ = makeFileRole({loop_, *files_, *blobs_, *authenticator_, *routes_, clock_, log_, *metrics_}, settings);
    QVERIFY(role_->start());
}

void FileRoleTest::cleanup() {
    runTask(loop_, role_->stop());
    role_.reset();
    accounts_.reset();
}

json FileRoleTest::call(const std::string& method, const std::string& target,
                        std::map<std::string, std::string> headers, const std::string& body) {
    const auto question = std::min(target.find('?'), target.size());
    const auto match = routes_->match(method, target.substr(0, question));
    if (match.handler == nullptr) throw std::logic_error("there is no route " + target);
    auto request = std::make_shared<HttpRequest>();
    request->method = method;
    request->path = match.path;
    request->parameters = match.parameters;
    for (auto at = question; at < target.size();) {
        const auto end = std::min(target.find('&', at + 1), target.size());
        const auto equals = target.find('=', at);
        request->query[target.substr(at + 1, equals - at - 1)] = target.substr(equals + 1, end - equals - 1);
        at = end;
    }
    request->headers = {{"user", "ann"}, {"accesskey", key_}, {"host", "chat.example.org"}};
    for (auto& [name, value] : headers) request->headers[name] = value;
    request->body = body;
    const auto response = runTask(loop_, (*match.handler)(request));
    auto answer = json::parse(response.body);
    answer["status_code"] = response.status;
    return answer;
}

void FileRoleTest::givesAddressesByWhichItWasReached_data() {
    QTest::addColumn<QString>("proto");
    QTest::addColumn<QString>("address");
    QTest::newRow("without a proxy") << "" << "http://chat.example.org/up";
    QTest::newRow("by a proxy with TLS") << "https" << "https://chat.example.org/up";
    QTest::newRow("by a proxy without") << "http" << "http://chat.example.org/up";
    QTest::newRow("by something else") << "javascript:" << "http://chat.example.org/up";
}

void FileRoleTest::givesAddressesByWhichItWasReached() {
    QFETCH(QString, proto);
    QFETCH(QString, address);
    std::map<std::string, std::string> headers;
    if (!proto.isEmpty()) headers["x-forwarded-proto"] = proto.toStdString();
    const auto asked = call("GET", "/assets/upload/presigned_url?ext=png", headers);
    QCOMPARE(asked.at("url").get<std::string>(), address.toStdString());
}

void FileRoleTest::givesShortLivedAddressesWhereNoSizeIsHeld_data() {
    QTest::addColumn<bool>("guards");
    QTest::addColumn<bool>("isSized");
    QTest::addColumn<int>("minutes");
    QTest::newRow("the store guards them") << true << false << 360;
    QTest::newRow("exact") << false << true << 360;
    QTest::newRow("any size") << false << false << 15;
}

void FileRoleTest::givesShortLivedAddressesWhereNoSizeIsHeld() {
    QFETCH(bool, guards);
    QFETCH(bool, isSized);
    QFETCH(int, minutes);
    blobs_->guards = guards;
    (void)ask(isSized);
    QCOMPARE(blobs_->grants.size(), 1u);
    const auto& grant = blobs_->grants.front();
    QCOMPARE(grant.until.ms - grant.now.ms, static_cast<std::uint64_t>(minutes) * 60'000);
}

// Only what was inspected: its owner may have uploaded another one since.
void FileRoleTest::discardsWhatWillNotDo() {
    const auto asked = ask(true);
    blobs_->facts.bytes = 11;
    const auto path = "/assets/" + asked.at("fileId").get<std::string>() + "/status";
    QCOMPARE(call("PUT", path, {}, R"({"status":true})").at("status_code").get<int>(), 413);
    QCOMPARE(blobs_->discarded.size(), 1u);
    QVERIFY(blobs_->removed.empty());
}

void FileRoleTest::clearsUpBehindAddressesOfSealedFiles() {
    blobs_->guards = false;
    const auto asked = ask(true);
    blobs_->facts.bytes = 10;
    const auto path = "/assets/" + asked.at("fileId").get<std::string>() + "/status";
    QCOMPARE(call("PUT", path, {}, R"({"status":true})").at("status_code").get<int>(), 200);
    advance(10min);
    QVERIFY(blobs_->late.empty());
    for (int i = 0; i < 42; ++i) advance(10min);
    QCOMPARE(blobs_->late.size(), 1u);
}

void FileRoleTest::sweepsAgainAfterASweepThatThrew() {
    files_->throws = true;
    advance(10min);
    QCOMPARE(files_->sweeps, 1);
    files_->throws = false;
    advance(10min);
    QCOMPARE(files_->sweeps, 2);
    advance(10min);
    QCOMPARE(files_->sweeps, 3);
}

}  // namespace baithak::test

#include "file_role_test.moc"
