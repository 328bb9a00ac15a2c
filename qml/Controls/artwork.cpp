// SPDX-License-Identifier: MIT
#include "qml/Controls/artwork.h"

#include <QQmlEngine>

#include "qml/Controls/artwork_provider.h"

namespace baithak::ui {
namespace {

QString hex(const QColor& colour) { return colour.name(QColor::HexArgb).mid(1); }

QUrl address(const QString& id) {
    return QUrl(QStringLiteral("image://%1/%2").arg(QLatin1String(ArtworkProvider::kName), id));
}

}  // namespace

Artwork::Artwork(QObject* parent) : QObject(parent) {}

Artwork* Artwork::create(QQmlEngine* engine, QJSEngine*) {
    engine->addImageProvider(QLatin1String(ArtworkProvider::kName), new ArtworkProvider);
    return new Artwork;
}

QUrl Artwork::icon(const QString& name, const QColor& colour, qreal lineWidth) {
    if (name.isEmpty()) return {};
    return address(QStringLiteral("icon/%1/%2/%3").arg(name, hex(colour)).arg(lineWidth));
}

QUrl Artwork::bubble(int topLeft, int topRight, int bottomRight, int bottomLeft, const QColor& fill, const QColor& line,
                     qreal pixelRatio) {
    return address(QStringLiteral("bubble/%1,%2,%3,%4/%5/%6/%7")
                       .arg(topLeft)
                       .arg(topRight)
                       .arg(bottomRight)
                       .arg(bottomLeft)
                       .arg(hex(fill), hex(line))
                       .arg(pixelRatio));
}

QUrl Artwork::shadow(int radius, int blur, int percent, qreal pixelRatio) {
    return address(QStringLiteral("shadow/%1/%2/%3/%4").arg(radius).arg(blur).arg(percent).arg(pixelRatio));
}

}  // namespace baithak::ui
