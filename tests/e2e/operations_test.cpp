// SPDX-License-Identifier: MIT

// What an operator relies on: the ready line, the listeners, draining, refusals to start, configuration, the logs.

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/e2e/qt_print.h"
#include "tests/e2e/world.h"
#include "tests/support/register_test.h"

namespace baithak::test {

using nlohmann::json;

namespace {

std::string readFile(const std::string& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

class OperationsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysThatItServesInOneLine();
    void leavesAFileForProgramsOnThisMachine();
    void keepsOperationsOffThePublicListener();
    void drainsOnSigterm();
    void drainsWhileMessagesPour();
    void keepsADirectoryForOneServer();
    void showsHelp();
    void checksConfiguration();
    void readsFileEnvironmentAndFlags();
    void refusesBadConfiguration_data();
    void refusesBadConfiguration();
    void refusesToStart_data();
    void refusesToStart();
    void refusesACorruptDatabase();
    void endsWithItsParentOnceClientsAreGone();
    void logsNoSecrets();
    void logsJsonLinesOnly();
};

void OperationsTest::saysThatItServesInOneLine() {
    World world;
    const auto ready = json::parse(world.server.readyLine());

    QCOMPARE(ready.at("event").get<std::string>(), std::string("ready"));
    QCOMPARE(ready.at("port").get<int>(), int{world.server.port()});
    QCOMPARE(ready.at("pid").get<int>(), int{world.server.pid()});
    QVERIFY(world.server.opsPort() != 0 && world.server.opsPort() != world.server.port());
    (void)world.newUser("ann");
    world.server.signal(SIGTERM);
    QCOMPARE(world.server.waitExit().value_or(-1), 0);
    // Nothing followed it: a second run shows all of standard output.
    const TempDir directory;
    const auto ran = runServer({"--listen", "127.0.0.1:0", "--data-dir", directory.path() + "/d", "--child"});
    QCOMPARE(ran.exitCode, 0);
    QCOMPARE(std::count(ran.out.begin(), ran.out.end(), '\n'), 1);
    QCOMPARE(json::parse(ran.out).at("event").get<std::string>(), std::string("ready"));
}

void OperationsTest::leavesAFileForProgramsOnThisMachine() {
    World world;
    const auto path = world.dataDir + "/server.json";
    struct stat facts{};

    QCOMPARE(stat(path.c_str(), &facts), 0);
    QCOMPARE(facts.st_mode & 0777, 0600U);
    auto left = json::parse(readFile(path));
    QVERIFY(!left.at("ownerToken").get<std::string>().empty());
    QCOMPARE(left.at("opsAddress").get<std::string>(), std::string("127.0.0.1"));
    left.erase("ownerToken");
    left.erase("opsAddress");
    QVERIFY(left == json::parse(world.server.readyLine()));
    world.server.signal(SIGTERM);
    QCOMPARE(world.server.waitExit().value_or(-1), 0);
    QVERIFY(!std::filesystem::exists(path));
}

void OperationsTest::keepsOperationsOffThePublicListener() {
    World world;

    QCOMPARE(world.call("GET", "/alive").body, std::string("OK"));
    QCOMPARE(world.ops("/alive").body, std::string("OK"));
    QCOMPARE(world.ops("/ready").status, 200);
    const auto metrics = world.ops("/metrics");
    QCOMPARE(metrics.status, 200);
    QVERIFY(metrics.contentType.starts_with("text/plain"));
    QVERIFY(contains(metrics.body, "# TYPE baithak_gateway_connections gauge"));
    for (const auto* path : {"/ready", "/metrics", "/v1.0/metrics", "/v1.0/ready"}) {
        QCOMPARE(world.call("GET", path).status, 404);
    }
    for (const auto* path : {"/login", "/conversations"}) QCOMPARE(world.ops(path).status, 404);
}

void OperationsTest::drainsOnSigterm() {
    World world;
    const auto ann = world.newUser("ann");
    const auto bob = world.newUser("bob");
    const auto peer = world.peer(ann);
    const auto other = world.peer(bob, "confirm=true");
    peer->sendText(textFrame("m-1", bob.user, "before the end"));
    QCOMPARE(peer->next().type, MessageType::serverAck);
    const auto arrived = other->next();
    other->confirm(arrived);
    QVERIFY(other->isAnswered());

    world.server.signal(SIGTERM);

    for (auto* each : {peer.get(), other.get()}) {
        QVERIFY(each->raw.waitClosed());
        QCOMPARE(each->raw.closeCode(), 1012);
    }
    QCOMPARE(world.server.waitExit().value_or(-1), 0);
    // The last confirmation was saved.
    world.server.start();
    world.rest.setPort(world.server.port());
    const auto again = world.peer(bob, "confirm=true");
    QVERIFY(again->isQuiet());
    QCOMPARE(world.rest.log(bob, directLog(ann.user, bob.user)).size(), 1U);
}

void OperationsTest::drainsWhileMessagesPour() {
    World world({"--auth", "open"});
    const auto ann = world.newUser("ann");
    const auto bob = world.newUser("bob");
    const auto sender = world.client(ann);
    for (int i = 0; i < 500; ++i) sender->sendText(bob.user, "pouring");
    QVERIFY(world.loop.until([&] { return sender->acknowledged().size() > 20; }));

    world.server.signal(SIGTERM);
    QVERIFY(world.loop.until([&] { return sender->lastCloseCode() != 0; }));
    QCOMPARE(sender->lastCloseCode(), 1012);
    QCOMPARE(world.server.waitExit().value_or(-1), 0);
    world.server.start();
    world.rest.setPort(world.server.port());
    sender->setPort(world.server.port());
    QVERIFY(world.loop.until([&] { return sender->isIdle(); }, std::chrono::seconds(30)));

    QCOMPARE(sender->acknowledged().size(), 500U);
    const auto log = world.rest.log(bob, directLog(ann.user, bob.user));
    QCOMPARE(log.size(), 500U);
    for (const auto& entry : log) QCOMPARE(sender->acknowledged().at(entry.id).seq, entry.seq);
}

void OperationsTest::keepsADirectoryForOneServer() {
    World world;

    const auto second = runServer({"--listen", "127.0.0.1:0", "--data-dir", world.dataDir, "--auth", "open"});

    QCOMPARE(second.exitCode, 1);
    QVERIFY(second.out.empty());
    QVERIFY2(contains(second.err, world.dataDir), second.err.c_str());
    QVERIFY(std::filesystem::exists(world.dataDir + "/server.json"));
    QCOMPARE(world.call("GET", "/alive").status, 200);
}

void OperationsTest::showsHelp() {
    const auto help = runServer({"--help"});
    QCOMPARE(help.exitCode, 0);
    for (const auto* option :
         {"--listen", "--data-dir", "--auth", "--durability", "--child", "BAITHAK_", "config check"}) {
        QVERIFY2(contains(help.out, option), option);
    }
    QCOMPARE(runServer({"--version"}).exitCode, 0);
}

void OperationsTest::checksConfiguration() {
    const auto checked = runServer({"config", "check", "--listen", "127.0.0.1:7000", "--durability", "normal"});
    QCOMPARE(checked.exitCode, 0);
    const auto config = json::parse(checked.out);
    QCOMPARE(config.at("listen").get<std::string>(), std::string("127.0.0.1:7000"));
    QCOMPARE(config.at("durability").get<std::string>(), std::string("normal"));
    QCOMPARE(config.at("auth").get<std::string>(), std::string("local"));

    const auto broken = runServer({"config", "check", "--auth", "none"});
    QCOMPARE(broken.exitCode, 2);
    QVERIFY2(contains(broken.err, "auth"), broken.err.c_str());
}

void OperationsTest::readsFileEnvironmentAndFlags() {
    const TempDir directory;
    const auto file = directory.path() + "/baithakd.json";
    std::ofstream(file) << R"({"listen":"127.0.0.1:7001","log-level":"warn","durability":"normal"})";

    const auto ran = runServer({"config", "check", "--config", file, "--listen", "127.0.0.1:7003"},
                               "BAITHAK_LISTEN=127.0.0.1:7002 BAITHAK_LOG_LEVEL=error");

    QCOMPARE(ran.exitCode, 0);
    const auto config = json::parse(ran.out);
    QCOMPARE(config.at("listen").get<std::string>(), std::string("127.0.0.1:7003"));
    QCOMPARE(config.at("log-level").get<std::string>(), std::string("error"));
    QCOMPARE(config.at("durability").get<std::string>(), std::string("normal"));
}

void OperationsTest::refusesBadConfiguration_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("named");
    QTest::newRow("an unknown option") << QStringList{"--colour", "red"} << "colour";
    QTest::newRow("a value is missing") << QStringList{"--listen"} << "listen";
    QTest::newRow("no port") << QStringList{"--listen", "127.0.0.1"} << "listen";
    QTest::newRow("no number") << QStringList{"--key-days", "many"} << "key-days";
    QTest::newRow("a word of no meaning") << QStringList{"--durability", "some"} << "durability";
    QTest::newRow("a bus that is not built in") << QStringList{"--bus", "carrier-pigeon"} << "bus";
    QTest::newRow("a file that is not there")
        << QStringList{"--config", "/nowhere/baithakd.json"} << "/nowhere/baithakd.json";
    QTest::newRow("open beyond loopback") << QStringList{"--auth", "open", "--listen", "0.0.0.0:0"} << "open";
    QTest::newRow("an argument too many") << QStringList{"nonsense"} << "nonsense";
    QTest::newRow("a part of the roles on the memory bus") << QStringList{"--roles", "gateway"} << "bus memory";
    QTest::newRow("a part of the roles, with presence in memory")
        << QStringList{"--roles", "gateway", "--bus", "nats"} << "presence memory";
    QTest::newRow("a role that there is not") << QStringList{"--roles", "gateway,postman"} << "postman";
    QTest::newRow("a database that is not named") << QStringList{"--store", "postgres"} << "postgres-url";
    QTest::newRow("a bucket that is not named") << QStringList{"--blob", "s3"} << "s3-bucket";
    QTest::newRow("an advertised address that is none") << QStringList{"--advertise", "0.0.0.0"} << "advertise";
}

void OperationsTest::refusesBadConfiguration() {
    QFETCH(QStringList, arguments);
    QFETCH(QString, named);
    Arguments plain;
    for (const auto& argument : arguments) plain.push_back(argument.toStdString());

    const auto ran = runServer(plain);

    QCOMPARE(ran.exitCode, 2);
    QVERIFY(ran.out.empty());
    QVERIFY2(contains(ran.err, named.toStdString()), ran.err.c_str());
    // The check says what a start would say.
    plain.insert(plain.begin(), {"config", "check"});
    QCOMPARE(runServer(plain).exitCode, 2);
}

void OperationsTest::refusesToStart_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("named");
    QTest::newRow("a directory that is a file")
        << QStringList{"--listen", "127.0.0.1:0", "--data-dir", "/dev/null"} << "/dev/null";
    QTest::newRow("a directory that can't be made")
        << QStringList{"--listen", "127.0.0.1:0", "--data-dir", "/proc/baithak"} << "/proc/baithak";
    QTest::newRow("an address that is not ours") << QStringList{"--listen", "192.0.2.1:7443"} << "192.0.2.1";
}

void OperationsTest::refusesToStart() {
    QFETCH(QStringList, arguments);
    QFETCH(QString, named);
    Arguments plain;
    for (const auto& argument : arguments) plain.push_back(argument.toStdString());

    const auto ran = runServer(plain);

    QCOMPARE(ran.exitCode, 1);
    QVERIFY(ran.out.empty());
    QVERIFY2(contains(ran.err, named.toStdString()), ran.err.c_str());
}

void OperationsTest::refusesACorruptDatabase() {
    const TempDir directory;
    std::ofstream(directory.path() + "/baithak.db") << std::string(20'000, 'x');

    const auto ran = runServer({"--listen", "127.0.0.1:0", "--data-dir", directory.path()});

    QCOMPARE(ran.exitCode, 1);
    QVERIFY2(contains(ran.err, "baithak.db"), ran.err.c_str());
    QCOMPARE(readFile(directory.path() + "/baithak.db"), std::string(20'000, 'x'));
}

// The app's own server: it goes when the window is closed and nobody else is there.
void OperationsTest::endsWithItsParentOnceClientsAreGone() {
    int hand[2];
    QCOMPARE(pipe2(hand, O_CLOEXEC), 0);
    const int ownInput = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
    dup2(hand[0], STDIN_FILENO);  // the server inherits it
    World world({"--auth", "open", "--child"});
    if (ownInput >= 0) dup2(ownInput, STDIN_FILENO);
    close(ownInput);
    close(hand[0]);
    auto peer = world.peer(world.newUser("ann"));

    close(hand[1]);

    QVERIFY(!world.server.waitExit(std::chrono::seconds(5)));
    QVERIFY(peer->isQuiet());
    peer.reset();
    QCOMPARE(world.server.waitExit(std::chrono::seconds(20)).value_or(-1), 0);
}

void OperationsTest::logsNoSecrets() {
    World world({"--auth", "local", "--log-level", "debug"});
    world.rest.registerUser("ann", "marker-password");
    const auto ann = world.rest.login("ann", "marker-password");
    (void)world.call("POST", "/login",
                     R"({"username":"ann","authToken":"marker-wrong","notificationToken":"marker-notification"})");
    const auto peer = world.peer(ann);
    peer->sendText(textFrame("m-1", "ann", "marker-body"));
    (void)peer->take(2);
    peer->sendText(textFrame("m-1", "ann", "marker-other-body"));
    (void)peer->nextError();
    peer->sendText("{marker-malformed");
    (void)peer->nextError();
    world.server.signal(SIGTERM);
    QVERIFY(peer->raw.waitClosed());
    QCOMPARE(world.server.waitExit().value_or(-1), 0);

    const auto log = world.server.log();
    QVERIFY(!log.empty());
    QVERIFY2(!contains(log, "marker"), log.c_str());
    QVERIFY2(!contains(log, ann.accessKey), log.c_str());
}

void OperationsTest::logsJsonLinesOnly() {
    World world({"--auth", "open", "--log-level", "debug"});
    (void)world.peer(world.newUser("ann"));
    world.server.signal(SIGTERM);
    QCOMPARE(world.server.waitExit().value_or(-1), 0);

    std::istringstream lines(world.server.log());
    int count = 0;
    for (std::string line; std::getline(lines, line); ++count) {
        const auto entry = json::parse(line, nullptr, false);
        QVERIFY2(entry.is_object() && entry.contains("at") && entry.contains("level") && entry.contains("event"),
                 line.c_str());
    }
    QVERIFY(count >= 3);
}

BAITHAK_REGISTER_TEST(OperationsTest);

}  // namespace baithak::test

#include "operations_test.moc"
