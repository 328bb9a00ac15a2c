// SPDX-License-Identifier: MIT
#pragma once

// What is being written in the open conversation: the text, whether it may be sent, the draft (saved 400 ms after the
// last key and when the conversation changes) and the notices that one is typing. It holds no rows and knows no
// network; what it wants done it says by signals. GUI thread only.

#include <QtQml/qqmlregistration.h>
#include <QObject>
#include <QTimer>

#include "app/cache/rows.h"

namespace baithak::client {

class MessageComposer : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by ChatApp")
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY textChanged)
    Q_PROPERTY(QString placeholder READ placeholder NOTIFY placeholderChanged)
    Q_PROPERTY(bool canSend READ canSend NOTIFY canSendChanged)
    Q_PROPERTY(QString problem READ problem NOTIFY problemChanged)

public:
    explicit MessageComposer(QObject* parent = nullptr);

    QString text() const { return text_; }
    void setText(const QString& text);
    QString placeholder() const { return placeholder_; }
    bool canSend() const { return canSend_; }
    QString problem() const { return problem_; }

    // Sends the text and empties the composer; false, and nothing changed, when it may not be sent.
    Q_INVOKABLE bool send();
    // Sends another text and leaves the draft alone.
    Q_INVOKABLE bool sendText(const QString& text);

    // Another conversation, with its draft; the draft of the one before is saved first. An empty id closes.
    void open(const QString& conversation, const QString& title, const QString& draft);
    // What the header says: the name in the placeholder, and whether one may write here.
    void setHeader(const QString& title, bool mayWrite);
    // Saves the draft now, if it was changed.
    void saveDraft();

    QString conversation() const { return conversation_; }

Q_SIGNALS:
    void textChanged();
    void placeholderChanged();
    void canSendChanged();
    void problemChanged();
    // Intents, for ChatApp. `clearsDraft`: the draft is gone once the message is written to the outbox.
    void sendWanted(const QString& conversation, const QString& text, bool clearsDraft);
    void draftWanted(const QString& conversation, const QString& text);
    void typingWanted(const QString& conversation, bool typing);

private:
    QString problemWith(const QString& text) const;
    void judge();
    void noteTyping();
    void stopTyping();

    QString conversation_;
    QString text_;
    QString placeholder_;
    QString problem_;
    QString title_;
    bool canSend_ = false;
    bool mayWrite_ = true;
    bool isDirty_ = false;
    bool isTyping_ = false;
    QTimer draftTimer_;
    QTimer typingPause_;   // no key for a while: no longer typing
    QTimer typingRepeat_;  // running: the others know already
};

}  // namespace baithak::client
