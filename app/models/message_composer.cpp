// SPDX-License-Identifier: MIT
#include "app/models/message_composer.h"

#include <QJsonDocument>
#include <QJsonObject>

#include "shared/protocol/limits.h"

namespace baithak::client {
namespace {

constexpr int kDraftDelayMs = 400;
constexpr int kTypingPauseMs = 5'000;
constexpr int kTypingRepeatMs = 4'000;
constexpr auto kContentBytes = static_cast<qsizetype>(limits::kContentBytes);
// A UTF-16 unit takes at most six bytes in JSON: a text that is this short need not be measured.
constexpr qsizetype kSurelyShort = kContentBytes / 6 - 64;

}  // namespace

MessageComposer::MessageComposer(QObject* parent) : QObject(parent) {
    for (auto* timer : {&draftTimer_, &typingPause_, &typingRepeat_}) timer->setSingleShot(true);
    draftTimer_.setInterval(kDraftDelayMs);
    typingPause_.setInterval(kTypingPauseMs);
    typingRepeat_.setInterval(kTypingRepeatMs);
    connect(&draftTimer_, &QTimer::timeout, this, &MessageComposer::saveDraft);
    connect(&typingPause_, &QTimer::timeout, this, &MessageComposer::stopTyping);
}

void MessageComposer::setText(const QString& text) {
    if (text == text_) return;
    text_ = text;
    isDirty_ = true;
    draftTimer_.start();
    Q_EMIT textChanged();
    judge();
    noteTyping();
}

bool MessageComposer::send() {
    if (!canSend_) return false;
    const QString text = text_.trimmed();
    draftTimer_.stop();
    isDirty_ = false;
    isTyping_ = false;  // the message itself says that the typing is over
    typingPause_.stop();
    typingRepeat_.stop();
    text_.clear();
    Q_EMIT textChanged();
    judge();
    Q_EMIT sendWanted(conversation_, text, true);
    return true;
}

bool MessageComposer::sendText(const QString& text) {
    const QString trimmed = text.trimmed();
    if (conversation_.isEmpty() || !mayWrite_ || trimmed.isEmpty() || !problemWith(trimmed).isEmpty()) return false;
    Q_EMIT sendWanted(conversation_, trimmed, false);
    return true;
}

void MessageComposer::open(const QString& conversation, const QString& title, const QString& draft) {
    saveDraft();
    stopTyping();
    conversation_ = conversation;
    setHeader(title, true);
    if (text_ != draft) {
        text_ = draft;
        Q_EMIT textChanged();
    }
    judge();
}

void MessageComposer::setHeader(const QString& title, bool mayWrite) {
    if (title != title_ || placeholder_.isEmpty()) {
        title_ = title;
        placeholder_ = tr("Message %1").arg(title);
        Q_EMIT placeholderChanged();
    }
    mayWrite_ = mayWrite;
    judge();
}

void MessageComposer::saveDraft() {
    draftTimer_.stop();
    if (!isDirty_ || conversation_.isEmpty()) return;
    isDirty_ = false;
    Q_EMIT draftWanted(conversation_, text_);
}

QString MessageComposer::problemWith(const QString& text) const {
    if (text.size() <= kSurelyShort) return {};
    const qsizetype bytes = QJsonDocument(QJsonObject{{"text", text}}).toJson(QJsonDocument::Compact).size();
    if (bytes <= kContentBytes) return {};
    return tr("This is too long: %1 KB of at most %2 KB.").arg(bytes / 1024 + 1).arg(kContentBytes / 1024);
}

void MessageComposer::judge() {
    const QString problem = mayWrite_ ? problemWith(text_) : tr("You are no longer in this group.");
    if (problem != problem_) {
        problem_ = problem;
        Q_EMIT problemChanged();
    }
    const bool can = !conversation_.isEmpty() && problem_.isEmpty() && !text_.trimmed().isEmpty();
    if (can == canSend_) return;
    canSend_ = can;
    Q_EMIT canSendChanged();
}

void MessageComposer::noteTyping() {
    if (conversation_.isEmpty() || !mayWrite_) return;
    if (text_.trimmed().isEmpty()) return stopTyping();
    typingPause_.start();
    if (isTyping_ && typingRepeat_.isActive()) return;
    isTyping_ = true;
    typingRepeat_.start();
    Q_EMIT typingWanted(conversation_, true);
}

void MessageComposer::stopTyping() {
    typingPause_.stop();
    typingRepeat_.stop();
    if (!isTyping_) return;
    isTyping_ = false;
    Q_EMIT typingWanted(conversation_, false);
}

}  // namespace baithak::client
