// SPDX-License-Identifier: MIT
#include "app/models/contact_list_model.h"

#include <algorithm>

#include "app/models/words.h"

namespace baithak::client {
namespace {

bool comesBefore(const QString& a, const QString& b) {
    const int order = QString::compare(a, b, Qt::CaseInsensitive);
    return order != 0 ? order < 0 : a < b;
}

}  // namespace

ContactListModel::ContactListModel(QObject* parent) : QAbstractListModel(parent) {}

int ContactListModel::rowCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : count(); }

QHash<int, QByteArray> ContactListModel::roleNames() const {
    return {{userName, "userName"},
            {avatarSeed, "avatarSeed"},
            {initials, "initials"},
            {conversation, "conversation"},
            {accessibleText, "accessibleText"}};
}

QVariant ContactListModel::data(const QModelIndex& index, int role) const {
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
    const QString& name = shown_[index.row()];
    switch (role) {
        case Qt::DisplayRole:
        case userName:
        case avatarSeed:
            return name;
        case initials:
            return Words::initialsOf(name);
        case conversation:
            return all_.value(name);
        case accessibleText:
            return all_.value(name).isEmpty() ? tr("%1, no conversation yet").arg(name) : name;
        default:
            return {};
    }
}

void ContactListModel::setFilter(const QString& filter) {
    setUnknown({});  // a new look begins, be it with the same words
    if (filter == filter_) return;
    filter_ = filter;
    Q_EMIT filterChanged();
    beginResetModel();
    shown_.clear();
    for (auto it = all_.constBegin(); it != all_.constEnd(); ++it) {
        if (passesFilter(it.key())) shown_ << it.key();
    }
    std::sort(shown_.begin(), shown_.end(), comesBefore);
    endResetModel();
    Q_EMIT countChanged();
}

bool ContactListModel::passesFilter(const QString& name) const {
    return filter_.isEmpty() || name.contains(filter_.trimmed(), Qt::CaseInsensitive);
}

void ContactListModel::sync(const QStringList& names) {
    QStringList wanted;
    for (const auto& name : names) {
        const QString trimmed = name.trimmed();
        if (!trimmed.isEmpty() && !wanted.contains(trimmed)) wanted << trimmed;
    }
    if (wanted.isEmpty() || isBusy_) return;
    setUnknown({});
    setBusy(true);
    Q_EMIT syncWanted(wanted);
}

void ContactListModel::clear(const QString& self) {
    beginResetModel();
    self_ = self;
    all_.clear();
    shown_.clear();
    endResetModel();
    setUnknown({});
    setBusy(false);
    Q_EMIT countChanged();
}

void ContactListModel::add(const QStringList& names) {
    for (const auto& name : names) {
        if (name.isEmpty() || name == self_ || all_.contains(name)) continue;
        all_.insert(name, {});
        if (!passesFilter(name)) continue;
        const auto place = std::lower_bound(shown_.constBegin(), shown_.constEnd(), name, comesBefore);
        const int at = static_cast<int>(place - shown_.constBegin());
        beginInsertRows({}, at, at);
        shown_.insert(at, name);
        endInsertRows();
        Q_EMIT countChanged();
    }
}

void ContactListModel::setConversation(const QString& name, const QString& id) {
    add({name});
    const auto known = all_.find(name);
    if (known == all_.end() || *known == id) return;
    *known = id;
    const int at = static_cast<int>(shown_.indexOf(name));
    if (at >= 0) Q_EMIT dataChanged(index(at), index(at), {conversation, accessibleText});
}

void ContactListModel::finishSync(const QStringList& found, const QStringList& unknown) {
    add(found);
    setUnknown(unknown);
    setBusy(false);
}

void ContactListModel::failSync() { setBusy(false); }

void ContactListModel::setBusy(bool busy) {
    if (busy == isBusy_) return;
    isBusy_ = busy;
    Q_EMIT isBusyChanged();
}

void ContactListModel::setUnknown(const QStringList& names) {
    if (names == unknown_) return;
    unknown_ = names;
    Q_EMIT unknownChanged();
}

}  // namespace baithak::client
