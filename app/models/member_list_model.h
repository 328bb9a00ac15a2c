// SPDX-License-Identifier: MIT
#pragma once

// The members of the open group: admins first, then by name. GUI thread only; ChatApp feeds it and carries its wishes
// to the session; what fails comes back as a notice.

#include <QtQml/qqmlregistration.h>
#include <QAbstractListModel>

#include "app/cache/rows.h"

namespace baithak::client {

class MemberListModel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by ChatApp")
    Q_PROPERTY(bool isAdmin READ isAdmin NOTIFY isAdminChanged)
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role { userName = Qt::UserRole + 1, avatarSeed, initials, role, isSelf, canRemove, accessibleText };

    explicit MemberListModel(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    bool isAdmin() const { return isAdmin_; }
    int count() const { return static_cast<int>(rows_.size()); }
    const QList<MemberRow>& rows() const { return rows_; }

    Q_INVOKABLE void add(const QStringList& names);
    Q_INVOKABLE void remove(const QString& userName);
    Q_INVOKABLE void leave();

    void setSelf(const QString& self) { self_ = self; }
    // Shows these members; rows that stay are not reset.
    void setMembers(QList<MemberRow> members);

Q_SIGNALS:
    void isAdminChanged();
    void countChanged();
    // Intents, for ChatApp.
    void addWanted(const QStringList& names);
    void removeWanted(const QString& userName);

private:
    int rowOf(const QString& user) const;
    void dropAbsent(const QList<MemberRow>& members);
    void placeAt(int at, const MemberRow& member);

    QString self_;
    QList<MemberRow> rows_;
    bool isAdmin_ = false;
};

}  // namespace baithak::client
