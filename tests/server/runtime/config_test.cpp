// SPDX-License-Identifier: MIT
#include "server/runtime/config.h"

#include <QTemporaryFile>
#include <QTest>

#include <map>

#include <nlohmann/json.hpp>

#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

using Variables = std::map<std::string, std::string>;
using Words = std::vector<std::string>;

Result<Command> read(const Words& arguments, const Variables& variables = {}) {
    return readCommand(arguments, [&](const std::string& name) -> std::optional<std::string> {
        const auto found = variables.find(name);
        if (found == variables.end()) return std::nullopt;
        return found->second;
    });
}

class ConfigFile {
public:
    explicit ConfigFile(const char* content) {
        file_.open();
        file_.write(content);
        file_.close();
    }
    std::string name() const { return file_.fileName().toStdString(); }

private:
    QTemporaryFile file_;
};

bool mentions(const Result<Command>& command, std::initializer_list<std::string_view> parts) {
    for (const auto part : parts) {
        if (command.error().text.find(part) == std::string::npos) return false;
    }
    return true;
}

}  // namespace

class ConfigTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hasADefaultForEverything() {
        const auto command = read({});
        QVERIFY(command->kind == CommandKind::serve);
        QCOMPARE(command->config.listen, Config{}.listen);
        QCOMPARE(describe(command->config), describe(Config{}));
    }

    void prefersFlagsToEnvironmentToFile() {
        const ConfigFile file(R"({"listen": "127.0.0.1:1", "data-dir": "/f", "key-days": 7, "child": true})");
        const auto command =
            read({"--config", file.name(), "--listen", "127.0.0.1:3"},
                 {{"BAITHAK_LISTEN", "127.0.0.1:2"}, {"BAITHAK_DATA_DIR", "/e"}, {"BAITHAK_ROLES", ""}});
        QVERIFY(static_cast<bool>(command));
        QCOMPARE(command->config.listen, std::string("127.0.0.1:3"));
        QCOMPARE(command->config.dataDir, std::string("/e"));
        QCOMPARE(command->config.keyDays, 7U);
        QVERIFY(command->config.child);
        QCOMPARE(command->config.roles, std::string("all"));
    }

    void findsTheFileByTheEnvironment() {
        const ConfigFile file(R"({"durability": "normal"})");
        const auto command = read({}, {{"BAITHAK_CONFIG", file.name()}});
        QCOMPARE(command->config.durability, std::string("normal"));
    }

    void readsCommandsWithFlagsAround_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("kind");
        const auto row = [](const char* text, CommandKind kind) {
            QTest::newRow(*text ? text : "nothing")
                << QString(text).split(' ', Qt::SkipEmptyParts) << static_cast<int>(kind);
        };
        row("", CommandKind::serve);
        row("serve", CommandKind::serve);
        row("--auth open", CommandKind::serve);
        row("serve --auth open", CommandKind::serve);
        row("--auth=open serve", CommandKind::serve);
        row("--child serve", CommandKind::serve);
        row("config check", CommandKind::configCheck);
        row("config check --auth open", CommandKind::configCheck);
        row("--auth open config check", CommandKind::configCheck);
        row("--help", CommandKind::help);
        row("-h", CommandKind::help);
        row("help", CommandKind::help);
        row("serve --help --nonsense", CommandKind::help);
        row("--version", CommandKind::version);
        row("version", CommandKind::version);
    }
    void readsCommandsWithFlagsAround() {
        QFETCH(QStringList, arguments);
        QFETCH(int, kind);
        Words words;
        for (const auto& argument : arguments) words.push_back(argument.toStdString());
        const auto command = read(words);
        QVERIFY2(static_cast<bool>(command), command ? "" : command.error().text.c_str());
        QCOMPARE(static_cast<int>(command->kind), kind);
    }

    void namesTheFlagThatWillNotDo_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("part");
        const auto row = [](const char* text, const char* part) {
            QTest::newRow(text) << QString(text).split(' ') << QString(part);
        };
        row("--nonsense 1", "--nonsense is no option");
        row("--listen", "--listen needs a value");
        row("--listen --child", "--listen needs a value");
        row("--listen here", "listen (flag --listen): 'here' is not HOST:PORT");
        row("--listen 127.0.0.1:65536", "HOST:PORT");
        row("--listen 127.0.0.1:", "HOST:PORT");
        row("--listen 300.0.0.1:1", "HOST:PORT");
        row("--listen ::1:80", "HOST:PORT");
        row("--auth none", "auth (flag --auth): 'none' is not local, firebase, oidc or open");
        row("--log-level loud", "'loud' is not debug, info, warn or error");
        row("--roles gateway,,router", "roles (flag --roles)");
        row("--roles All", "roles");
        row("--key-days 0", "whole number from 1 to 3650");
        row("--key-days 1e3", "whole number");
        row("--key-days -1", "whole number");
        row("--messages-per-second 99999999999", "whole number");
        row("--child=maybe", "'maybe' is not true or false");
        row("--data-dir=", "must not be empty");
        row("--allowed-origins example.org", "not an origin");
        row("--allowed-origins https://a.org/path", "not an origin");
        row("--auth open --listen 0.0.0.0:1", "loopback only");
        row("--auth firebase", "auth firebase needs firebase-project");
        row("--auth oidc --oidc-issuer https://id.example", "auth oidc needs oidc-audience");
        row("--auth oidc --oidc-audience us", "auth oidc needs oidc-issuer");
        row("--oidc-issuer http://id.example", "not a URL of https://, or of http:// on loopback");
        row("--oidc-issuer http://127.0.0.1.id.example", "not a URL");
        row("--oidc-issuer http://localhost@id.example", "not a URL");
        row("--oidc-issuer https://", "not a URL");
        row("--firebase-certificates-url file:///keys", "not a URL");
        row("--firebase-username name", "not phone_number or uid");
        row("dance", "'dance' is no command");
        row("config", "'config' is no command");
        row("--config /nowhere/at/all", "/nowhere/at/all can't be read: No such file");
    }
    void namesTheFlagThatWillNotDo() {
        QFETCH(QStringList, arguments);
        QFETCH(QString, part);
        Words words;
        for (const auto& argument : arguments) words.push_back(argument.toStdString());
        const auto command = read(words);
        QVERIFY(!command);
        QVERIFY2(mentions(command, {part.toStdString()}), command.error().text.c_str());
    }

    void namesWhereABadValueCameFrom() {
        const ConfigFile file(R"({"key-days": "many", "lissen": "x", "auth": "magic"})");
        const auto command = read({"--config", file.name(), "--drain-seconds", "x"}, {{"BAITHAK_BUS", "yellow"}});
        QVERIFY(!command);
        const auto where = "configuration file " + file.name();
        QVERIFY2(mentions(command, {"key-days (" + where + "): it must be a whole number", "\"lissen\" is no option",
                                    "auth (" + where + "): 'magic'", "bus (environment BAITHAK_BUS): 'yellow'",
                                    "drain-seconds (flag --drain-seconds): 'x'"}),
                 command.error().text.c_str());
    }

    void refusesFilesThatAreNoObject_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QByteArray>("why");
        QTest::newRow("empty") << QByteArray() << QByteArray("is not JSON");
        QTest::newRow("cut") << QByteArray("{\"listen\":") << QByteArray("is not JSON");
        QTest::newRow("a list") << QByteArray("[]") << QByteArray("is not a JSON object");
        QTest::newRow("twice") << QByteArray("{\"bus\":\"memory\",\"bus\":\"memory\"}") << QByteArray("\"bus\" twice");
    }
    void refusesFilesThatAreNoObject() {
        QFETCH(QByteArray, content);
        QFETCH(QByteArray, why);
        const ConfigFile file(content.constData());
        const auto command = read({"--config=" + file.name()});
        QVERIFY(!command);
        QVERIFY2(mentions(command, {why.toStdString()}), command.error().text.c_str());
    }

    void readsListenAddresses() {
        QCOMPARE(parseListen("0.0.0.0:80")->address, std::string("0.0.0.0"));
        QVERIFY(!parseListen("0.0.0.0:80")->isLoopback);
        QCOMPARE(parseListen("localhost:0")->address, std::string("127.0.0.1"));
        QVERIFY(parseListen("127.9.9.9:1")->isLoopback);
        QCOMPARE(parseListen("[::1]:7443")->address, std::string("::1"));
        QCOMPARE(parseListen("[::1]:7443")->port, std::uint16_t{7443});
        QVERIFY(parseListen("[::1]:7443")->isLoopback);
        QVERIFY(!parseListen("[::]:7443")->isLoopback);
    }

    void keepsSecretsToItself() {
        Config config;
        config.redisUrl = "redis://baithak:s3cret@redis:6379";
        config.postgresUrl = "postgresql://baithak:s3cret@db/baithak";
        QVERIFY(describe(config).find("s3cret") == std::string::npos);
        const auto refused = read({"--redis-url", ""}, {});
        QVERIFY(!refused);
    }

    void describesAConfigurationAsAFileThatWouldDo() {
        Config config;
        config.listen = "[::1]:9";
        config.keyDays = 12;
        config.child = true;
        const ConfigFile file(describe(config).c_str());
        const auto command = read({"--config", file.name()});
        QVERIFY2(static_cast<bool>(command), command ? "" : command.error().text.c_str());
        QCOMPARE(describe(command->config), describe(config));
    }

    void listsEveryOptionInTheHelp() {
        const auto help = helpText();
        for (const auto& option : configOptions()) {
            QVERIFY2(help.find("--" + std::string(option.name)) != help.npos, option.name.data());
        }
        for (std::size_t begin = 0; begin < help.size();) {
            const auto end = help.find('\n', begin);
            QVERIFY2(end - begin <= 120, help.substr(begin, end - begin).c_str());
            begin = end + 1;
        }
    }
};
BAITHAK_REGISTER_TEST(ConfigTest);

}  // namespace baithak::test

#include "config_test.moc"
