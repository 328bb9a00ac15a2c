// SPDX-License-Identifier: MIT
#include "qml/Controls/artwork_provider.h"

#include <QFile>
#include <QPainter>
#include <QPainterPath>
#include <QSvgRenderer>
#include <array>
#include <cmath>

namespace baithak::ui {
namespace {

constexpr int kIconSize = 20;

QImage blank(const QSize& size) {
    QImage image(size.expandedTo({1, 1}), QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    return image;
}

QColor colourOf(const QString& text) { return QColor(QLatin1Char('#') + text); }

QImage drawIcon(const QStringList& parts, const QSize& requestedSize) {
    QFile file(QStringLiteral(":/icons/ui/%1.svg").arg(parts.value(1)));
    if (!file.open(QIODevice::ReadOnly)) {
        qWarning("There is no icon '%s'", qPrintable(parts.value(1)));
        return blank({1, 1});
    }
    const QColor colour = colourOf(parts.value(2));
    auto source = file.readAll();
    source.replace("currentColor", colour.name(QColor::HexRgb).toLatin1());
    source.replace("stroke-width=\"1.75\"", "stroke-width=\"" + parts.value(3).toLatin1() + '"');
    auto image = blank({requestedSize.width() > 0 ? requestedSize.width() : kIconSize,
                        requestedSize.height() > 0 ? requestedSize.height() : kIconSize});
    QPainter painter(&image);
    painter.setOpacity(colour.alphaF());
    QSvgRenderer renderer(source);
    renderer.render(&painter, QRectF(QPointF(), QSizeF(image.size())));
    return image;
}

QPainterPath roundedPath(const QRectF& rect, const std::array<qreal, 4>& radii) {
    const auto& [topLeft, topRight, bottomRight, bottomLeft] = radii;
    QPainterPath path;
    path.moveTo(rect.left() + topLeft, rect.top());
    path.lineTo(rect.right() - topRight, rect.top());
    path.arcTo(rect.right() - 2 * topRight, rect.top(), 2 * topRight, 2 * topRight, 90, -90);
    path.lineTo(rect.right(), rect.bottom() - bottomRight);
    path.arcTo(rect.right() - 2 * bottomRight, rect.bottom() - 2 * bottomRight, 2 * bottomRight, 2 * bottomRight, 0,
               -90);
    path.lineTo(rect.left() + bottomLeft, rect.bottom());
    path.arcTo(rect.left(), rect.bottom() - 2 * bottomLeft, 2 * bottomLeft, 2 * bottomLeft, 270, -90);
    path.lineTo(rect.left(), rect.top() + topLeft);
    path.arcTo(rect.left(), rect.top(), 2 * topLeft, 2 * topLeft, 180, -90);
    path.closeSubpath();
    return path;
}

QImage drawBubble(const QStringList& parts) {
    const auto corners = parts.value(1).split(QLatin1Char(','));
    const auto fill = colourOf(parts.value(2));
    const auto line = colourOf(parts.value(3));
    const qreal ratio = parts.value(4).toDouble();
    std::array<qreal, 4> radii{};
    qreal largest = 0;
    for (size_t i = 0; i < radii.size(); ++i) {
        radii[i] = corners.value(static_cast<qsizetype>(i)).toDouble();
        largest = std::max(largest, radii[i]);
    }
    const qreal side = 2 * largest + 2;
    const int pixels = static_cast<int>(std::ceil(side * ratio));
    auto image = blank({pixels, pixels});
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.scale(ratio, ratio);
    const bool hasLine = line != fill;
    const qreal inset = hasLine ? 0.5 : 0;
    painter.setPen(hasLine ? QPen(line, 1) : QPen(Qt::NoPen));
    painter.setBrush(fill);
    painter.drawPath(roundedPath(QRectF(inset, inset, side - 2 * inset, side - 2 * inset), radii));
    return image;
}

// How much of a shadow is left at `distance` from the edge (negative inside): a smooth step over the blur's width.
qreal shadowAt(qreal distance, qreal blur) {
    const qreal t = std::clamp((distance + blur) / (2 * blur), 0.0, 1.0);
    return 1 - t * t * (3 - 2 * t);
}

QImage drawShadow(const QStringList& parts) {
    const qreal radius = parts.value(1).toDouble();
    const qreal blur = parts.value(2).toDouble();
    const qreal opacity = parts.value(3).toDouble() / 100;
    const qreal ratio = parts.value(4).toDouble();
    const qreal half = radius + 2 * blur + 1;
    const int pixels = static_cast<int>(std::ceil(2 * half * ratio));
    auto image = blank({pixels, pixels});
    const qreal box = half - blur - radius;  // half the straight part of the rounded box that throws the shadow
    for (int y = 0; y < pixels; ++y) {
        auto* row = reinterpret_cast<QRgb*>(image.scanLine(y));
        for (int x = 0; x < pixels; ++x) {
            const qreal dx = std::abs((x + 0.5) / ratio - half) - box;
            const qreal dy = std::abs((y + 0.5) / ratio - half) - box;
            const qreal outside = std::hypot(std::max(dx, 0.0), std::max(dy, 0.0));
            const qreal distance = outside + std::min(std::max(dx, dy), 0.0) - radius;
            row[x] = qRgba(0, 0, 0, qRound(255 * opacity * shadowAt(distance, blur)));
        }
    }
    return image;
}

}  // namespace

ArtworkProvider::ArtworkProvider() : QQuickImageProvider(QQuickImageProvider::Image) {}

QImage ArtworkProvider::requestImage(const QString& id, QSize* size, const QSize& requestedSize) {
    const auto parts = id.split(QLatin1Char('/'));
    QImage image;
    if (parts.first() == QLatin1String("icon") && parts.size() == 4) {
        image = drawIcon(parts, requestedSize);
    } else if (parts.first() == QLatin1String("bubble") && parts.size() == 5) {
        image = drawBubble(parts);
    } else if (parts.first() == QLatin1String("shadow") && parts.size() == 5) {
        image = drawShadow(parts);
    } else {
        qWarning("No artwork '%s'", qPrintable(id));
        image = blank({1, 1});
    }
    *size = image.size();
    return image;
}

}  // namespace baithak::ui
