// SPDX-License-Identifier: MIT
#include "app/session/session_thread.h"

#include <QObject>
#include <QTemporaryDir>
#include <QTest>
#include <atomic>

#include "tests/support/register_test.h"

using namespace baithak::client;

class SessionThreadTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void runsCallsInOrderOnItsOwnThreadAndFinishesThem() {
        QTemporaryDir dir;
        SignedIn signedIn;
        signedIn.account.user = QStringLiteral("ann");
        signedIn.url = QStringLiteral("http://127.0.0.1:1");
        QList<int> order;
        std::atomic<QThread*> ranOn = nullptr;
        {
            SessionThread thread(std::make_unique<ChatSession>(signedIn, dir.filePath(QStringLiteral("x.sqlite"))));
            thread.start();
            for (int i = 0; i < 100; ++i) {
                thread.post([i, &order, &ranOn](ChatSession&) {
                    order << i;
                    ranOn = QThread::currentThread();
                });
            }
        }
        QCOMPARE(order.size(), 100);
        QVERIFY(std::is_sorted(order.begin(), order.end()));
        QVERIFY(ranOn.load() != QThread::currentThread());
    }
};
BAITHAK_REGISTER_TEST(SessionThreadTest);

#include "session_thread_test.moc"
