// SPDX-License-Identifier: MIT
#include "server/host/secret_files.h"

#include <QTest>

#include <filesystem>
#include <fstream>

#include "tests/support/child_process.h"
#include "tests/support/register_test.h"

namespace baithak::test {

namespace fs = std::filesystem;

class SecretFilesTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        directory_ = std::make_unique<TempDir>();
        file_ = directory_->path() + "/secret";
        std::ofstream(file_) << "secret";
        fs::permissions(directory_->path(), fs::perms(0755));
        fs::permissions(file_, fs::perms(0644));
    }

    void knowsWhatEverybodyCanRead() {
        QVERIFY(isOpenToAll(file_));
        fs::permissions(file_, fs::perms(0640));
        QVERIFY(!isOpenToAll(file_));
        QVERIFY(!isOpenToAll("/nowhere/secret"));
    }

    // A folder that others can't enter keeps what is in it, by whatever name it is reached.
    void knowsFoldersThatKeepOthersOut() {
        const TempDir elsewhere;
        fs::permissions(elsewhere.path(), fs::perms(0755));
        fs::create_symlink(file_, elsewhere.path() + "/link");
        QVERIFY(isOpenToAll(elsewhere.path() + "/link"));
        fs::permissions(directory_->path(), fs::perms(0750));
        QVERIFY(!isOpenToAll(file_));
        QVERIFY(!isOpenToAll(elsewhere.path() + "/link"));
    }

    void namesEachSecretThatIsUsed() {
        Config config;
        config.adminTokenFile = config.fcmCredentials = config.blobSecretFile = file_;
        config.push = "fcm";
        const auto all = checkSecretFiles(config, {.blobs = true, .push = true});
        const auto some = checkSecretFiles(config, {});
        QVERIFY(!all && all.error().code == Errc::forbidden);
        for (const auto* option : {"admin-token-file: ", "fcm-credentials: ", "blob-secret-file: "})
            QVERIFY2(all.error().text.find(option) != std::string::npos, option);
        QVERIFY(!some && some.error().text.find("fcm") == std::string::npos);
        fs::permissions(file_, fs::perms(0600));
        QVERIFY(checkSecretFiles(config, {.blobs = true, .push = true}));
    }

    // Those of the bus that was chosen alone.
    void namesTheSecretsOfTheBus_data() {
        QTest::addColumn<QString>("bus");
        QTest::addColumn<QStringList>("options");
        QTest::newRow("memory") << "memory" << QStringList();
        QTest::newRow("nats") << "nats" << QStringList{"nats-credentials", "nats-nkey", "nats-key"};
        QTest::newRow("kafka") << "kafka" << QStringList{"kafka-settings"};
    }
    void namesTheSecretsOfTheBus() {
        QFETCH(const QString, bus);
        QFETCH(const QStringList, options);
        Config config;
        config.bus = bus.toStdString();
        config.natsCredentials = config.natsNkey = config.natsKey = config.kafkaSettings = file_;

        const auto checked = checkSecretFiles(config, {});

        QCOMPARE(static_cast<bool>(checked), options.isEmpty());
        QStringList named;
        if (!checked) {
            for (const auto& line : QString::fromStdString(checked.error().text).split('\n'))
                named << line.section(':', 0, 0);
        }
        QCOMPARE(named, options);
    }

private:
    std::unique_ptr<TempDir> directory_;
    std::string file_;
};
BAITHAK_REGISTER_TEST(SecretFilesTest);

}  // namespace baithak::test

#include "secret_files_test.moc"
