// SPDX-License-Identifier: MIT
#include "server/host/config_fit.h"

#include <QTest>

#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

Config spread(const std::string& roles) {
    Config config;
    config.roles = roles;
    config.bus = "nats";
    config.presence = "redis";
    return config;
}

std::string problem(const Config& config) {
    const auto fits = checkFit(config);
    if (fits) return {};
    return fits.error().code == Errc::malformed ? fits.error().text : "another error";
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

}  // namespace

class ConfigFitTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void takesWhatCanRun() {
        QCOMPARE(problem(Config()), std::string());
        QCOMPARE(problem(spread("gateway,router")), std::string());
    }

    void knowsTheRoles() {
        const auto text = problem(spread("gateway,postman"));
        QVERIFY2(contains(text, "'postman'") && contains(text, "group_router"), text.c_str());
    }

    void spreadsNothingThatLivesInOneProcess() {
        auto config = spread("gateway");
        config.bus = "memory";
        QVERIFY(contains(problem(config), "bus memory"));
        config.presence = "memory";
        QVERIFY(contains(problem(config), "bus memory") && contains(problem(config), "\npresence memory"));
    }

    void asksForTheDatabaseWhereItIsUsed() {
        auto config = spread("delivery");
        config.store = "postgres";
        QVERIFY(contains(problem(config), "store postgres needs postgres-url"));
        config.postgresUrl = "postgresql://db/chat";
        QCOMPARE(problem(config), std::string());
        config.postgresUrl.clear();
        config.roles = "router";  // keeps nothing
        QCOMPARE(problem(config), std::string());
    }

    void asksForTheBucketWhereItIsUsed() {
        auto config = spread("file");
        config.blob = "s3";
        for (const auto* option : {"s3-bucket", "s3-region", "s3-access-key", "s3-secret-key"})
            QVERIFY2(contains(problem(config), option), option);
        config.s3Bucket = config.s3Region = config.s3AccessKey = config.s3SecretKey = "x";
        QCOMPARE(problem(config), std::string());
        config.fileMaxBytes = (5ULL << 30) + 1;
        QVERIFY(contains(problem(config), "file-max-bytes"));
        config.s3Bucket.clear();
        config.roles = "gateway";
        QCOMPARE(problem(config), std::string());
    }
};
BAITHAK_REGISTER_TEST(ConfigFitTest);

}  // namespace baithak::test

#include "config_fit_test.moc"
