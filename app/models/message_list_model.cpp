// SPDX-License-Identifier: MIT
#include "app/models/message_list_model.h"

#include <algorithm>
#include <limits>

#include "app/base/convert.h"
#include "app/models/words.h"

namespace baithak::client {
namespace {

constexpr qint64 kRunMs = 5 * 60 * 1000;

// What the server has not stored stands after all that it has, in the order of writing.
bool isNewer(const MessageRow& a, const MessageRow& b) {
    if ((a.seq == 0) != (b.seq == 0)) return a.seq == 0;
    return a.seq != 0 ? a.seq > b.seq : a.localOrder > b.localOrder;
}

QList<int> changedRoles(const MessageRow& before, const MessageRow& now) {
    using Model = MessageListModel;
    QList<int> roles;
    if (before.text != now.text || before.content != now.content) roles << Model::text;
    if (before.state != now.state || before.seq != now.seq) roles << Model::state;
    if (before.errorText != now.errorText) roles << Model::errorText;
    if (before.sentAt != now.sentAt) roles << Model::sentAt << Model::timeText << Model::fullTimeText;
    if (!roles.isEmpty()) roles << Model::accessibleText;
    return roles;
}

}  // namespace

MessageListModel::MessageListModel(QObject* parent) : QAbstractListModel(parent) {}

// ---- the conversation -------------------------------------------------------------------------------------------

QString MessageListModel::title() const { return Words::titleOf(header_, self_); }

QString MessageListModel::kind() const { return header_.id.isEmpty() ? QString() : Words::kindOf(header_, self_); }

QString MessageListModel::subtitle() const {
    if (header_.id.isEmpty()) return {};
    if (!typing_.isEmpty()) return typingText();
    if (header_.kind == ConversationKind::group)
        return header_.isMember ? tr("%n members", nullptr, header_.memberCount) : tr("You are no longer a member");
    return {};
}

QString MessageListModel::typingText() const { return Words::typing(typing_, header_.kind == ConversationKind::group); }

QString MessageListModel::avatarSeed() const { return Words::avatarSeedOf(header_, self_); }

QString MessageListModel::initials() const { return Words::initialsOf(title()); }

void MessageListModel::open(const ConversationRow& header) {
    beginResetModel();
    header_ = header;
    readAtOpen_ = header.readSeq;
    typing_.clear();
    entries_.clear();
    unreadLineSeq_ = 0;
    endResetModel();
    setCanLoadOlder(false);
    setLoading(!header.id.isEmpty());
    Q_EMIT conversationChanged();
    Q_EMIT headerChanged();
    Q_EMIT unreadBelowChanged();
    Q_EMIT firstUnreadRowChanged();
    Q_EMIT countChanged();
}

void MessageListModel::close() { open({}); }

void MessageListModel::setHeader(const ConversationRow& header) {
    if (header.id != header_.id || header.id.isEmpty()) return;
    ConversationRow now = header;
    // What was read here a moment ago may not have come back yet.
    if (now.readSeq < header_.readSeq) {
        now.readSeq = header_.readSeq;
        now.unread = header_.unread;
    }
    // As long as nothing was read here, what was read on other devices is no news when its rows come.
    if (readAtOpen_ == header_.readSeq) readAtOpen_ = now.readSeq;
    const ConversationRow before = std::exchange(header_, now);
    if (before.title != now.title || before.memberCount != now.memberCount || before.isMember != now.isMember)
        Q_EMIT headerChanged();
    if (before.unread != now.unread) Q_EMIT unreadBelowChanged();
    announceStates(std::min(before.deliveredUpTo, before.readUpTo), std::max(now.deliveredUpTo, now.readUpTo));
}

void MessageListModel::setTyping(const QStringList& names) {
    if (names == typing_) return;
    typing_ = names;
    Q_EMIT headerChanged();
}

void MessageListModel::setLoading(bool loading) {
    if (loading == isLoading_) return;
    isLoading_ = loading;
    Q_EMIT isLoadingChanged();
}

void MessageListModel::setCanLoadOlder(bool can) {
    if (can == canLoadOlder_) return;
    canLoadOlder_ = can;
    Q_EMIT canLoadOlderChanged();
}

// ---- intents ----------------------------------------------------------------------------------------------------

void MessageListModel::fetchOlder() {
    if (isLoading_ || !canLoadOlder_ || entries_.isEmpty()) return;
    const qint64 oldest = entries_.last().row.seq;
    if (oldest == 0) return;
    setLoading(true);
    Q_EMIT olderWanted(header_.id, oldest);
}

void MessageListModel::markRead() {
    // What is hidden may count as unread behind the newest that is shown, or behind what is read.
    const qint64 seq = std::max(newestSeq(), header_.readSeq);
    if (entries_.isEmpty() || (seq == header_.readSeq && header_.unread == 0)) return;
    header_.readSeq = seq;
    header_.unread = 0;
    Q_EMIT unreadBelowChanged();
    Q_EMIT readWanted(header_.id, seq);
}

void MessageListModel::retry(const QString& messageId) { Q_EMIT retryWanted(messageId); }

void MessageListModel::discard(const QString& messageId) { Q_EMIT discardWanted(messageId); }

// ---- rows -------------------------------------------------------------------------------------------------------

void MessageListModel::setPage(const MessagePage& page) {
    if (page.conversation != header_.id) return;
    setLoading(page.moreIsComing);
    setCanLoadOlder(page.canLoadOlder);
    const qint64 oldest = oldestSeq();
    if (!entries_.isEmpty()) {
        merge(page.rows, Reach::beyondWindow);
    } else if (!page.rows.isEmpty()) {
        beginResetModel();
        for (const auto& row : page.rows) entries_ << entryOf(row);
        for (int at = 0; at < count(); ++at) group(at);
        endResetModel();
        Q_EMIT countChanged();
    }
    placeUnreadLine(oldest);
}

void MessageListModel::addOlder(const MessagePage& page) {
    if (page.conversation != header_.id) return;
    const qint64 oldest = oldestSeq();
    merge(page.rows, Reach::beyondWindow);
    setCanLoadOlder(page.canLoadOlder);
    setLoading(false);
    placeUnreadLine(oldest);
}

void MessageListModel::upsert(const QString& conversation, const QList<MessageRow>& rows) {
    if (conversation != header_.id || conversation.isEmpty()) return;
    const qint64 newestBefore = newestSeq();
    const QList<MessageRow> added = merge(rows, Reach::window);
    bool sentByMe = false;
    for (auto row = added.crbegin(); row != added.crend(); ++row) {
        if (row->seq != 0 && row->seq <= newestBefore) continue;
        sentByMe = sentByMe || row->source == self_;
        Q_EMIT newestArrived(row->source == self_);
    }
    if (sentByMe) {
        // Who answers has seen what is above.
        markRead();
        readAtOpen_ = header_.readSeq;
        setUnreadLine(0);
    }
    placeUnreadLine(0);
}

// Answers the rows that were not there before, newest first.
QList<MessageRow> MessageListModel::merge(const QList<MessageRow>& rows, Reach reach) {
    QList<MessageRow> fresh;
    const QList<MessageRow> told = newestOfEach(rows);
    for (const auto& row : told) {
        const int at = rowOf(row);
        if (at >= 0) {
            replace(at, row);
            continue;
        }
        // Stored by now: this is from before.
        if (row.seq == 0 && rowOfOwn(row.id) >= 0) continue;
        const bool isBeyondWindow = canLoadOlder_ && !entries_.isEmpty() && isNewer(entries_.last().row, row);
        if (!isBeyondWindow || reach == Reach::beyondWindow) fresh << row;
    }
    std::sort(fresh.begin(), fresh.end(), isNewer);
    for (qsizetype from = 0; from < fresh.size();) {
        const int at = placeFor(fresh[from]);
        qsizetype to = from + 1;
        while (to < fresh.size() && (at == count() || isNewer(fresh[to], entries_[at].row))) ++to;
        insertRun(at, fresh.mid(from, to - from));
        from = to;
    }
    return fresh;
}

void MessageListModel::insertRun(int at, const QList<MessageRow>& run) {
    const int last = at + static_cast<int>(run.size()) - 1;
    beginInsertRows({}, at, last);
    for (qsizetype i = 0; i < run.size(); ++i) entries_.insert(at + i, entryOf(run[i]));
    for (int row = at; row <= last; ++row) group(row);
    endInsertRows();
    regroup(at - 1, last + 1);
    Q_EMIT countChanged();
    if (unreadLineSeq_ != 0) Q_EMIT firstUnreadRowChanged();
}

void MessageListModel::replace(int at, const MessageRow& row) {
    const QList<int> roles = changedRoles(entries_[at].row, row);
    if (roles.isEmpty()) {
        entries_[at].row = row;
        return;
    }
    int to = at;
    while (to > 0 && isNewer(row, entries_[to - 1].row)) --to;
    while (to + 1 < count() && isNewer(entries_[to + 1].row, row)) ++to;
    if (to != at) {
        beginMoveRows({}, at, at, {}, to > at ? to + 1 : to);
        entries_.move(at, to);
        endMoveRows();
    }
    entries_[to].row = row;
    entries_[to].day = toDateTime(row.sentAt).date().toJulianDay();
    Q_EMIT dataChanged(index(to), index(to), roles);
    regroup(std::min(at, to) - 1, std::max(at, to) + 1);
}

void MessageListModel::remove(const QString& conversation, const QString& messageId) {
    if (conversation != header_.id) return;
    const int at = rowOfOwn(messageId);
    if (at < 0) return;
    beginRemoveRows({}, at, at);
    entries_.removeAt(at);
    endRemoveRows();
    regroup(at - 1, at);
    Q_EMIT countChanged();
}

MessageListModel::Entry MessageListModel::entryOf(const MessageRow& row) {
    Entry entry;
    entry.row = row;
    entry.day = toDateTime(row.sentAt).date().toJulianDay();
    return entry;
}

int MessageListModel::rowOf(const MessageRow& row) const {
    // Not stored yet when we saw it last: it stands before all that have a seq.
    int at = 0;
    for (; at < count() && entries_[at].row.seq == 0; ++at) {
        if (entries_[at].row.id == row.id && entries_[at].row.source == row.source) return at;
    }
    if (row.seq == 0) return -1;
    const auto found = std::lower_bound(entries_.begin() + at, entries_.end(), row.seq,
                                        [](const Entry& entry, qint64 seq) { return entry.row.seq > seq; });
    if (found == entries_.end() || found->row.seq != row.seq) return -1;
    return static_cast<int>(found - entries_.begin());
}

int MessageListModel::rowOfOwn(const QString& id) const {
    for (int at = 0; at < count(); ++at) {
        if (entries_[at].row.id == id && entries_[at].row.source == self_) return at;
    }
    return -1;
}

int MessageListModel::placeFor(const MessageRow& row) const {
    const auto place =
        std::lower_bound(entries_.begin(), entries_.end(), row,
                         [](const Entry& entry, const MessageRow& wanted) { return isNewer(entry.row, wanted); });
    return static_cast<int>(place - entries_.begin());
}

qint64 MessageListModel::newestSeq() const {
    for (const auto& entry : entries_) {
        if (entry.row.seq != 0) return entry.row.seq;
    }
    return 0;
}

qint64 MessageListModel::oldestSeq() const {
    return entries_.isEmpty() || entries_.last().row.seq == 0 ? std::numeric_limits<qint64>::max()
                                                              : entries_.last().row.seq;
}

// ---- runs, days, the unread line --------------------------------------------------------------------------------

// Computes the facts about a row that its neighbours decide; answers the roles that changed.
QList<int> MessageListModel::group(int at) {
    const auto startsRunAt = [this](int row) {
        const Entry& entry = entries_[row];
        if (row + 1 >= count() || entry.isFirstUnread || entry.row.isNotice) return true;
        const Entry& older = entries_[row + 1];
        return older.row.isNotice || older.row.source != entry.row.source || older.day != entry.day ||
               entry.row.sentAt - older.row.sentAt >= kRunMs;
    };
    Entry& entry = entries_[at];
    QList<int> roles;
    const auto set = [&roles](bool& flag, bool now, int role) {
        if (flag == now) return;
        flag = now;
        roles << role;
    };
    set(entry.isFirstUnread, unreadLineSeq_ != 0 && entry.row.seq == unreadLineSeq_, isFirstUnread);
    set(entry.startsDay, at + 1 >= count() || entries_[at + 1].day != entry.day, dayText);
    set(entry.startsRun, startsRunAt(at), startsRun);
    set(entry.endsRun, at == 0 || startsRunAt(at - 1), endsRun);
    return roles;
}

void MessageListModel::regroup(int first, int last) {
    for (int at = std::max(first, 0); at <= std::min(last, count() - 1); ++at) {
        const QList<int> roles = group(at);
        if (!roles.isEmpty()) Q_EMIT dataChanged(index(at), index(at), roles);
    }
}

// Rows from `oldest` on were here before; those older have only now come to where the user has read meanwhile. 0: none.
void MessageListModel::placeUnreadLine(qint64 oldest) {
    qint64 first = 0;
    const qint64 read = oldest == 0 ? header_.readSeq : readAtOpen_;
    for (const auto& entry : std::as_const(entries_)) {
        if (entry.row.seq == 0) continue;
        if (entry.row.seq <= read) break;
        if (entry.row.seq >= oldest && entry.row.seq <= header_.readSeq) continue;
        if (entry.row.source != self_ && !entry.row.isNotice) first = entry.row.seq;
    }
    if (first != 0) setUnreadLine(first);
}

void MessageListModel::setUnreadLine(qint64 seq) {
    if (seq == unreadLineSeq_) return;
    const int before = firstUnreadRow();
    unreadLineSeq_ = seq;
    if (before >= 0) regroup(before, before + 1);
    const int now = firstUnreadRow();
    if (now >= 0) regroup(now, now + 1);
    Q_EMIT firstUnreadRowChanged();
}

int MessageListModel::firstUnreadRow() const {
    if (unreadLineSeq_ == 0) return -1;
    MessageRow wanted;
    wanted.seq = unreadLineSeq_;
    const int at = placeFor(wanted);
    return at < count() && entries_[at].row.seq == unreadLineSeq_ ? at : -1;
}

void MessageListModel::announceStates(qint64 after, qint64 upTo) {
    int first = -1;
    int last = -1;
    for (int at = 0; at < count(); ++at) {
        const MessageRow& row = entries_[at].row;
        if (row.seq == 0 || row.seq > upTo || row.source != self_) continue;
        if (row.seq <= after) break;
        if (first < 0) first = at;
        last = at;
    }
    if (first >= 0) Q_EMIT dataChanged(index(first), index(last), {state, accessibleText});
}

void MessageListModel::refreshTimes() {
    if (!entries_.isEmpty()) Q_EMIT dataChanged(index(0), index(count() - 1), {dayText});
}

}  // namespace baithak::client
