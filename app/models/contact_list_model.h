// SPDX-License-Identifier: MIT
#pragma once

// The people this account knows: from its conversations, its groups and from looking names up (contact sync). GUI
// thread only; ChatApp feeds it and carries its wishes to the session.

#include <QtQml/qqmlregistration.h>
#include <QAbstractListModel>
#include <QHash>
#include <QStringList>

namespace baithak::client {

class ContactListModel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by ChatApp")
    Q_PROPERTY(QString filter READ filter WRITE setFilter NOTIFY filterChanged)
    Q_PROPERTY(QStringList unknown READ unknown NOTIFY unknownChanged)
    Q_PROPERTY(bool isBusy READ isBusy NOTIFY isBusyChanged)
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role { userName = Qt::UserRole + 1, avatarSeed, initials, conversation, accessibleText };

    explicit ContactListModel(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QHash<int, QByteArray> roleNames() const override;

    QString filter() const { return filter_; }
    void setFilter(const QString& filter);
    QStringList unknown() const { return unknown_; }
    bool isBusy() const { return isBusy_; }
    int count() const { return static_cast<int>(shown_.size()); }

    // Asks the server which of these names exist. The answer comes as rows and as `unknown`, until a filter is set.
    Q_INVOKABLE void sync(const QStringList& names);

    void clear(const QString& self);
    // Adds people, keeping those there.
    void add(const QStringList& names);
    // The people with whom there is a conversation.
    void setConversation(const QString& name, const QString& conversation);
    void finishSync(const QStringList& found, const QStringList& unknown);
    void failSync();
    bool knows(const QString& name) const { return all_.contains(name); }

Q_SIGNALS:
    void filterChanged();
    void unknownChanged();
    void isBusyChanged();
    void countChanged();
    void syncWanted(const QStringList& names);  // for ChatApp

private:
    bool passesFilter(const QString& name) const;
    void setBusy(bool busy);
    void setUnknown(const QStringList& names);

    QString self_;
    QString filter_;
    QHash<QString, QString> all_;  // name → conversation, "" when there is none
    QStringList shown_;            // in order of rows
    QStringList unknown_;
    bool isBusy_ = false;
};

}  // namespace baithak::client
