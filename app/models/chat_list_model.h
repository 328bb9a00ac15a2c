// SPDX-License-Identifier: MIT
#pragma once

// The conversations as rows: pinned first, then the newest activity. Fed by ChatApp with what the session announces;
// lives in the GUI thread; never asks the network or the database. A change of one conversation is one dataChanged with
// the roles that changed, and a move when its place changed.

#include <QtQml/qqmlregistration.h>
#include <QAbstractListModel>
#include <QDateTime>
#include <QHash>

#include "app/cache/rows.h"

namespace baithak::client {

class ChatListModel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by ChatApp")
    Q_PROPERTY(QString filter READ filter WRITE setFilter NOTIFY filterChanged)
    Q_PROPERTY(int totalUnread READ totalUnread NOTIFY totalUnreadChanged)
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role {
        conversation = Qt::UserRole + 1,
        kind,
        title,
        avatarSeed,
        initials,
        preview,
        previewState,
        time,
        timeText,
        unread,
        mentions,
        draft,
        muted,
        pinned,
        isOpen,
        typingText,
        accessibleText
    };

    explicit ChatListModel(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    void multiData(const QModelIndex& index, QModelRoleDataSpan span) const override;
    QHash<int, QByteArray> roleNames() const override;

    QString filter() const { return filter_; }
    void setFilter(const QString& filter);
    int totalUnread() const { return totalUnread_; }
    int count() const { return static_cast<int>(shown_.size()); }

    // The account whose conversations these are; forgets all rows.
    void clear(const QString& self);
    // Adds or replaces the rows of these conversations.
    void upsert(const QList<ConversationRow>& rows);
    void setOpen(const QString& conversation);
    void setTyping(const QString& conversation, const QStringList& names);
    QStringList typingIn(const QString& conversation) const { return typing_.value(conversation); }
    // Times in words have grown old (a new day).
    void refreshTimes();

    // The row of that conversation, or nullptr; whatever the filter.
    const ConversationRow* find(const QString& conversation) const;
    // The conversation `step` rows from the open one, round the ends; empty when there is none.
    QString neighbour(int step, bool unreadOnly) const;
    QList<ConversationRow> all() const { return known_.values(); }

Q_SIGNALS:
    void filterChanged();
    void totalUnreadChanged();
    void countChanged();

private:
    bool passesFilter(const ConversationRow& row) const;
    int placeFor(const ConversationRow& row) const;
    int rowOf(const QString& conversation) const;
    void upsertOne(const ConversationRow& row);
    void show(const ConversationRow& row);
    void recountUnread();
    void announce(const QString& conversation, const QList<int>& roles);
    QVariant value(const ConversationRow& row, int role) const;
    QString previewOf(const ConversationRow& row) const;
    QString sentenceFor(const ConversationRow& row) const;

    QString self_;
    QString filter_;
    QString open_;
    QHash<QString, ConversationRow> known_;
    QHash<QString, QStringList> typing_;
    QStringList shown_;  // ids in order of rows
    int totalUnread_ = 0;
};

}  // namespace baithak::client
