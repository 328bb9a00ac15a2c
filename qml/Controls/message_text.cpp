// SPDX-License-Identifier: MIT
#include "qml/Controls/message_text.h"

#include <QTextCursor>
#include <QTextDocument>

#include "qml/Controls/text_runs.h"

namespace baithak::ui {
namespace {

QTextCharFormat formatOf(const TextRun& run, const QColor& linkColor) {
    QTextCharFormat format;
    if (run.kind == RunKind::emoji) {
        format.setFontFamilies({QStringLiteral("Noto Color Emoji")});
    } else if (run.kind == RunKind::link) {
        format.setAnchor(true);
        format.setAnchorHref(run.text);
        format.setForeground(linkColor);
        format.setFontUnderline(true);
    }
    return format;
}

}  // namespace

MessageText::MessageText(QObject* parent) : QObject(parent) {}

QQuickTextDocument* MessageText::document() const { return document_; }

void MessageText::setDocument(QQuickTextDocument* document) {
    if (document_ != document) {
        document_ = document;
        write();
        Q_EMIT documentChanged();
    }
}

QString MessageText::text() const { return text_; }

void MessageText::setText(const QString& text) {
    if (text_ != text) {
        text_ = text;
        write();
        Q_EMIT textChanged();
    }
}

QColor MessageText::linkColor() const { return linkColor_; }

void MessageText::setLinkColor(const QColor& colour) {
    if (linkColor_ != colour) {
        linkColor_ = colour;
        write();
        Q_EMIT linkColorChanged();
    }
}

int MessageText::lineHeight() const { return lineHeight_; }

void MessageText::setLineHeight(int pixels) {
    if (lineHeight_ != pixels) {
        lineHeight_ = pixels;
        write();
        Q_EMIT lineHeightChanged();
    }
}

void MessageText::write() {
    if (document_ == nullptr || document_->textDocument() == nullptr) {
        return;
    }
    auto* target = document_->textDocument();
    target->setUndoRedoEnabled(false);
    QTextCursor cursor(target);
    cursor.beginEditBlock();
    cursor.select(QTextCursor::Document);
    cursor.removeSelectedText();
    QTextBlockFormat block;
    if (lineHeight_ > 0) {
        block.setLineHeight(lineHeight_, QTextBlockFormat::FixedHeight);
    }
    cursor.setBlockFormat(block);
    for (const auto& run : splitRuns(text_)) {
        cursor.insertText(run.text, formatOf(run, linkColor_));
    }
    cursor.endEditBlock();
}

}  // namespace baithak::ui
