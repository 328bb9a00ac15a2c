// SPDX-License-Identifier: MIT
// What the timeline's roles say. The rows themselves are in message_list_model.cpp.
#include "app/base/convert.h"
#include "app/models/message_list_model.h"
#include "app/models/words.h"

namespace baithak::client {

int MessageListModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : count(); }

QHash<int, QByteArray> MessageListModel::roleNames() const {
    return {{messageId, "messageId"},
            {text, "text"},
            {isOwn, "isOwn"},
            {sender, "sender"},
            {avatarSeedRole, "avatarSeed"},
            {initialsRole, "initials"},
            {sentAt, "sentAt"},
            {timeText, "timeText"},
            {fullTimeText, "fullTimeText"},
            {state, "state"},
            {errorText, "errorText"},
            {startsRun, "startsRun"},
            {endsRun, "endsRun"},
            {dayText, "dayText"},
            {isFirstUnread, "isFirstUnread"},
            {isNotice, "isNotice"},
            {accessibleText, "accessibleText"}};
}

QVariant MessageListModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
    return value(entries_[index.row()], role);
}

void MessageListModel::multiData(const QModelIndex& index, QModelRoleDataSpan span) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return;
    const Entry& entry = entries_[index.row()];
    for (auto& item : span) item.setData(value(entry, item.role()));
}

QVariant MessageListModel::value(const Entry& entry, int role) const {
    const MessageRow& row = entry.row;
    switch (role) {
        case messageId:
            return row.id;
        case Qt::DisplayRole:
        case text:
            return row.isNotice ? Words::notice(row, self_) : row.text;
        case isOwn:
            return row.source == self_;
        case sender:
        case avatarSeedRole:
            return row.source;
        case initialsRole:
            return Words::initialsOf(row.source);
        case sentAt:
            return toDateTime(row.sentAt);
        case timeText:
            return Words::timeOfDay(row.sentAt);
        case fullTimeText:
            return Words::fullTime(row.sentAt);
        case state:
            return deliveryState(row, header_, self_);
        case errorText:
            return row.errorText;
        case startsRun:
            return entry.startsRun;
        case endsRun:
            return entry.endsRun;
        case dayText:
            return entry.startsDay ? Words::dayName(QDate::fromJulianDay(entry.day), QDate::currentDate()) : QString();
        case isFirstUnread:
            return entry.isFirstUnread;
        case isNotice:
            return row.isNotice;
        case accessibleText:
            return sentenceFor(entry);
        default:
            return {};
    }
}

QString MessageListModel::sentenceFor(const Entry& entry) const {
    const MessageRow& row = entry.row;
    if (row.isNotice) return Words::notice(row, self_);
    const QString who = row.source == self_ ? tr("You") : row.source;
    //: A message, spoken: who, what, when
    const QString said = tr("%1: %2 %3").arg(who, row.text, Words::timeOfDay(row.sentAt));
    const QString stateWord = Words::stateWord(deliveryState(row, header_, self_));
    return stateWord.isEmpty() ? said : said + QStringLiteral(", ") + stateWord;
}

}  // namespace baithak::client
