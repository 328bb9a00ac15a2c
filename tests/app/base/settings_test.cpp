// SPDX-License-Identifier: MIT
#include "app/base/settings.h"

#include <QObject>
#include <QTemporaryDir>
#include <QTest>

#include "tests/support/register_test.h"

using namespace baithak::client;

class SettingsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void startsWithDefaults() {
        QTemporaryDir dir;
        const Settings settings(dir.path());
        QCOMPARE(settings.themeMode(), QStringLiteral("system"));
        QCOMPARE(settings.textScale(), 1.0);
        QVERIFY(!settings.reducedMotion());
        QVERIFY(!settings.wideLayout());
        QVERIFY(settings.account().isEmpty());
    }

    void remembersBetweenRuns() {
        QTemporaryDir dir;
        const AccountName ann{QStringLiteral("local"), QStringLiteral("ann"), QStringLiteral("d1"), true};
        {
            Settings settings(dir.path());
            settings.setThemeMode(QStringLiteral("dark"));
            settings.setTextScale(1.25);
            settings.setReducedMotion(true);
            settings.setWideLayout(true);
            settings.setAccount(ann);
        }
        Settings again(dir.path());
        QCOMPARE(again.themeMode(), QStringLiteral("dark"));
        QCOMPARE(again.textScale(), 1.25);
        QVERIFY(again.reducedMotion());
        QVERIFY(again.wideLayout());
        QCOMPARE(again.account(), ann);
        again.clearAccount();
        QVERIFY(again.account().isEmpty());
    }

    void keepsTheTextScaleWithinReason() {
        QTemporaryDir dir;
        Settings settings(dir.path());
        settings.setTextScale(9);
        QCOMPARE(settings.textScale(), 1.5);
        settings.setTextScale(0.1);
        QCOMPARE(settings.textScale(), 0.85);
    }
};
BAITHAK_REGISTER_TEST(SettingsTest);

#include "settings_test.moc"
