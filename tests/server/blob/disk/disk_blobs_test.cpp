// SPDX-License-Identifier: MIT

// What was inspected is what is sealed or discarded, whoever else inspects it at the same time. Uploading and
// downloading is tests/e2e/files_test.cpp.

#include "server/blob/disk/disk_blobs.h"

#include <QTemporaryDir>
#include <QTest>

#include "server/blob/disk/disk_files.h"
#include "tests/server/support/run_task.h"
#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

const FileId kFile("bfile-abcdefghijklmnopqrstuvwxyz");

}  // namespace

class DiskBlobsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        directory_ = std::make_unique<QTemporaryDir>();
        DiskBlobsConfig config;
        config.folder = directory_->filePath("files").toStdString();
        config.secretFile = directory_->filePath("secret").toStdString();
        auto opened = openDiskBlobs(config, clock_, metrics_);
        QVERIFY(opened);
        blobs_ = std::move(*opened);
        files_ = std::make_unique<DiskFiles>(config.folder);
    }
    void cleanup() { blobs_.reset(); }

    void sealsWhatWasInspected() {
        upload("first");
        const auto facts = inspect();
        QVERIFY(runTask(blobs_->seal(kFile, *facts)));
        QVERIFY(runTask(blobs_->seal(kFile, *facts)));
        QCOMPARE(inspect()->beginning, std::string("first"));
    }

    void refusesToSealWhatHasChanged() {
        upload("first");
        const auto facts = inspect();
        QVERIFY(runTask(blobs_->remove(kFile)));
        const auto gone = runTask(blobs_->seal(kFile, *facts));
        QVERIFY(!gone && gone.error().code == Errc::conflict);
        upload("other");
        const auto changed = runTask(blobs_->seal(kFile, *facts));
        QVERIFY(!changed && changed.error().code == Errc::conflict);
    }

    // Two look at a file that will not do; the slower one must not take what its owner has uploaded since.
    void discardsNoLaterUpload() {
        upload("bad");
        const auto facts = inspect();
        QVERIFY(runTask(blobs_->discard(kFile, *facts)));
        upload("good");
        const auto good = inspect();
        QVERIFY(runTask(blobs_->discard(kFile, *facts)));
        QVERIFY(runTask(blobs_->seal(kFile, *good)));
        QCOMPARE(inspect()->beginning, std::string("good"));
    }

private:
    void upload(const std::string& content) {
        auto part = files_->openPart(kFile);
        QVERIFY(part);
        QVERIFY((*part)->write(content));
        QVERIFY((*part)->finish());
    }
    Result<BlobFacts> inspect() { return runTask(blobs_->inspect(kFile)); }

    SystemClock clock_;
    Metrics metrics_;
    std::unique_ptr<QTemporaryDir> directory_;
    std::unique_ptr<BlobStore> blobs_;
    std::unique_ptr<DiskFiles> files_;
};
BAITHAK_REGISTER_TEST(DiskBlobsTest);

}  // namespace baithak::test

#include "disk_blobs_test.moc"
