// SPDX-License-Identifier: MIT
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QColor>
#include <QObject>
#include <QQuickTextDocument>

namespace baithak::ui {

// Writes a message into the document of a TextEdit, run by run: emoji in their font, addresses as links, lines of a
// fixed height. The text never passes through HTML, so nothing in it can act as markup. One for each message row, on
// the GUI thread; the row may change its text at any time and be reused for another message.
class MessageText : public QObject {
    Q_OBJECT
    QML_ELEMENT
    Q_PROPERTY(QQuickTextDocument* document READ document WRITE setDocument NOTIFY documentChanged)
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY textChanged)
    Q_PROPERTY(QColor linkColor READ linkColor WRITE setLinkColor NOTIFY linkColorChanged)
    Q_PROPERTY(int lineHeight READ lineHeight WRITE setLineHeight NOTIFY lineHeightChanged)

public:
    explicit MessageText(QObject* parent = nullptr);

    QQuickTextDocument* document() const;
    void setDocument(QQuickTextDocument* document);
    QString text() const;
    void setText(const QString& text);
    QColor linkColor() const;
    void setLinkColor(const QColor& colour);
    int lineHeight() const;
    void setLineHeight(int pixels);

Q_SIGNALS:
    void documentChanged();
    void textChanged();
    void linkColorChanged();
    void lineHeightChanged();

private:
    void write();

    QQuickTextDocument* document_ = nullptr;
    QString text_;
    QColor linkColor_;
    int lineHeight_ = 0;
};

}  // namespace baithak::ui
