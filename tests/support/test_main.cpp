// SPDX-License-Identifier: MIT

// The main of every floor's runner. `runner` runs all registered classes; `runner NameTest OtherTest` only those.
// Options of Qt Test (`-v2`, `-o file`, …) and names of single functions follow behind `--`. The last line is the sum;
// the exit code is 0 only when something ran and nothing failed.

#include <algorithm>
#include <cstdio>
#include <string_view>

#include <QCoreApplication>
#include <QTest>

#include "tests/support/register_test.h"

namespace {

using baithak::test::RegisteredTest;

struct Arguments {
    QStringList classNames;
    QStringList forQtTest;
};

Arguments splitArguments(const QStringList& all) {
    Arguments split;
    // An exception that leaves a test ends the run. Qt Test's handler of crashes would run in circles over it.
    split.forQtTest << all.first() << QStringLiteral("-nocrashhandler");
    const auto separator = all.indexOf(QStringLiteral("--"));
    split.classNames = all.mid(1, separator < 0 ? -1 : separator - 1);
    if (separator >= 0) split.forQtTest << all.mid(separator + 1);
    return split;
}

bool isWanted(const RegisteredTest& test, const QStringList& names) {
    return names.isEmpty() || names.contains(QString::fromStdString(test.name));
}

bool namesAreKnown(const std::vector<RegisteredTest>& tests, const QStringList& names) {
    return std::all_of(names.begin(), names.end(), [&tests](const QString& name) {
        const bool isKnown = std::any_of(tests.begin(), tests.end(), [&name](const RegisteredTest& test) {
            return name == QString::fromStdString(test.name);
        });
        if (!isKnown) std::fprintf(stderr, "No test class is called %s.\n", qPrintable(name));
        return isKnown;
    });
}

}  // namespace

int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    const auto arguments = splitArguments(QCoreApplication::arguments());
    auto tests = baithak::test::registeredTests();
    std::sort(tests.begin(), tests.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    if (!namesAreKnown(tests, arguments.classNames)) return 2;

    int passed = 0;
    int failed = 0;
    for (const auto& test : tests) {
        if (!isWanted(test, arguments.classNames)) continue;
        const int failures = QTest::qExec(test.make().get(), arguments.forQtTest);
        (failures == 0 ? passed : failed)++;
        if (failures != 0) std::fprintf(stdout, "FAILED: %s (%d)\n", test.name.c_str(), failures);
    }
    std::fprintf(stdout, "%d passed, %d failed\n", passed, failed);
    return failed == 0 && passed > 0 ? 0 : 1;
}
