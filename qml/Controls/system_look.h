// SPDX-License-Identifier: MIT
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QDBusVariant>
#include <QObject>
#include <QString>

class QDBusPendingCallWatcher;

namespace baithak::ui {

// Whether the desktop prefers dark or light, by the settings portal that GNOME, KDE and others have; Qt 6.4 itself does
// not know. Asked once and followed from then on, without ever waiting. With no session bus, no portal or no preference
// the answer stays empty, and whoever asks goes by the system's palette. GUI thread only.
class SystemLook : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON
    // "dark", "light" or ""
    Q_PROPERTY(QString scheme READ scheme NOTIFY schemeChanged)

public:
    explicit SystemLook(QObject* parent = nullptr);

    QString scheme() const;

Q_SIGNALS:
    void schemeChanged();

private Q_SLOTS:
    void onSettingChanged(const QString& space, const QString& key, const QDBusVariant& value);

private:
    void onAnswer(QDBusPendingCallWatcher* call);
    void take(const QVariant& value);

    QString scheme_;
};

}  // namespace baithak::ui
