// SPDX-License-Identifier: MIT
#include "app/models/chat_list_model.h"

#include <algorithm>

#include "app/base/convert.h"
#include "app/models/words.h"

namespace baithak::client {
namespace {

using Model = ChatListModel;

// Whether a stands above b.
bool comesBefore(const ConversationRow& a, const ConversationRow& b) {
    if (a.pinned != b.pinned) return a.pinned;
    if (a.activityAt != b.activityAt) return a.activityAt > b.activityAt;
    return a.id < b.id;
}

QList<int> changedRoles(const ConversationRow& before, const ConversationRow& now) {
    QList<int> roles;
    const auto add = [&roles](bool changed, std::initializer_list<int> more) {
        if (changed) roles << QList<int>(more);
    };
    add(before.title != now.title, {Model::title, Model::initials});
    add(before.last != now.last || before.hasLast != now.hasLast, {Model::preview});
    add(before.last != now.last || before.deliveredUpTo != now.deliveredUpTo || before.readUpTo != now.readUpTo,
        {Model::previewState});
    add(before.activityAt != now.activityAt, {Model::time, Model::timeText});
    add(before.unread != now.unread, {Model::unread});
    add(before.mentions != now.mentions, {Model::mentions});
    add(before.draft != now.draft, {Model::draft});
    add(before.muted != now.muted, {Model::muted});
    add(before.pinned != now.pinned, {Model::pinned});
    if (!roles.isEmpty()) roles << Model::accessibleText;
    return roles;
}

}  // namespace

ChatListModel::ChatListModel(QObject* parent) : QAbstractListModel(parent) {}

int ChatListModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : count(); }

QHash<int, QByteArray> ChatListModel::roleNames() const {
    return {{conversation, "conversation"},
            {kind, "kind"},
            {title, "title"},
            {avatarSeed, "avatarSeed"},
            {initials, "initials"},
            {preview, "preview"},
            {previewState, "previewState"},
            {time, "time"},
            {timeText, "timeText"},
            {unread, "unread"},
            {mentions, "mentions"},
            {draft, "draft"},
            {muted, "muted"},
            {pinned, "pinned"},
            {isOpen, "isOpen"},
            {typingText, "typingText"},
            {accessibleText, "accessibleText"}};
}

QVariant ChatListModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
    return value(known_[shown_[index.row()]], role);
}

void ChatListModel::multiData(const QModelIndex& index, QModelRoleDataSpan span) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return;
    const ConversationRow row = known_[shown_[index.row()]];
    for (auto& entry : span) entry.setData(value(row, entry.role()));
}

QVariant ChatListModel::value(const ConversationRow& row, int role) const {
    switch (role) {
        case conversation:
            return row.id;
        case kind:
            return Words::kindOf(row, self_);
        case Qt::DisplayRole:
        case title:
            return Words::titleOf(row, self_);
        case avatarSeed:
            return Words::avatarSeedOf(row, self_);
        case initials:
            return Words::initialsOf(Words::titleOf(row, self_));
        case preview:
            return previewOf(row);
        case previewState:
            return row.hasLast ? deliveryState(row.last, row, self_) : QString();
        case time:
            return row.activityAt == 0 ? QVariant() : QVariant(toDateTime(row.activityAt));
        case timeText:
            return Words::listTime(row.activityAt, QDate::currentDate());
        case unread:
            return row.unread;
        case mentions:
            return row.mentions;
        case draft:
            return row.draft;
        case muted:
            return row.muted;
        case pinned:
            return row.pinned;
        case isOpen:
            return row.id == open_;
        case typingText:
            return Words::typing(typing_.value(row.id), row.kind == ConversationKind::group);
        case accessibleText:
            return sentenceFor(row);
        default:
            return {};
    }
}

QString ChatListModel::previewOf(const ConversationRow& row) const {
    if (!row.hasLast) return {};
    if (row.last.isNotice) return Words::notice(row.last, self_);
    const QString oneLine = row.last.text.left(200).simplified();
    if (row.kind != ConversationKind::group) return oneLine;
    const QString who = row.last.source == self_ ? tr("You") : row.last.source;
    //: Who wrote the last message of a group, and the message
    return tr("%1: %2").arg(who, oneLine);
}

QString ChatListModel::sentenceFor(const ConversationRow& row) const {
    QStringList parts{Words::titleOf(row, self_)};
    if (row.unread > 0) parts << tr("%n unread", nullptr, row.unread);
    if (!row.draft.isEmpty()) parts << tr("Draft: %1").arg(row.draft.left(200).simplified());
    const QString last = previewOf(row);
    if (!last.isEmpty()) parts << last;
    const QString time = Words::listTime(row.activityAt, QDate::currentDate());
    if (!time.isEmpty()) parts << time;
    if (row.muted) parts << tr("muted");
    if (row.pinned) parts << tr("pinned");
    return parts.join(QStringLiteral(", "));
}

void ChatListModel::setFilter(const QString& filter) {
    if (filter == filter_) return;
    filter_ = filter;
    Q_EMIT filterChanged();
    // Another filter is another list: nobody's place in it is worth keeping.
    beginResetModel();
    shown_.clear();
    QList<ConversationRow> rows;
    for (const auto& row : std::as_const(known_)) {
        if (passesFilter(row)) rows << row;
    }
    std::sort(rows.begin(), rows.end(), comesBefore);
    for (const auto& row : std::as_const(rows)) shown_ << row.id;
    endResetModel();
    Q_EMIT countChanged();
}

bool ChatListModel::passesFilter(const ConversationRow& row) const {
    if (row.archived && filter_.isEmpty()) return false;
    return filter_.isEmpty() || Words::titleOf(row, self_).contains(filter_.trimmed(), Qt::CaseInsensitive);
}

void ChatListModel::clear(const QString& self) {
    beginResetModel();
    self_ = self;
    open_.clear();
    known_.clear();
    typing_.clear();
    shown_.clear();
    endResetModel();
    recountUnread();
    Q_EMIT countChanged();
}

void ChatListModel::upsert(const QList<ConversationRow>& rows) {
    for (const auto& row : rows) upsertOne(row);
    recountUnread();
}

void ChatListModel::upsertOne(const ConversationRow& row) {
    const auto before = known_.constFind(row.id);
    const QList<int> roles = before == known_.constEnd() ? QList<int>() : changedRoles(*before, row);
    const bool changesPlace =
        before != known_.constEnd() && (before->pinned != row.pinned || before->activityAt != row.activityAt);
    const int at = rowOf(row.id);
    if (at >= 0 && passesFilter(row) && !changesPlace) {
        known_[row.id] = row;
        return announce(row.id, roles);
    }
    if (at < 0) {
        known_[row.id] = row;
        if (passesFilter(row)) show(row);
        return;
    }
    if (!passesFilter(row)) {
        beginRemoveRows({}, at, at);
        shown_.removeAt(at);
        known_[row.id] = row;
        endRemoveRows();
        Q_EMIT countChanged();
        return;
    }
    const int to = placeFor(row);
    if (to != at && to != at + 1) {
        beginMoveRows({}, at, at, {}, to);
        known_[row.id] = row;
        shown_.move(at, to > at ? to - 1 : to);
        endMoveRows();
    } else {
        known_[row.id] = row;
    }
    announce(row.id, roles);
}

void ChatListModel::show(const ConversationRow& row) {
    const int at = placeFor(row);
    beginInsertRows({}, at, at);
    shown_.insert(at, row.id);
    endInsertRows();
    Q_EMIT countChanged();
}

// The row before which it belongs, its own present place not counting.
int ChatListModel::placeFor(const ConversationRow& row) const {
    for (int at = 0; at < shown_.size(); ++at) {
        if (shown_[at] != row.id && comesBefore(row, known_[shown_[at]])) return at;
    }
    return count();
}

int ChatListModel::rowOf(const QString& conversation) const { return static_cast<int>(shown_.indexOf(conversation)); }

void ChatListModel::announce(const QString& conversation, const QList<int>& roles) {
    const int at = rowOf(conversation);
    if (at >= 0 && !roles.isEmpty()) Q_EMIT dataChanged(index(at), index(at), roles);
}

void ChatListModel::recountUnread() {
    int total = 0;
    for (const auto& row : std::as_const(known_)) {
        if (!row.muted) total += row.unread;
    }
    if (total == totalUnread_) return;
    totalUnread_ = total;
    Q_EMIT totalUnreadChanged();
}

void ChatListModel::setOpen(const QString& conversation) {
    if (conversation == open_) return;
    const QString before = std::exchange(open_, conversation);
    announce(before, {isOpen});
    announce(open_, {isOpen});
}

void ChatListModel::setTyping(const QString& conversation, const QStringList& names) {
    if (typing_.value(conversation) == names) return;
    typing_[conversation] = names;
    if (names.isEmpty()) typing_.remove(conversation);
    announce(conversation, {typingText});
}

void ChatListModel::refreshTimes() {
    if (!shown_.isEmpty()) Q_EMIT dataChanged(index(0), index(count() - 1), {timeText, accessibleText});
}

const ConversationRow* ChatListModel::find(const QString& conversation) const {
    const auto found = known_.constFind(conversation);
    return found == known_.constEnd() ? nullptr : &*found;
}

QString ChatListModel::neighbour(int step, bool unreadOnly) const {
    const int size = count();
    if (size == 0 || step == 0) return {};
    const int direction = step > 0 ? 1 : -1;
    int at = rowOf(open_);
    if (at < 0) at = direction > 0 ? -1 : size;
    int left = std::abs(step);
    for (int tries = 0; tries < size * std::abs(step); ++tries) {
        at = (at + direction + size) % size;
        const QString& id = shown_[at];
        if (unreadOnly && (id == open_ || known_[id].unread == 0)) continue;
        if (--left == 0) return id;
    }
    return {};
}

}  // namespace baithak::client
