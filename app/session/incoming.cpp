// SPDX-License-Identifier: MIT
#include "app/session/incoming.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUuid>
#include <algorithm>
#include <array>

#include "app/base/convert.h"
#include "shared/model/conversation.h"
#include "shared/protocol/frames.h"

namespace baithak::client {
namespace {

constexpr auto kText = "text";
constexpr std::string_view kChatId = "chatid";

// Actions that change another message: not for the eye by themselves.
constexpr std::array<std::string_view, 5> kChanges{"edit", "delete", "react", "pin", "unpin"};

QString textOf(const Message& message) {
    const QJsonObject body = QJsonDocument::fromJson(toBytes(message.content)).object();
    const QString text = body[QLatin1String(kText)].toString();
    if (!text.isEmpty()) return text;
    const QString kind = toQt(message.meta.get(meta_key::kContentType));
    const bool saysNothing = kind.isEmpty() || kind.compare(QLatin1String(kText), Qt::CaseInsensitive) == 0;
    if (saysNothing) return QCoreApplication::translate("Incoming", "A message that this version can't show");
    //: %1 is a kind of content, such as "video"
    return QCoreApplication::translate("Incoming", "A message of a kind that this version can't show: %1").arg(kind);
}

bool mentions(const Message& message, const QString& self) {
    const auto names = toQt(message.meta.get(meta_key::kMentions)).split(u' ', Qt::SkipEmptyParts);
    return names.contains(self);
}

void address(Message& message, const QString& conversation, const QString& self) {
    const std::string id = toStd(conversation);
    message.source = UserId(toStd(self));
    if (const auto peers = directPeers(id)) {
        message.channel = ChannelKind::individual;
        message.destination = peers->first == message.source ? peers->second.value : peers->first.value;
    } else {
        message.channel = ChannelKind::group;
        message.destination = std::string(subjectOf(id));
    }
}

}  // namespace

bool isMembershipNotice(const Message& message) {
    const auto action = message.meta.get(meta_key::kAction);
    return message.type == MessageType::notification && (action == "add" || action == "remove");
}

Arrival arrivalOf(const Message& message, const QString& conversation, qint64 seq, const QString& self) {
    Arrival arrival;
    MessageRow& row = arrival.row;
    row.conversation = conversation;
    row.id = toQt(message.id);
    row.source = toQt(message.source);
    row.seq = seq;
    const Timestamp at = message.serverTimestamp.ms != 0 ? message.serverTimestamp : message.sentAt;
    row.sentAt = static_cast<qint64>(at.ms);
    row.state = row.source == self ? MessageState::stored : MessageState::kept;
    if (isMembershipNotice(message)) {
        row.isNotice = true;
        row.content = toBytes(message.content);
        return arrival;
    }
    const auto action = message.meta.get(meta_key::kAction);
    const bool isChange = std::find(kChanges.begin(), kChanges.end(), action) != kChanges.end();
    arrival.isHidden = message.type == MessageType::notification || isChange;
    if (arrival.isHidden) return arrival;
    row.text = textOf(message);
    row.mentionsMe = row.source != self && mentions(message, self);
    return arrival;
}

TypingFact typingFactOf(const Message& message, const QString& self) {
    const auto typing = readTyping(message);
    if (!typing || message.source.view() == toStd(self)) return {};
    const bool inGroup = message.channel == ChannelKind::group || isGroupIdForm(message.destination);
    const ConversationId conversation = inGroup ? groupConversation(GroupId(message.destination))
                                                : directConversation(message.source, UserId(toStd(self)));
    return {toQt(conversation), toQt(message.source), *typing};
}

Message makeText(const QString& conversation, const QString& self, const QString& id, const QString& text,
                 qint64 sentAt) {
    Message message;
    message.id = MessageId(toStd(id));
    message.type = MessageType::message;
    message.sentAt = {static_cast<std::uint64_t>(sentAt)};
    message.content = QJsonDocument(QJsonObject{{kText, text}}).toJson(QJsonDocument::Compact).toStdString();
    address(message, conversation, self);
    message.meta.set(meta_key::kContentType, kText);
    message.meta.set(meta_key::kAction, "message");
    message.meta.set(kChatId, message.destination);
    return message;
}

Message makeTypingIn(const QString& conversation, const QString& self, bool typing) {
    Message message = makeTyping(UserId(), typing);
    address(message, conversation, self);
    message.id = MessageId(QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString());
    message.sentAt = currentTime();
    return message;
}

}  // namespace baithak::client
