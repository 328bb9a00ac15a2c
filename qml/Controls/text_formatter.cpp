// SPDX-License-Identifier: MIT
#include "qml/Controls/text_formatter.h"

#include <QFontMetricsF>
#include <algorithm>

#include "qml/Controls/text_runs.h"

namespace baithak::ui {
namespace {

constexpr int kMostBigEmoji = 3;

}  // namespace

TextFormatter::TextFormatter(QObject* parent) : QObject(parent) {}

bool TextFormatter::hasEmoji(const QString& text) {
    const bool mayHave =
        std::ranges::any_of(text, [](QChar c) { return c.unicode() >= 0x203C || c.unicode() == 0xA9; });
    return mayHave &&
           std::ranges::any_of(splitRuns(text), [](const TextRun& run) { return run.kind == RunKind::emoji; });
}

QString TextFormatter::rich(const QString& text) {
    QString html;
    for (const auto& run : splitRuns(text)) {
        const auto escaped = run.text.toHtmlEscaped().replace(QLatin1Char('\n'), QLatin1String("<br>"));
        html += run.kind == RunKind::emoji
                    ? QStringLiteral("<span style=\"font-family:'Noto Color Emoji'\">%1</span>").arg(escaped)
                    : escaped;
    }
    return html;
}

QString TextFormatter::elidedRich(const QString& text, const QFont& font, qreal width) {
    return rich(QFontMetricsF(font).elidedText(text, Qt::ElideRight, width));
}

bool TextFormatter::isBigEmoji(const QString& text) {
    const int count = text.size() > 64 ? 0 : countLoneEmoji(text);
    return count > 0 && count <= kMostBigEmoji;
}

}  // namespace baithak::ui
