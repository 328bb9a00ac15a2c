// SPDX-License-Identifier: MIT
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QColor>
#include <QObject>
#include <QUrl>

class QJSEngine;
class QQmlEngine;

namespace baithak::ui {

// Gives QML the addresses of pictures that ArtworkProvider draws. One for each engine, which makes it on first use;
// that also installs the provider, so that a program or a test has nothing to set up.
class Artwork : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON

public:
    static Artwork* create(QQmlEngine* engine, QJSEngine*);

    Q_INVOKABLE static QUrl icon(const QString& name, const QColor& colour, qreal lineWidth);
    Q_INVOKABLE static QUrl bubble(int topLeft, int topRight, int bottomRight, int bottomLeft, const QColor& fill,
                                   const QColor& line, qreal pixelRatio);
    Q_INVOKABLE static QUrl shadow(int radius, int blur, int percent, qreal pixelRatio);

private:
    explicit Artwork(QObject* parent = nullptr);
};

}  // namespace baithak::ui
