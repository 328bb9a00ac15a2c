// SPDX-License-Identifier: MIT
#include "server/bus/nats/nats_link.h"

#include <QTest>

#include <fstream>
#include <thread>

#include "tests/server/bus/nats/nats_fixture.h"
#include "tests/server/bus/nats/nats_jwt.h"
#include "tests/server/support/turn_loop.h"
#include "tests/support/register_test.h"
#include "tests/support/services/certificates.h"
#include "tests/support/services/nats.h"
#include "tests/support/test_failure.h"

namespace baithak::test {

using namespace std::chrono_literals;

// Ways in: each is taken, and refused when something is wrong with it. And a NATS that goes, comes back, or forgets.
class NatsLinkTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void entersWithAPassword();
    void entersWithAToken();
    void entersWithAnNkey();
    void entersWithCredentials();
    void entersOverTls();
    void namesTheOptionThatWillNotDo_data();
    void namesTheOptionThatWillNotDo();
    void saysThatNatsIsAway();
    void keepsThePasswordToItself();
    void waitsForANatsThatIsBeingStarted();
    void carriesOnWhenNatsIsBack();
    void buildsUpAgainWhatNatsForgot();
    void saysWhatNatsHasNoRoomFor();

private:
    static NatsBusConfig to(const NatsService& service, const std::string& login = {}) {
        return quickConfig("nats://" + login + service.address(), "t");
    }
    static QString refusalOf(NatsBusConfig config) {
        const auto opened = openNatsBus(std::move(config));
        return opened ? QString() : QString::fromStdString(opened.error().text);
    }
};

namespace {

// The `nk` tool's example; it opens nothing but this test's server.
const std::string kSeed = "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY";
const std::string kPublicKey = "UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4";

std::string written(const TempDir& directory, const std::string& name, const std::string& text) {
    const auto path = directory.path() + "/" + name;
    std::ofstream(path) << text;
    return path;
}

bool carries(Bus& bus) {
    baithak::Loop loop;
    FenceListener listener(bus, loop);
    if (!bus.publish("topic", "key", eventNamed("one"))) return false;
    return pollUntil(loop, [&] { return !listener.heard.empty(); });
}

}  // namespace

void NatsLinkTest::entersWithAPassword() {
    const NatsService service("authorization { user: ann, password: s3cret }");

    QVERIFY(carries(*mustOpen(to(service, "ann:s3cret@"))));
    QVERIFY(refusalOf(to(service, "ann:wrong@")).startsWith("nats-url"));
    QVERIFY(refusalOf(to(service)).startsWith("nats-url"));
}

void NatsLinkTest::entersWithAToken() {
    const NatsService service("authorization { token: t0ken }");
    auto config = to(service);
    config.token = "t0ken";

    QVERIFY(carries(*mustOpen(config)));
    config.token = "wrong";
    QVERIFY(!refusalOf(config).isEmpty());
}

void NatsLinkTest::entersWithAnNkey() {
    const NatsService service("authorization { users: [ { nkey: " + kPublicKey + " } ] }");
    const TempDir directory;
    auto config = to(service);
    config.nkey = written(directory, "seed", kSeed + "\n");

    QVERIFY(carries(*mustOpen(config)));
    config.nkey.clear();
    QVERIFY(!refusalOf(config).isEmpty());
}

void NatsLinkTest::entersWithCredentials() {
    const NatsIdentities identities;
    const NatsService service(identities.settings());
    auto config = to(service);
    config.credentials = identities.credentials();

    QVERIFY(carries(*mustOpen(config)));
    config.credentials = identities.foreignCredentials();
    QVERIFY(!refusalOf(config).isEmpty());
}

void NatsLinkTest::entersOverTls() {
    CertificateFiles authority;
    CertificateFiles stranger;
    const auto server = authority.issue("server");
    const auto client = authority.issue("client");
    const NatsService service("tls { cert_file: \"" + server.certificate + "\", key_file: \"" + server.key +
                              "\", ca_file: \"" + authority.certificate() + "\", verify: true }");
    auto config = to(service);
    config.ca = authority.certificate();
    config.certificate = client.certificate;
    config.key = client.key;

    QVERIFY(carries(*mustOpen(config)));
    auto untrusting = config;
    untrusting.ca = stranger.certificate();
    QVERIFY(!refusalOf(untrusting).isEmpty());
    auto nameless = config;
    nameless.certificate.clear();
    nameless.key.clear();
    QVERIFY(!refusalOf(nameless).isEmpty());
}

void NatsLinkTest::namesTheOptionThatWillNotDo_data() {
    QTest::addColumn<QString>("option");
    for (const auto* option : {"nats-url", "nats-ca", "nats-cert", "nats-key", "nats-credentials", "nats-nkey"}) {
        QTest::newRow(option) << option;
    }
}

void NatsLinkTest::namesTheOptionThatWillNotDo() {
    QFETCH(QString, option);
    auto config = quickConfig("nats://127.0.0.1:1", "t");
    const std::string nowhere = "/nowhere/file";
    if (option == "nats-url") config.url = ",";
    if (option == "nats-ca") config.ca = nowhere;
    if (option == "nats-key") config.certificate = "/dev/null";
    if (option == "nats-cert") config.key = "/dev/null";
    if (option == "nats-credentials") config.credentials = nowhere;
    if (option == "nats-nkey") config.nkey = "/dev/null";

    const auto refusal = refusalOf(config);

    QVERIFY2(refusal.startsWith(option + ":"), qPrintable(refusal));
}

void NatsLinkTest::saysThatNatsIsAway() {
    auto config = quickConfig("nats://127.0.0.1:" + std::to_string(freePort()), "t");
    config.connectFor = 300ms;

    const auto refusal = refusalOf(config);

    QVERIFY2(refusal.startsWith("nats-url: no connection to NATS at 127.0.0.1"), qPrintable(refusal));
}

void NatsLinkTest::keepsThePasswordToItself() {
    auto config = quickConfig("nats://ann:s3cret@127.0.0.1:" + std::to_string(freePort()), "t");
    config.connectFor = 10ms;

    QVERIFY(!refusalOf(config).contains("s3cret"));
}

void NatsLinkTest::waitsForANatsThatIsBeingStarted() {
    NatsService service;
    service.kill();
    auto config = to(service);
    config.connectFor = 10s;
    std::unique_ptr<Bus> bus;
    std::thread opening([&] { bus = mustOpen(config); });
    service.start();
    opening.join();

    QVERIFY(carries(*bus));
}

void NatsLinkTest::carriesOnWhenNatsIsBack() {
    NatsService service;
    baithak::Loop loop;
    auto bus = mustOpen(to(service));
    FenceListener listener(*bus, loop);
    QVERIFY(bus->publish("topic", "key", eventNamed("before")));
    QVERIFY(pollUntil(loop, [&] { return listener.heard.size() == 1; }));

    service.kill();
    std::size_t accepted = 0;
    const bool saysSo = pollUntil(
        loop,
        [&] {
            const auto published = bus->publish("topic", "key", eventNamed("while away"));
            accepted += published ? 1 : 0;
            return !published && published.error().code == Errc::unavailable;
        },
        15s);
    service.start();

    QVERIFY(saysSo);
    QVERIFY(accepted > 0);
    QVERIFY(pollUntil(loop, [&] { return listener.heard.size() >= 1 + accepted; }, 20s));
}

// Kept in memory, everything is gone with the process of NATS: streams, consumers, leases.
void NatsLinkTest::buildsUpAgainWhatNatsForgot() {
    NatsService service;
    baithak::Loop loop;
    auto config = to(service);
    config.inMemory = true;
    auto bus = mustOpen(config);
    FenceListener listener(*bus, loop);
    QVERIFY(pollUntil(loop, [&] { return ownedOf(*bus).size() == 4; }));
    const auto before = ownedOf(*bus);

    service.kill();
    service.start();
    const bool isBack = pollUntil(
        loop,
        [&] {
            (void)bus->publish("topic", "key", eventNamed("after"));
            return !listener.heard.empty();
        },
        20s);

    QVERIFY(isBack);
    const auto fence = listener.heard.back().fence;
    QVERIFY(fence.epoch >= before.at(fence.partition));
    QVERIFY(pollUntil(loop, [&] { return ownedOf(*bus).size() == 4; }, 15s));
    for (const auto& [partition, epoch] : ownedOf(*bus)) QVERIFY(epoch > before.at(partition));
}

void NatsLinkTest::saysWhatNatsHasNoRoomFor() {
    NatsService service("", "500MB");
    baithak::Loop loop;
    auto config = to(service);
    auto bus = mustOpen(config);

    const auto refused = bus->subscribe("topic", "group", loop, [](const EventPtr&, const Fence&) {});
    config.topicBytes = 16 << 20;
    auto small = mustOpen(config);
    const auto taken = small->subscribe("topic", "group", loop, [](const EventPtr&, const Fence&) {});

    QVERIFY(!refused);
    const auto text = QString::fromStdString(refused.error().text);
    QVERIFY2(text.contains("256 MiB") && text.contains("t_topic") && text.contains("nats-topic-bytes"),
             qPrintable(text));
    QVERIFY(static_cast<bool>(taken));
}

BAITHAK_REGISTER_TEST(NatsLinkTest);

}  // namespace baithak::test

#include "nats_link_test.moc"
