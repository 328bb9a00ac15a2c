// SPDX-License-Identifier: MIT

// Options of files, with the real binary.

#include "tests/e2e/qt_print.h"
#include "tests/e2e/world.h"
#include "tests/support/register_test.h"

namespace baithak::test {

class FileOptionsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wantsTheSizeWhenToldTo() {
        World world({"--auth", "open", "--durability", "normal", "--file-needs-size", "yes"});
        const auto ann = world.newUser("ann");
        const std::string wish = "/v1.0/assets/upload/presigned_url?category=chat&ext=.png";
        const auto refused = world.get(ann, wish);
        QCOMPARE(refused.status, 400);
        QVERIFY2(refused.body.find("size") != std::string::npos, refused.body.c_str());
        QCOMPARE(world.get(ann, wish + "&size=10").status, 200);
    }

    void namesAFolderThatCannotBeMade() {
        const TempDir directory;
        const auto ran = runServer({"--data-dir", directory.path() + "/data", "--listen", "127.0.0.1:0", "--auth",
                                    "open", "--blob-dir", "/proc/no-folder"});
        QCOMPARE(ran.exitCode, 1);
        QVERIFY2(ran.err.find("/proc/no-folder") != std::string::npos, ran.err.c_str());
    }
};
BAITHAK_REGISTER_TEST(FileOptionsTest);

}  // namespace baithak::test

#include "file_options_test.moc"
