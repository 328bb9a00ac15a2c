// SPDX-License-Identifier: MIT
#include "app/host/one_window.h"

#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/register_test.h"

namespace baithak::client {

class OneWindowTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isClaimedOnce() {
        QTemporaryDir dir;
        OneWindow first(dir.path());
        QVERIFY(first.claim());
        OneWindow second(dir.path());
        QVERIFY(!second.claim());
    }

    void isCalledByALaterStart() {
        QTemporaryDir dir;
        OneWindow first(dir.path());
        QVERIFY(first.claim());
        QSignalSpy called(&first, &OneWindow::called);
        OneWindow second(dir.path());
        QVERIFY(second.callOther());
        QTRY_COMPARE(called.size(), 1);
    }

    void anotherProfileIsNotCalled() {
        QTemporaryDir dir;
        QTemporaryDir other;
        OneWindow first(dir.path());
        QVERIFY(first.claim());
        OneWindow second(other.path());
        QVERIFY(!second.callOther());
        QVERIFY(second.claim());
    }

    void isFreeAgainWhenItsOwnerHasEnded() {
        QTemporaryDir dir;
        {
            OneWindow first(dir.path());
            QVERIFY(first.claim());
        }
        OneWindow second(dir.path());
        QVERIFY(!second.callOther());
        QVERIFY(second.claim());
    }
};
BAITHAK_REGISTER_TEST(OneWindowTest);

}  // namespace baithak::client

#include "one_window_test.moc"
