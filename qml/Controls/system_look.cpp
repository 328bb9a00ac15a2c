// SPDX-License-Identifier: MIT
#include "qml/Controls/system_look.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QFile>

namespace baithak::ui {
namespace {

const auto kService = QStringLiteral("org.freedesktop.portal.Desktop");
const auto kPath = QStringLiteral("/org/freedesktop/portal/desktop");
const auto kSettings = QStringLiteral("org.freedesktop.portal.Settings");
const auto kAppearance = QStringLiteral("org.freedesktop.appearance");
const auto kColorScheme = QStringLiteral("color-scheme");

// Asking for a bus where there is none would start one.
bool hasSessionBus() {
    return qEnvironmentVariableIsSet("DBUS_SESSION_BUS_ADDRESS") ||
           QFile::exists(qEnvironmentVariable("XDG_RUNTIME_DIR") + QStringLiteral("/bus"));
}

}  // namespace

SystemLook::SystemLook(QObject* parent) : QObject(parent) {
    if (!hasSessionBus()) return;
    auto bus = QDBusConnection::sessionBus();
    bus.connect(kService, kPath, kSettings, QStringLiteral("SettingChanged"), this,
                SLOT(onSettingChanged(QString, QString, QDBusVariant)));
    auto question = QDBusMessage::createMethodCall(kService, kPath, kSettings, QStringLiteral("Read"));
    question << kAppearance << kColorScheme;
    auto* call = new QDBusPendingCallWatcher(bus.asyncCall(question), this);
    connect(call, &QDBusPendingCallWatcher::finished, this, &SystemLook::onAnswer);
}

QString SystemLook::scheme() const { return scheme_; }

void SystemLook::onAnswer(QDBusPendingCallWatcher* call) {
    const QDBusPendingReply<QDBusVariant> reply = *call;
    call->deleteLater();
    if (reply.isValid()) take(reply.value().variant());
}

void SystemLook::onSettingChanged(const QString& space, const QString& key, const QDBusVariant& value) {
    if (space == kAppearance && key == kColorScheme) take(value.variant());
}

void SystemLook::take(const QVariant& value) {
    // Read wraps the value once more than SettingChanged does.
    const bool isWrapped = value.metaType() == QMetaType::fromType<QDBusVariant>();
    const uint preference = (isWrapped ? value.value<QDBusVariant>().variant() : value).toUInt();
    const QString scheme = preference == 1   ? QStringLiteral("dark")
                           : preference == 2 ? QStringLiteral("light")
                                             : QString();
    if (scheme == scheme_) return;
    scheme_ = scheme;
    Q_EMIT schemeChanged();
}

}  // namespace baithak::ui
