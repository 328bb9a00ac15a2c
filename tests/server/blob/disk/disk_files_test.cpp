// SPDX-License-Identifier: MIT
#include "server/blob/disk/disk_files.h"

#include <sys/stat.h>

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

const FileId kFile("bfile-abcdefghijklmnopqrstuvwxyz");

std::string contentOf(const DiskFiles& files, const FileId& id) {
    const auto file = files.open(id);
    if (!file) return "none: " + file.error().text;
    std::string content(file->bytes, '\0');
    const auto read = readAt(*file->descriptor, content.data(), content.size(), 0);
    return read && *read == content.size() ? content : "not read";
}

}  // namespace

class DiskFilesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        folder_ = std::make_unique<QTemporaryDir>();
        files_ = std::make_unique<DiskFiles>(folder_->filePath("files").toStdString());
        QVERIFY(files_->prepare());
    }

    void keepsItsFolderToItself() { QVERIFY(modeOf("files") == 0700); }

    void leavesAnOperatorsFolderAsItIs() {
        QVERIFY(QDir(folder_->path()).mkdir("shared"));
        const auto shared = folder_->filePath("shared").toStdString();
        QVERIFY(::chmod(shared.c_str(), 0750) == 0);
        QVERIFY(DiskFiles(shared).prepare());
        QVERIFY(modeOf("shared") == 0750);
    }

    void removesTheVersionItWasShownAlone() {
        write("first");
        const auto first = files_->open(kFile)->version;
        QVERIFY(files_->remove(kFile));
        write("second");
        QVERIFY(files_->open(kFile)->version != first);
        QVERIFY(files_->removeVersion(kFile, first));
        QCOMPARE(contentOf(*files_, kFile), std::string("second"));
        QVERIFY(files_->removeVersion(kFile, files_->open(kFile)->version));
        QVERIFY(!files_->open(kFile));
        QVERIFY(files_->removeVersion(kFile, first));
    }

    void showsAFileWhenItIsWhole() {
        auto part = files_->openPart(kFile);
        QVERIFY(part);
        QVERIFY((*part)->write("hello "));
        QVERIFY((*part)->write("world"));
        QVERIFY(!files_->open(kFile));
        QCOMPARE(*files_->partBytes(kFile), std::uint64_t(11));
        QVERIFY((*part)->finish());
        QCOMPARE(contentOf(*files_, kFile), std::string("hello world"));
        QVERIFY(!files_->partBytes(kFile));
    }

    void goesOnWithAPart() {
        QVERIFY((*files_->openPart(kFile))->write("hello "));
        auto part = files_->openPart(kFile);
        QVERIFY(part);
        QCOMPARE((*part)->bytes(), std::uint64_t(6));
        QVERIFY((*part)->write("world"));
        QVERIFY((*part)->finish());
        QCOMPARE(contentOf(*files_, kFile), std::string("hello world"));
    }

    void beginsAnew() {
        auto part = files_->openPart(kFile);
        QVERIFY((*part)->write("something long"));
        QVERIFY((*part)->cutTo(0));
        QVERIFY((*part)->write("short"));
        QVERIFY((*part)->finish());
        QCOMPARE(contentOf(*files_, kFile), std::string("short"));
    }

    void letsOneWriteAtATime() {
        auto first = files_->openPart(kFile);
        const auto second = files_->openPart(kFile);
        QVERIFY(first && !second);
        QVERIFY(second.error().code == Errc::rateLimited);
        first->reset();
        QVERIFY(files_->openPart(kFile));
    }

    void changesNothingThatIsWhole() {
        QVERIFY((*files_->openPart(kFile))->finish());
        const auto again = files_->openPart(kFile);
        QVERIFY(!again && again.error().code == Errc::conflict);
    }

    void removesPartsAndWholes() {
        QVERIFY((*files_->openPart(kFile))->write("half"));
        QVERIFY(files_->remove(kFile));
        QVERIFY(!files_->partBytes(kFile));
        QVERIFY((*files_->openPart(kFile))->finish());
        QVERIFY(files_->remove(kFile));
        QVERIFY(!files_->open(kFile));
        QVERIFY(files_->remove(kFile));
    }

    void endsAPartThatWasRemoved() {
        auto part = files_->openPart(kFile);
        QVERIFY(files_->remove(kFile));
        QVERIFY((*part)->write("late"));
        QVERIFY(!(*part)->finish());
        QVERIFY(!files_->open(kFile));
    }

    void saysWhichFolderWillNotDo() {
        const DiskFiles files("/proc/no/such/folder");
        const auto prepared = files.prepare();
        QVERIFY(!prepared && prepared.error().text.find("/proc/no/such/folder") != std::string::npos);
    }

private:
    void write(const std::string& content) {
        auto part = files_->openPart(kFile);
        QVERIFY(part);
        QVERIFY((*part)->write(content));
        QVERIFY((*part)->finish());
    }
    mode_t modeOf(const char* name) const {
        struct stat facts{};
        return ::stat(folder_->filePath(name).toUtf8().constData(), &facts) == 0 ? facts.st_mode & 0777 : 0;
    }

    std::unique_ptr<QTemporaryDir> folder_;
    std::unique_ptr<DiskFiles> files_;
};

BAITHAK_REGISTER_TEST(DiskFilesTest);

}  // namespace baithak::test

#include "disk_files_test.moc"
