// SPDX-License-Identifier: MIT
#include "server/runtime/gate.h"

#include <QTest>

#include <sys/mman.h>
#include <unistd.h>

#include <stdexcept>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

using namespace std::chrono_literals;

Task<> wait(LoopTimer& timer, std::string& said, char word) {
    co_await timer.async_wait(asTuple);
    said += word;
}
Task<> say(std::string& said, char word) {
    said += word;
    co_return;
}
Task<> fail() {
    throw std::runtime_error("as it must not");
    co_return;
}
Task<> closeAndSay(Gate& gate, std::string& said, char word) {
    co_await gate.close();
    said += word;
}
void start(Loop& loop, Task<> task) { boost::asio::co_spawn(loop, std::move(task), boost::asio::detached); }

}  // namespace

class GateTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void closesWhenTheLastTaskHasEnded() {
        Loop loop;
        Log log;
        Gate gate(loop, log);
        LoopTimer timer(loop, 10ms);
        std::string said;
        gate.spawn("waits", wait(timer, said, 'a'));
        gate.spawn("says", say(said, 'b'));
        start(loop, closeAndSay(gate, said, 'c'));
        start(loop, closeAndSay(gate, said, 'd'));
        loop.run();
        QCOMPARE(said, std::string("bacd"));
        QCOMPARE(gate.running(), std::size_t{0});
        QVERIFY(gate.isClosed());
    }

    void startsNothingInsideItsCaller() {
        Loop loop;
        Log log;
        Gate gate(loop, log);
        std::string said;
        gate.spawn("says", say(said, 'a'));
        QCOMPARE(said, std::string());
        loop.run();
        QCOMPARE(said, std::string("a"));
    }

    void startsNothingOnceItIsClosed() {
        Loop loop;
        Log log;
        Gate gate(loop, log);
        std::string said;
        start(loop, closeAndSay(gate, said, 'c'));
        loop.run();
        gate.spawn("late", say(said, 'a'));
        loop.restart();
        loop.run();
        QCOMPARE(said, std::string("c"));
    }

    void logsATaskThatFailsAndGoesOn() {
        const int file = ::memfd_create("log", MFD_CLOEXEC);
        Loop loop;
        Log log(LogLevel::info, file);
        Gate gate(loop, log);
        std::string said;
        gate.spawn("role.fails", fail());
        gate.spawn("role.works", say(said, 'a'));
        loop.run();
        char text[512];
        const auto size = ::pread(file, text, sizeof text, 0);
        ::close(file);
        const std::string line(text, static_cast<std::size_t>(size));
        QVERIFY(line.find(R"("event":"task.failed","task":"role.fails","reason":"as it must not")") != line.npos);
        QCOMPARE(said, std::string("a"));
    }
};
BAITHAK_REGISTER_TEST(GateTest);

}  // namespace baithak::test

#include "gate_test.moc"
