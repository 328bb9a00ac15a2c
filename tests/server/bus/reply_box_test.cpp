// SPDX-License-Identifier: MIT
#include "server/bus/reply_box.h"

#include <QTest>

#include "tests/server/bus/event_samples.h"
#include "tests/server/support/turn_loop.h"
#include "tests/support/register_test.h"

namespace baithak::test {

using namespace std::chrono_literals;

class ReplyBoxTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wakesTheOneThatTheOutcomeNames();
    void keepsAnOutcomeThatComesBeforeTheWait();
    void goesOnUntilAllIsThere();
    void givesUpInTime();
    void saysThatNobodyExpectsIt();
};

namespace {

const SystemClock clock;
const auto kAnything = [](const EventPtr&) { return true; };

}  // namespace

void ReplyBoxTest::wakesTheOneThatTheOutcomeNames() {
    baithak::Loop loop;
    ReplyBox box(loop, clock);
    ReplyBox::Expected first(box, ConnectionId("first"));
    ReplyBox::Expected second(box, ConnectionId("second"));
    std::optional<bool> firstDone;
    std::optional<bool> secondDone;
    startTask(loop, first.wait(1min, kAnything), firstDone);
    startTask(loop, second.wait(1min, kAnything), secondDone);
    runReady(loop);

    QVERIFY(box.deliver(ConnectionId("second"), eventNamed("outcome")));

    QVERIFY(runUntil(loop, [&] { return secondDone.has_value(); }));
    QVERIFY(*secondDone);
    QVERIFY(!firstDone);
    QVERIFY(box.deliver(ConnectionId("first"), eventNamed("outcome")));
    QVERIFY(runUntil(loop, [&] { return firstDone.has_value(); }));
}

void ReplyBoxTest::keepsAnOutcomeThatComesBeforeTheWait() {
    baithak::Loop loop;
    ReplyBox box(loop, clock);
    ReplyBox::Expected expected(box, ConnectionId("request"));

    QVERIFY(box.deliver(ConnectionId("request"), eventNamed("early")));

    QVERIFY(runTask(loop, expected.wait(1min, kAnything)));
}

void ReplyBoxTest::goesOnUntilAllIsThere() {
    baithak::Loop loop;
    ReplyBox box(loop, clock);
    ReplyBox::Expected expected(box, ConnectionId("request"));
    Names heard;
    std::optional<bool> done;
    const auto take = [&heard](const EventPtr& event) {
        heard.push_back(nameOf(event));
        return heard.size() == 3;
    };
    startTask(loop, expected.wait(1min, take), done);

    for (const auto* name : {"one", "two", "three"}) {
        runReady(loop);
        QVERIFY(!done);
        QVERIFY(box.deliver(ConnectionId("request"), eventNamed(name)));
    }

    QVERIFY(runUntil(loop, [&] { return done.has_value(); }));
    QVERIFY(*done);
    QCOMPARE(heard, (Names{"one", "two", "three"}));
}

void ReplyBoxTest::givesUpInTime() {
    baithak::Loop loop;
    ReplyBox box(loop, clock);
    ReplyBox::Expected expected(box, ConnectionId("request"));

    QVERIFY(!runTask(loop, expected.wait(20ms, kAnything)));
}

void ReplyBoxTest::saysThatNobodyExpectsIt() {
    baithak::Loop loop;
    ReplyBox box(loop, clock);
    {
        const ReplyBox::Expected gone(box, ConnectionId("request"));
    }

    QVERIFY(!box.deliver(ConnectionId("request"), eventNamed("late")));
}

BAITHAK_REGISTER_TEST(ReplyBoxTest);

}  // namespace baithak::test

#include "reply_box_test.moc"
