// SPDX-License-Identifier: MIT
#include "qml/Controls/text_runs.h"

#include <QRegularExpression>
#include <algorithm>
#include <array>

namespace baithak::ui {
namespace {

constexpr char32_t kTextStyle = 0xFE0E;
constexpr char32_t kEmojiStyle = 0xFE0F;
constexpr char32_t kJoiner = 0x200D;
constexpr char32_t kKeycap = 0x20E3;

struct Range {
    char32_t first;
    char32_t last;
};

// Symbols of the basic plane that chats show as pictures without being asked to.
constexpr std::array kPictures = {
    Range{0x231A, 0x231B}, Range{0x23E9, 0x23F3}, Range{0x23F8, 0x23FA}, Range{0x25FD, 0x25FE}, Range{0x2600, 0x2604},
    Range{0x260E, 0x260E}, Range{0x2614, 0x2615}, Range{0x2618, 0x2618}, Range{0x261D, 0x261D}, Range{0x2620, 0x2620},
    Range{0x2622, 0x2623}, Range{0x262E, 0x262F}, Range{0x2638, 0x263A}, Range{0x2648, 0x2653}, Range{0x2660, 0x2660},
    Range{0x2663, 0x2663}, Range{0x2665, 0x2666}, Range{0x2668, 0x2668}, Range{0x267F, 0x267F}, Range{0x2692, 0x2697},
    Range{0x2699, 0x2699}, Range{0x269B, 0x269C}, Range{0x26A0, 0x26A1}, Range{0x26AA, 0x26AB}, Range{0x26BD, 0x26BE},
    Range{0x26C4, 0x26C5}, Range{0x26CE, 0x26CF}, Range{0x26D4, 0x26D4}, Range{0x26EA, 0x26EA}, Range{0x26F0, 0x26F5},
    Range{0x26F7, 0x26FA}, Range{0x26FD, 0x26FD}, Range{0x2702, 0x2702}, Range{0x2705, 0x2705}, Range{0x2708, 0x270D},
    Range{0x270F, 0x270F}, Range{0x2728, 0x2728}, Range{0x274C, 0x274C}, Range{0x274E, 0x274E}, Range{0x2753, 0x2755},
    Range{0x2757, 0x2757}, Range{0x2763, 0x2764}, Range{0x2795, 0x2797}, Range{0x27B0, 0x27B0}, Range{0x2B1B, 0x2B1C},
    Range{0x2B50, 0x2B50}, Range{0x2B55, 0x2B55},
};

// Symbols that are pictures only when U+FE0F follows: arrows, (c), !! and their like.
constexpr std::array kOnRequest = {
    Range{0x00A9, 0x00A9}, Range{0x00AE, 0x00AE}, Range{0x203C, 0x203C}, Range{0x2049, 0x2049}, Range{0x2122, 0x2122},
    Range{0x2139, 0x2139}, Range{0x2190, 0x21FF}, Range{0x2300, 0x23FF}, Range{0x2460, 0x24FF}, Range{0x25A0, 0x27BF},
    Range{0x2900, 0x297F}, Range{0x2B00, 0x2BFF}, Range{0x3030, 0x303D}, Range{0x3297, 0x3299},
};

template <size_t N>
bool contains(const std::array<Range, N>& ranges, char32_t c) {
    return std::ranges::any_of(ranges, [c](const Range& range) { return c >= range.first && c <= range.last; });
}

bool isFlagLetter(char32_t c) { return c >= 0x1F1E6 && c <= 0x1F1FF; }

bool isSkinTone(char32_t c) { return c >= 0x1F3FB && c <= 0x1F3FF; }

bool isTag(char32_t c) { return c >= 0xE0020 && c <= 0xE007F; }

bool isPicture(char32_t c) { return (c >= 0x1F000 && c <= 0x1FAFF && !isFlagLetter(c)) || contains(kPictures, c); }

using Symbols = QList<uint>;  // UTF-32

char32_t at(const Symbols& symbols, qsizetype i) {
    return i < symbols.size() ? static_cast<char32_t>(symbols[i]) : U'\0';
}

// The length of one picture that starts at `i`, without joiners: 0 when none does.
qsizetype pictureLength(const Symbols& symbols, qsizetype i) {
    const auto first = at(symbols, i);
    const auto second = at(symbols, i + 1);
    if (isFlagLetter(first)) {
        return isFlagLetter(second) ? 2 : 0;
    }
    if ((first >= U'0' && first <= U'9') || first == U'#' || first == U'*') {
        const auto cap = second == kEmojiStyle ? i + 2 : i + 1;
        return at(symbols, cap) == kKeycap ? cap - i + 1 : 0;
    }
    const bool isAsked = second == kEmojiStyle;
    if (second == kTextStyle || !(isPicture(first) || (isAsked && contains(kOnRequest, first)))) {
        return 0;
    }
    qsizetype end = i + 1 + (isAsked ? 1 : 0);
    if (isSkinTone(at(symbols, end))) {
        ++end;
    }
    while (isTag(at(symbols, end))) {
        ++end;
    }
    return end - i;
}

// The length of one emoji: a picture and those joined to it.
qsizetype emojiLength(const Symbols& symbols, qsizetype i) {
    auto end = i + pictureLength(symbols, i);
    while (end > i && at(symbols, end) == kJoiner) {
        const auto next = pictureLength(symbols, end + 1);
        if (next == 0) {
            break;
        }
        end += 1 + next;
    }
    return end - i;
}

void append(QList<TextRun>& runs, RunKind kind, const QString& text) {
    if (text.isEmpty()) {
        return;
    }
    if (!runs.isEmpty() && runs.last().kind == kind && kind != RunKind::link) {
        runs.last().text += text;
    } else {
        runs.append({kind, text});
    }
}

void appendWords(QList<TextRun>& runs, const QString& text) {
    const auto symbols = text.toUcs4();
    qsizetype plainFrom = 0;
    for (qsizetype i = 0; i < symbols.size();) {
        const auto length = emojiLength(symbols, i);
        if (length == 0) {
            ++i;
            continue;
        }
        const auto* data = reinterpret_cast<const char32_t*>(symbols.constData());
        append(runs, RunKind::plain, QString::fromUcs4(data + plainFrom, i - plainFrom));
        append(runs, RunKind::emoji, QString::fromUcs4(data + i, length).remove(QChar(kEmojiStyle)));
        i += length;
        plainFrom = i;
    }
    const auto* data = reinterpret_cast<const char32_t*>(symbols.constData());
    append(runs, RunKind::plain, QString::fromUcs4(data + plainFrom, symbols.size() - plainFrom));
}

// A full stop or a bracket after an address belongs to the sentence, unless the bracket was opened within it.
qsizetype addressLength(QStringView address) {
    auto length = address.size();
    while (length > 0) {
        const auto last = address[length - 1];
        const bool isPunctuation = QStringLiteral(".,;:!?'\"").contains(last);
        const bool isLoneBracket =
            last == QLatin1Char(')') && address.left(length).count(QLatin1Char('(')) < address.left(length).count(last);
        if (!isPunctuation && !isLoneBracket) {
            break;
        }
        --length;
    }
    return length;
}

}  // namespace

QList<TextRun> splitRuns(const QString& text) {
    static const QRegularExpression kAddress(QStringLiteral(R"(\bhttps?://[^\s<>"]+)"),
                                             QRegularExpression::CaseInsensitiveOption);
    QList<TextRun> runs;
    qsizetype from = 0;
    for (auto matches = kAddress.globalMatch(text); matches.hasNext();) {
        const auto match = matches.next();
        const auto length = addressLength(match.capturedView());
        appendWords(runs, text.mid(from, match.capturedStart() - from));
        append(runs, RunKind::link, text.mid(match.capturedStart(), length));
        from = match.capturedStart() + length;
    }
    appendWords(runs, text.mid(from));
    return runs;
}

int countLoneEmoji(const QString& text) {
    const auto symbols = text.toUcs4();
    int count = 0;
    for (qsizetype i = 0; i < symbols.size();) {
        if (symbols[i] == U' ') {
            ++i;
            continue;
        }
        const auto length = emojiLength(symbols, i);
        if (length == 0) {
            return 0;
        }
        ++count;
        i += length;
    }
    return count;
}

}  // namespace baithak::ui
