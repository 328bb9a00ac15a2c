// SPDX-License-Identifier: MIT
#include "app/models/member_list_model.h"

#include <algorithm>

#include "app/models/words.h"

namespace baithak::client {
namespace {

bool isAdminRow(const MemberRow& row) { return row.role == QLatin1String("admin"); }

bool comesBefore(const MemberRow& a, const MemberRow& b) {
    if (isAdminRow(a) != isAdminRow(b)) return isAdminRow(a);
    const int order = QString::compare(a.user, b.user, Qt::CaseInsensitive);
    return order != 0 ? order < 0 : a.user < b.user;
}

}  // namespace

MemberListModel::MemberListModel(QObject* parent) : QAbstractListModel(parent) {}

int MemberListModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : count(); }

QHash<int, QByteArray> MemberListModel::roleNames() const {
    return {{userName, "userName"},
            {avatarSeed, "avatarSeed"},
            {initials, "initials"},
            {role, "role"},
            {isSelf, "isSelf"},
            {canRemove, "canRemove"},
            {accessibleText, "accessibleText"}};
}

QVariant MemberListModel::data(const QModelIndex& index, int which) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
    const MemberRow& member = rows_[index.row()];
    switch (which) {
        case Qt::DisplayRole:
        case userName:
        case avatarSeed:
            return member.user;
        case initials:
            return Words::initialsOf(member.user);
        case role:
            return member.role;
        case isSelf:
            return member.user == self_;
        case canRemove:
            return isAdmin_ && member.user != self_;
        case accessibleText:
            return isAdminRow(member) ? tr("%1, admin").arg(member.user) : member.user;
        default:
            return {};
    }
}

void MemberListModel::add(const QStringList& names) {
    QStringList wanted;
    for (const auto& name : names) {
        const QString trimmed = name.trimmed();
        if (!trimmed.isEmpty() && rowOf(trimmed) < 0) wanted << trimmed;
    }
    if (!wanted.isEmpty()) Q_EMIT addWanted(wanted);
}

void MemberListModel::remove(const QString& userName) { Q_EMIT removeWanted(userName); }

void MemberListModel::leave() { Q_EMIT removeWanted(self_); }

void MemberListModel::setMembers(QList<MemberRow> members) {
    std::sort(members.begin(), members.end(), comesBefore);
    const int before = count();
    dropAbsent(members);
    for (int at = 0; at < members.size(); ++at) placeAt(at, members[at]);
    if (count() != before) Q_EMIT countChanged();

    const int mine = rowOf(self_);
    const bool admin = mine >= 0 && isAdminRow(rows_[mine]);
    if (admin == isAdmin_) return;
    isAdmin_ = admin;
    Q_EMIT isAdminChanged();
    if (!rows_.isEmpty()) Q_EMIT dataChanged(index(0), index(count() - 1), {canRemove});
}

void MemberListModel::dropAbsent(const QList<MemberRow>& members) {
    for (int at = count() - 1; at >= 0; --at) {
        const bool stays = std::any_of(members.begin(), members.end(),
                                       [&](const MemberRow& member) { return member.user == rows_[at].user; });
        if (stays) continue;
        beginRemoveRows({}, at, at);
        rows_.removeAt(at);
        endRemoveRows();
    }
}

// All rows above `at` stand already as they should.
void MemberListModel::placeAt(int at, const MemberRow& member) {
    const int from = rowOf(member.user);
    if (from < 0) {
        beginInsertRows({}, at, at);
        rows_.insert(at, member);
        endInsertRows();
        return;
    }
    if (from != at) {
        beginMoveRows({}, from, from, {}, at);
        rows_.move(from, at);
        endMoveRows();
    }
    const bool roleChanged = rows_[at].role != member.role;
    rows_[at] = member;
    if (roleChanged) Q_EMIT dataChanged(index(at), index(at), {role, accessibleText});
}

int MemberListModel::rowOf(const QString& user) const {
    for (int at = 0; at < rows_.size(); ++at) {
        if (rows_[at].user == user) return at;
    }
    return -1;
}

}  // namespace baithak::client
