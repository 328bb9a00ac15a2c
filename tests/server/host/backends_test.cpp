// SPDX-License-Identifier: MIT
#include "server/host/backends.h"

#include <QTest>

#include "tests/support/register_test.h"

namespace baithak::test {

class BackendsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhenFilesAreAProcessesOwn_data() {
        QTest::addColumn<QString>("roles");
        QTest::addColumn<QString>("blob");
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("secret");
        QTest::addColumn<QString>("named");  // empty: there is nothing to say
        QTest::newRow("one process") << "all" << "disk" << "" << "" << "";
        QTest::newRow("a bucket") << "file" << "s3" << "" << "" << "";
        QTest::newRow("all is shared") << "file" << "disk" << "/files" << "/secret" << "";
        QTest::newRow("nothing is") << "file" << "disk" << "" << "" << "blob-dir and blob-secret-file";
        QTest::newRow("the folder is not") << "file" << "disk" << "" << "/secret" << "blob-dir is";
        QTest::newRow("the secret is not") << "gateway,file" << "disk" << "/files" << "" << "blob-secret-file is";
    }

    void saysWhenFilesAreAProcessesOwn() {
        QFETCH(QString, roles);
        QFETCH(QString, blob);
        QFETCH(QString, folder);
        QFETCH(QString, secret);
        QFETCH(QString, named);
        Config config;
        config.roles = roles.toStdString();
        config.blob = blob.toStdString();
        config.blobDir = folder.toStdString();
        config.blobSecretFile = secret.toStdString();
        const auto doubt = doubtOfSharedFiles(config);
        QCOMPARE(doubt.empty(), named.isEmpty());
        QVERIFY2(doubt.find(named.toStdString()) != std::string::npos, doubt.c_str());
    }

    void leavesTimeForOthersWhenItEnds() {
        Config config;
        config.drainSeconds = 30;
        QVERIFY(pushDrainOf(config) == std::chrono::seconds(10));
        config.drainSeconds = 3600;
        QVERIFY(pushDrainOf(config) == std::chrono::minutes(20));
        QVERIFY(clientDrainOf(config) + pushDrainOf(config) < std::chrono::hours(1));
    }
};
BAITHAK_REGISTER_TEST(BackendsTest);

}  // namespace baithak::test

#include "backends_test.moc"
