// SPDX-License-Identifier: MIT
// SystemLook against a settings portal of the test's own, on a session bus of the test's own (dbus-run-session).
#include "qml/Controls/system_look.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QSignalSpy>
#include <QTest>

using baithak::ui::SystemLook;

class Portal : public QObject {
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.portal.Settings")

public:
    uint preference = 0;

    void change(uint now) {
        preference = now;
        auto signal = QDBusMessage::createSignal(QStringLiteral("/org/freedesktop/portal/desktop"),
                                                 QStringLiteral("org.freedesktop.portal.Settings"),
                                                 QStringLiteral("SettingChanged"));
        signal << QStringLiteral("org.freedesktop.appearance") << QStringLiteral("color-scheme")
               << QVariant::fromValue(QDBusVariant(preference));
        QDBusConnection::sessionBus().send(signal);
    }

public Q_SLOTS:
    QDBusVariant Read(const QString& space, const QString& key) {
        const bool isKnown =
            space == QLatin1String("org.freedesktop.appearance") && key == QLatin1String("color-scheme");
        return QDBusVariant(isKnown ? QVariant::fromValue(QDBusVariant(preference)) : QVariant(0U));
    }
};

class SystemLookTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        auto bus = QDBusConnection::sessionBus();
        QVERIFY(bus.registerObject(QStringLiteral("/org/freedesktop/portal/desktop"), &portal_,
                                   QDBusConnection::ExportAllSlots));
        QVERIFY(bus.registerService(QStringLiteral("org.freedesktop.portal.Desktop")));
    }

    void asksForWhatTheDesktopPrefers_data() {
        QTest::addColumn<uint>("preference");
        QTest::addColumn<QString>("scheme");
        QTest::newRow("dark") << 1U << "dark";
        QTest::newRow("light") << 2U << "light";
    }
    void asksForWhatTheDesktopPrefers() {
        QFETCH(uint, preference);
        QFETCH(QString, scheme);
        portal_.preference = preference;
        SystemLook look;
        QTRY_COMPARE(look.scheme(), scheme);
    }

    void followsTheDesktop() {
        portal_.preference = 2;
        SystemLook look;
        QTRY_COMPARE(look.scheme(), QStringLiteral("light"));
        QSignalSpy changed(&look, &SystemLook::schemeChanged);
        portal_.change(1);
        QTRY_COMPARE(look.scheme(), QStringLiteral("dark"));
        portal_.change(0);
        QTRY_COMPARE(look.scheme(), QString());
        QCOMPARE(changed.size(), 2);
    }

private:
    Portal portal_;
};

QTEST_GUILESS_MAIN(SystemLookTest)

#include "system_look_test.moc"
