// SPDX-License-Identifier: MIT
#include "server/roles/file/late_uploads.h"

#include <QTest>

#include "tests/server/roles/file/fake_blobs.h"
#include "tests/server/support/run_task.h"
#include "tests/support/fake_clock.h"
#include "tests/support/register_test.h"

namespace baithak::test {

using namespace std::chrono_literals;

class LateUploadsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        blobs_ = std::make_unique<FakeBlobs>();
        late_ = std::make_unique<LateUploads>(*blobs_, clock_, log_);
    }

    // An hour behind the end of the address, for what was on its way then.
    void clearsUpWhenTheTimeIsOver() {
        late_->add(FileId("a"), clock_.now() + 1h);
        late_->add(FileId("b"), clock_.now() + 3h);
        clock_.advance(119min);
        runTask(late_->run());
        QVERIFY(blobs_->late.empty());
        clock_.advance(1min);
        runTask(late_->run());
        QVERIFY(blobs_->late == std::vector<FileId>{FileId("a")});
        clock_.advance(24h);
        runTask(late_->run());
        runTask(late_->run());
        QVERIFY(blobs_->late == (std::vector<FileId>{FileId("a"), FileId("b")}));
    }

    void triesAgainWhenTheBlobsAreAway() {
        late_->add(FileId("a"), clock_.now());
        clock_.advance(2h);
        blobs_->isAway = true;
        runTask(late_->run());
        blobs_->isAway = false;
        runTask(late_->run());
        QVERIFY(blobs_->late == std::vector<FileId>{FileId("a")});
    }

private:
    FakeClock clock_;
    Log log_{LogLevel::error};
    std::unique_ptr<FakeBlobs> blobs_;
    std::unique_ptr<LateUploads> late_;
};
BAITHAK_REGISTER_TEST(LateUploadsTest);

}  // namespace baithak::test

#include "late_uploads_test.moc"
