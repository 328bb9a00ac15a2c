// SPDX-License-Identifier: MIT
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QFont>
#include <QObject>

namespace baithak::ui {

// Turns text that people wrote into something a Text can show: everything is escaped first, then emoji runs get their
// font. For single lines (names, previews); messages use MessageText. GUI thread only, no state.
class TextFormatter : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON

public:
    explicit TextFormatter(QObject* parent = nullptr);

    // False for most texts: those are shown as plain text, which is cheaper.
    Q_INVOKABLE static bool hasEmoji(const QString& text);
    Q_INVOKABLE static QString rich(const QString& text);
    // Rich text does not shorten itself, so this cuts the text to the width before it is formatted.
    Q_INVOKABLE static QString elidedRich(const QString& text, const QFont& font, qreal width);
    Q_INVOKABLE static bool isBigEmoji(const QString& text);
};

}  // namespace baithak::ui
