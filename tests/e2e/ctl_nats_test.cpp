// SPDX-License-Identifier: MIT

// baithakctl and the dead letters of NATS.

#include "tests/e2e/qt_print.h"
#include "tests/e2e/world.h"
#include "tests/support/register_test.h"
#include "tests/support/services/nats.h"

namespace baithak::test {

using nlohmann::json;

class CtlNatsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void handlesDeadLetters();
};

// What is no event at all is a dead letter at once, each time that it is tried.
void CtlNatsTest::handlesDeadLetters() {
    const NatsService nats;
    World world({"--auth", "open", "--durability", "normal", "--bus", "nats", "--nats-url", nats.url(), "--log-level",
                 "error"});
    const auto ctl = [&world](Arguments arguments) {
        arguments.insert(arguments.end(), {"--data-dir", world.dataDir});
        return runCtl(arguments);
    };
    const auto letters = [&] {
        const auto ran = ctl({"dead-letters", "list", "--json"});
        if (ran.exitCode != 0) throw TestFailure(ran.err);
        return json::parse(ran.out).at("deadLetters");
    };
    QVERIFY(letters().empty());
    QVERIFY(ctl({"dead-letters", "list"}).out.find("No dead letters.") != std::string::npos);

    const std::string rubbish = "no event at all";
    exchangeRaw(world.loop, nats.port(),
                "CONNECT {\"verbose\":false}\r\nPUB baithak.topic.new-message.3 " + std::to_string(rubbish.size()) +
                    "\r\n" + rubbish + "\r\n",
                std::chrono::seconds(1));

    QVERIFY(world.eventually([&] { return letters().size() == 1; }));
    const auto letter = letters().front();
    QCOMPARE(letter.at("topic").get<std::string>(), std::string("new-message"));
    QCOMPARE(letter.at("group").get<std::string>(), std::string("router"));
    const auto id = letter.at("id").get<std::string>();

    const auto replayed = ctl({"dead-letters", "replay", id});
    QVERIFY2(replayed.exitCode == 0, replayed.err.c_str());
    // It failed again, and so has another number.
    QVERIFY(world.eventually([&] {
        const auto now = letters();
        return now.size() == 1 && now.front().at("id") != id;
    }));
    QVERIFY(ctl({"dead-letters", "replay", id}).exitCode != 0);

    QCOMPARE(ctl({"dead-letters", "drop", "--all"}).exitCode, 0);
    QVERIFY(letters().empty());
}

BAITHAK_REGISTER_TEST(CtlNatsTest);

}  // namespace baithak::test

#include "ctl_nats_test.moc"
