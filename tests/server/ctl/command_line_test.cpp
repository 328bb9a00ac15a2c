// SPDX-License-Identifier: MIT

#include "server/ctl/command_line.h"

#include <QTest>

#include <fstream>
#include <set>
#include <sstream>

#include "tests/support/register_test.h"

namespace baithak::test {

using namespace ctl;

namespace {

Result<Invocation> read(const std::string& line) {
    std::istringstream stream(line);
    std::vector<std::string> arguments;
    for (std::string word; stream >> word;) arguments.push_back(word);
    return readArguments(arguments);
}

// As roff wants it.
std::string escaped(std::string_view text) {
    std::string result;
    for (const char c : text) result += c == '-' ? std::string("\\-") : std::string(1, c);
    return result;
}

}  // namespace

class CommandLineTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsCommands_data();
    void readsCommands();
    void readsOptionsWhereverTheyStand();
    void refusesWhatMakesNoSense_data();
    void refusesWhatMakesNoSense();
    void asksForHelpOfACommand();
    void namesEverythingInTheHelp();
    void hasOneMeaningForAnOption();
    void isInTheManPage();
};
BAITHAK_REGISTER_TEST(CommandLineTest);

void CommandLineTest::readsCommands_data() {
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("command");
    QTest::addColumn<QString>("arguments");
    QTest::newRow("one word") << "status" << "status" << "";
    QTest::newRow("two words") << "users list" << "users list" << "";
    QTest::newRow("an argument that may be missing") << "users list an" << "users list" << "an";
    QTest::newRow("an argument") << "users show ann" << "users show" << "ann";
    QTest::newRow("two arguments") << "users bind ann 8f3c" << "users bind" << "ann 8f3c";
    QTest::newRow("several") << "dead-letters drop 1 2 3" << "dead-letters drop" << "1 2 3";
    QTest::newRow("help of a command") << "help users list" << "help" << "users list";
    QTest::newRow("nothing but --help") << "--help" << "help" << "";
    QTest::newRow("nothing but --version") << "--version" << "version" << "";
}

void CommandLineTest::readsCommands() {
    QFETCH(QString, line);
    QFETCH(QString, command);
    QFETCH(QString, arguments);
    const auto invocation = read(line.toStdString());
    QVERIFY(invocation);
    QCOMPARE(std::string(invocation->command->words), command.toStdString());
    std::string all;
    for (const auto& argument : invocation->arguments) all += (all.empty() ? "" : " ") + argument;
    QCOMPARE(all, arguments.toStdString());
}

void CommandLineTest::readsOptionsWhereverTheyStand() {
    const auto invocation = read("--json users --data-dir /d create ann --name=Ann --password-file -");
    QVERIFY(invocation);
    QCOMPARE(std::string(invocation->command->words), std::string("users create"));
    QCOMPARE(invocation->arguments, std::vector<std::string>{"ann"});
    QVERIFY(invocation->has("json"));
    QCOMPARE(invocation->option("data-dir"), std::string("/d"));
    QCOMPARE(invocation->option("name"), std::string("Ann"));
    QCOMPARE(invocation->option("password-file"), std::string("-"));
    QCOMPARE(invocation->option("limit", "7"), std::string("7"));
}

void CommandLineTest::refusesWhatMakesNoSense_data() {
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("named");
    QTest::newRow("one argument of two") << "users bind ann" << "NAME SUBJECT";
    QTest::newRow("three arguments of two") << "users bind ann 8f3c 9d1e" << "9d1e";
    QTest::newRow("nothing") << "" << "help";
    QTest::newRow("no command") << "restart" << "restart";
    QTest::newRow("half a command") << "users" << "users reset-password";
    QTest::newRow("another half") << "users remove ann" << "users disable";
    QTest::newRow("an argument is missing") << "users show" << "NAME";
    QTest::newRow("one too many") << "users show ann bob" << "bob";
    QTest::newRow("one where there is none") << "status now" << "now";
    QTest::newRow("no option") << "status --colour" << "--colour";
    QTest::newRow("an option of another command") << "status --sign-out" << "--sign-out";
    QTest::newRow("a value is missing") << "users list --limit" << "--limit";
    QTest::newRow("an option for a value") << "users list --limit --json" << "--limit";
    QTest::newRow("a value of a switch") << "status --json=yes" << "--json";
}

void CommandLineTest::refusesWhatMakesNoSense() {
    QFETCH(QString, line);
    QFETCH(QString, named);
    const auto invocation = read(line.toStdString());
    QVERIFY(!invocation);
    QVERIFY(invocation.error().code == Errc::malformed);
    QVERIFY2(invocation.error().text.find(named.toStdString()) != std::string::npos, invocation.error().text.c_str());
}

void CommandLineTest::asksForHelpOfACommand() {
    for (const auto* line : {"users create --help", "users create -h", "--help users create"}) {
        const auto invocation = read(line);
        QVERIFY(invocation && invocation->has("help"));
        QCOMPARE(std::string(invocation->command->words), std::string("users create"));
    }
}

void CommandLineTest::namesEverythingInTheHelp() {
    const auto all = helpText();
    for (const auto& command : commands()) {
        QVERIFY(all.find("  " + std::string(command.words)) != std::string::npos);
        const auto own = helpText(command);
        for (const auto& option : command.options) {
            QVERIFY(own.find("--" + std::string(option.name)) != std::string::npos);
        }
    }
    for (const auto& option : globalOptions()) QVERIFY(all.find("--" + std::string(option.name)) != std::string::npos);
}

// A flag is read before its command is known: it takes a value in all commands or in none.
void CommandLineTest::hasOneMeaningForAnOption() {
    std::map<std::string_view, bool> switches;
    for (const auto& command : commands()) {
        for (const auto& option : command.options) {
            const auto [known, isNew] = switches.emplace(option.name, option.value.empty());
            QVERIFY2(isNew || known->second == option.value.empty(), std::string(option.name).c_str());
        }
    }
}

void CommandLineTest::isInTheManPage() {
    std::ifstream file(BAITHAK_SOURCE_DIR "/packaging/linux/baithakctl.1");
    std::ostringstream page;
    page << file.rdbuf();
    const auto text = page.str();
    QVERIFY(text.starts_with(".\\\""));
    std::set<std::string> flags;
    for (const auto& command : commands()) {
        QVERIFY2(text.find("\n.B " + escaped(command.words) + "\n") != std::string::npos ||
                     text.find("\n.BI \"" + escaped(command.words) + " ") != std::string::npos,
                 std::string(command.words).c_str());
        for (const auto& option : command.options) flags.insert("--" + std::string(option.name));
    }
    for (const auto& option : globalOptions()) flags.insert("--" + std::string(option.name));
    for (const auto& flag : flags) QVERIFY2(text.find(escaped(flag)) != std::string::npos, flag.c_str());
    for (const auto* variable : {"BAITHAK_DATA_DIR", "BAITHAK_OPS", "BAITHAK_TOKEN_FILE", "BAITHAK_POSTGRES_URL"}) {
        QVERIFY2(text.find(variable) != std::string::npos, variable);
    }
}

}  // namespace baithak::test

#include "command_line_test.moc"
