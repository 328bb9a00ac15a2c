// SPDX-License-Identifier: MIT
#pragma once

// How a test class finds its way into its floor's runner: write BAITHAK_REGISTER_TEST(MyTest) behind the class, in the
// .cpp, and build that .cpp into an executable together with tests/support/test_main.cpp. Each registered class is made
// and run once, by QTest::qExec, in the order of the names. Registration happens before main, on one thread.

#include <QObject>

#include <memory>
#include <string>
#include <vector>

namespace baithak::test {

struct RegisteredTest {
    std::string name;
    std::unique_ptr<QObject> (*make)();
};

// The list of all classes of this executable.
inline std::vector<RegisteredTest>& registeredTests() {
    static std::vector<RegisteredTest> tests;
    return tests;
}

template <class TestClass>
bool registerTest(const char* name) {
    registeredTests().push_back({name, [] { return std::unique_ptr<QObject>(std::make_unique<TestClass>()); }});
    return true;
}

}  // namespace baithak::test

#define BAITHAK_REGISTER_TEST(TestClass) \
    [[maybe_unused]] static const bool registered##TestClass = baithak::test::registerTest<TestClass>(#TestClass)
