// SPDX-License-Identifier: MIT
#include "tests/qml/gallery/camera.h"

#include <QCoreApplication>
#include <QImage>

Camera::Camera(QString folder, QString only, bool all)
    : folder_(std::move(folder)), only_(std::move(only)), all_(all) {}

QString Camera::only() const { return only_; }

bool Camera::all() const { return all_; }

void Camera::shoot(QQuickWindow* window, const QString& name) {
    const auto path = QStringLiteral("%1/%2.png").arg(folder_, name);
    // An indexed picture of this few colours would be smaller, but would band in the shadows.
    const auto image = window->grabWindow().convertToFormat(QImage::Format_RGB888);
    if (image.isNull() || !image.save(path, "PNG", 0)) {
        qCritical("Cannot write %s", qPrintable(path));
        QCoreApplication::exit(1);
        return;
    }
    qInfo("%s", qPrintable(path));
}
