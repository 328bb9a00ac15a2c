// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QString>

// Splits a message into stretches that are shown differently: emoji need a font of their own (with Inter alone,
// fallback picks black or broken glyphs), and web addresses become links. Pure functions, any thread.
namespace baithak::ui {

enum class RunKind { plain, emoji, link };

struct TextRun {
    RunKind kind = RunKind::plain;
    QString text;  // an emoji run comes without U+FE0F, which breaks sequences in the emoji font of Qt 6.4

    friend bool operator==(const TextRun&, const TextRun&) = default;
};

QList<TextRun> splitRuns(const QString& text);

// How many emoji a text is made of, when it is made of nothing else (spaces apart); 0 when there is anything else.
int countLoneEmoji(const QString& text);

}  // namespace baithak::ui
