// SPDX-License-Identifier: MIT
#pragma once

// Ann, signed in and online, with the conversation with herself open; bob has an account too.

#include "tests/app/support/app_fixture.h"
#include "tests/app/support/fake_server.h"

namespace baithak::test {

struct Chatting {
    FakeServer server;
    AppFixture app{server.url().toString()};

    Chatting() {
        server.addAccount(QStringLiteral("bob"), QStringLiteral("p"));
        app->startChatting(QStringLiteral("ann"));
        const bool isReady = QTest::qWaitFor(
            [this] { return app.isOnline() && app->openConversation() == QLatin1String("dm:ann:ann"); }, 20'000);
        if (!isReady) qFatal("ann is not chatting");
    }
};

}  // namespace baithak::test
