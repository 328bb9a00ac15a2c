// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>
#include <QQuickWindow>
#include <QString>

// Takes a picture of a window once it has been painted, for Gallery.qml. Writes PNG files into one folder; the first
// file that cannot be written ends the program with an error. GUI thread only.
class Camera : public QObject {
    Q_OBJECT
    Q_PROPERTY(QString only READ only CONSTANT)
    Q_PROPERTY(bool all READ all CONSTANT)

public:
    Camera(QString folder, QString only, bool all);

    QString only() const;
    bool all() const;
    Q_INVOKABLE void shoot(QQuickWindow* window, const QString& name);

private:
    QString folder_;
    QString only_;
    bool all_;
};
