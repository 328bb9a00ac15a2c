// SPDX-License-Identifier: MIT

#include "server/ctl/completion.h"

#include <QTest>

#include "server/ctl/command_line.h"
#include "tests/support/child_process.h"
#include "tests/support/register_test.h"

namespace baithak::test {

using namespace ctl;
using namespace std::chrono_literals;

class CompletionTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void completesInBash_data();
    void completesInBash();
    void knowsEveryCommandAndOption_data();
    void knowsEveryCommandAndOption();
    void knowsNoOtherShell();
};
BAITHAK_REGISTER_TEST(CompletionTest);

void CompletionTest::completesInBash_data() {
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("completed");
    QTest::newRow("a command") << "baithakctl sta" << "status";
    QTest::newRow("a group") << "baithakctl us" << "users";
    QTest::newRow("within it") << "baithakctl users cre" << "create";
    QTest::newRow("an option") << "baithakctl users create ann --pass" << "--password-file";
    QTest::newRow("an option of every command") << "baithakctl status --j" << "--json";
    QTest::newRow("no option of another") << "baithakctl status --sign" << "";
    QTest::newRow("a shell") << "baithakctl completion z" << "zsh";
    QTest::newRow("a file") << "baithakctl status --token-file /proc/cpuin" << "/proc/cpuinfo";
}

void CompletionTest::completesInBash() {
    QFETCH(QString, words);
    QFETCH(QString, completed);
    const auto script = *completionFor("bash") + "COMP_WORDS=(" + words.toStdString() +
                        ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_baithakctl\necho \"${COMPREPLY[@]}\"\n";
    ChildProcess bash({"bash", "--norc", "-u", "-c", script});
    bash.spawn();
    const auto line = bash.readLine(20s);
    QVERIFY2(line, bash.log().c_str());
    QCOMPARE(bash.waitExit(20s), 0);
    QCOMPARE(bash.log(), std::string());
    const auto found = QString::fromStdString(*line).trimmed().split(' ');
    QCOMPARE(found.first(), completed);
}

void CompletionTest::knowsEveryCommandAndOption_data() {
    QTest::addColumn<QString>("shell");
    QTest::addColumn<QString>("before");
    QTest::newRow("bash") << "bash" << "--";
    QTest::newRow("zsh") << "zsh" << "--";
    QTest::newRow("fish") << "fish" << "-l ";
}

void CompletionTest::knowsEveryCommandAndOption() {
    QFETCH(QString, shell);
    QFETCH(QString, before);
    const auto script = completionFor(shell.toStdString());
    QVERIFY(script);
    const auto has = [&](const std::string& part) { return script->find(part) != std::string::npos; };
    for (const auto& command : commands()) {
        QVERIFY(has(std::string(command.words.substr(command.words.find(' ') + 1))));
        for (const auto& option : command.options) {
            QVERIFY2(has(before.toStdString() + std::string(option.name)), std::string(option.name).c_str());
        }
    }
}

void CompletionTest::knowsNoOtherShell() {
    const auto script = completionFor("tcsh");
    QVERIFY(!script && script.error().code == Errc::malformed);
}

}  // namespace baithak::test

#include "completion_test.moc"
