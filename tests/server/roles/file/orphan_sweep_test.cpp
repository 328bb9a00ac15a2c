// SPDX-License-Identifier: MIT
#include "server/roles/file/orphan_sweep.h"

#include <QTest>

#include <algorithm>
#include <set>

#include "tests/server/store/sqlite/sqlite_place.h"
#include "tests/server/support/run_task.h"
#include "tests/support/builders.h"
#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

constexpr Timestamp kMade{1'700'000'000'000};
constexpr std::chrono::hours kDay{24};

class StillClock final : public Clock {
public:
    Timestamp now() const override { return at; }
    std::chrono::steady_clock::time_point steadyNow() const override { return {}; }
    Timestamp at = kMade;
};

// Notes what it is told to remove; fails when the test says so.
class NotingBlobs final : public BlobStore {
public:
    std::string uploadUrl(const UploadGrant&, std::string_view) override { return {}; }
    std::string downloadUrl(const DownloadGrant&, std::string_view) override { return {}; }
    Task<Result<BlobFacts>> inspect(FileId) override { co_return BlobFacts{}; }
    Task<Result<>> seal(FileId, BlobFacts) override { co_return Result<>(); }
    Task<Result<>> remove(FileId id) override {
        ++tries;
        if (isAway || stuck.contains(id)) co_return Error{Errc::unavailable, "away"};
        removed.push_back(id);
        co_return Result<>();
    }
    Task<Result<>> discard(FileId, BlobFacts) override { co_return Result<>(); }
    std::set<FileId> stuck;
    int tries = 0;
    std::vector<FileId> removed;
    bool isAway = false;
};

FileId fileOf(int number) {
    std::string id = "bfile-" + std::string(26, 'a');
    id[31] = static_cast<char>('a' + number % 26);
    id[30] = static_cast<char>('a' + number / 26);
    return FileId(id);
}

}  // namespace

class OrphanSweepTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        store_ = std::make_unique<StoreUnderTest>(makeSqlitePlace);
        blobs_ = std::make_unique<NotingBlobs>();
        store_->addUsers({"ann", "bob"});
        clock_.at = kMade;
    }
    void cleanup() { store_.reset(); }

    void removesWhatNobodySent() {
        create(0);
        create(1);
        complete(1);
        create(2);
        complete(2);
        send(2);
        QCOMPARE(sweep(), std::size_t(0));
        clock_.at = kMade + kDay + std::chrono::milliseconds(1);
        QCOMPARE(sweep(), std::size_t(2));
        QVERIFY(blobs_->removed == (std::vector<FileId>{fileOf(0), fileOf(1)}));
        QVERIFY(runTask(store_->files().find(fileOf(2), UserId("bob"))));
        QVERIFY(!runTask(store_->files().find(fileOf(1), UserId("ann"))));
        QCOMPARE(sweep(), std::size_t(0));
    }

    void removesMoreThanItTakesAtOnce() {
        for (int i = 0; i < 150; ++i) create(i);
        clock_.at = kMade + 2 * kDay;
        QCOMPARE(sweep(), std::size_t(150));
        QCOMPARE(*runTask(store_->files().usedBy(UserId("ann"))), std::uint64_t(0));
    }

    void triesAgainWhenTheBlobsAreAway() {
        create(0);
        clock_.at = kMade + 2 * kDay;
        blobs_->isAway = true;
        QCOMPARE(sweep(), std::size_t(0));
        blobs_->isAway = false;
        QCOMPARE(sweep(), std::size_t(1));
    }

    // The store names the oldest first, so that those that are stuck come first each time.
    void removesTheOthersWhenSomeAreStuck() {
        for (int i = 0; i < 150; ++i) create(i);
        for (int i = 0; i < 10; ++i) blobs_->stuck.insert(fileOf(i * 3));
        clock_.at = kMade + 2 * kDay;
        OrphanSweep sweep(store_->files(), *blobs_, clock_, log_, metrics_, kDay);
        QCOMPARE(runTask(sweep.run()), std::size_t(140));
        QCOMPARE(*runTask(store_->files().usedBy(UserId("ann"))), std::uint64_t(100));
        blobs_->stuck.clear();
        QCOMPARE(runTask(sweep.run()), std::size_t(10));
        QCOMPARE(*runTask(store_->files().usedBy(UserId("ann"))), std::uint64_t(0));
    }

    void getsBehindMoreStuckOnesThanItTakesAtOnce() {
        for (int i = 0; i < 150; ++i) create(i);
        for (int i = 0; i < 100; ++i) blobs_->stuck.insert(fileOf(i));
        clock_.at = kMade + 2 * kDay;
        OrphanSweep sweep(store_->files(), *blobs_, clock_, log_, metrics_, kDay);
        std::size_t removed = 0;
        for (int run = 0; run < 8; ++run) removed += runTask(sweep.run());
        QCOMPARE(removed, std::size_t(50));
    }

    void asksLittleOfBlobsThatAreAway() {
        for (int i = 0; i < 150; ++i) create(i);
        clock_.at = kMade + 2 * kDay;
        blobs_->isAway = true;
        QCOMPARE(sweep(), std::size_t(0));
        QVERIFY(blobs_->tries <= 16);
    }

    void sharesItsWork() {
        for (int i = 0; i < 100; ++i) create(i);
        clock_.at = kMade + 2 * kDay;
        OrphanSweep first(store_->files(), *blobs_, clock_, log_, metrics_, kDay);
        OrphanSweep second(store_->files(), *blobs_, clock_, log_, metrics_, kDay);
        std::vector<Task<std::size_t>> runs;
        runs.push_back(first.run());
        runs.push_back(second.run());
        static_cast<void>(runTasks(std::move(runs)));
        std::sort(blobs_->removed.begin(), blobs_->removed.end());
        const auto end = std::unique(blobs_->removed.begin(), blobs_->removed.end());
        QCOMPARE(end - blobs_->removed.begin(), std::ptrdiff_t(100));
        QCOMPARE(*runTask(store_->files().usedBy(UserId("ann"))), std::uint64_t(0));
    }

private:
    void create(int number) {
        FileRecord file;
        file.id = fileOf(number);
        file.owner = UserId("ann");
        file.bytes = 10;
        file.createdAt = kMade;
        QVERIFY(runTask(store_->files().create(file, 1, 1'000'000)));
    }
    void complete(int number) {
        QVERIFY(runTask(store_->files().complete(fileOf(number), UserId("ann"), 10, "image/png")));
    }
    void send(int number) {
        auto request = requestFor(aMessage("m-1").from("ann").to("bob"));
        request.files = {fileOf(number)};
        QVERIFY(!store_->append(std::move(request)).refusal);
    }
    std::size_t sweep() {
        OrphanSweep sweep(store_->files(), *blobs_, clock_, log_, metrics_, kDay);
        return runTask(sweep.run());
    }

    std::unique_ptr<StoreUnderTest> store_;
    std::unique_ptr<NotingBlobs> blobs_;
    StillClock clock_;
    Log log_{LogLevel::error};
    Metrics metrics_;
};

BAITHAK_REGISTER_TEST(OrphanSweepTest);

}  // namespace baithak::test

#include "orphan_sweep_test.moc"
