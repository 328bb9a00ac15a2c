// SPDX-License-Identifier: MIT
#pragma once

// The open conversation as rows, row 0 the newest: in order of seq, with what the server has not stored yet after all.
// Runs, days and the unread line are computed when rows change, never in data(). Fed by ChatApp; what the user wants is
// passed up by signals (a model never sends). GUI thread only.

#include <QtQml/qqmlregistration.h>
#include <QAbstractListModel>
#include <QDateTime>

#include "app/cache/rows.h"

namespace baithak::client {

class MessageListModel : public QAbstractListModel {
    Q_OBJECT
    QML_ELEMENT
    QML_UNCREATABLE("made by ChatApp")
    Q_PROPERTY(QString conversation READ conversation NOTIFY conversationChanged)
    Q_PROPERTY(QString title READ title NOTIFY headerChanged)
    Q_PROPERTY(QString kind READ kind NOTIFY headerChanged)
    Q_PROPERTY(int memberCount READ memberCount NOTIFY headerChanged)
    Q_PROPERTY(bool isMember READ isMember NOTIFY headerChanged)
    Q_PROPERTY(QString subtitle READ subtitle NOTIFY headerChanged)
    Q_PROPERTY(QString typingText READ typingText NOTIFY headerChanged)
    Q_PROPERTY(QString avatarSeed READ avatarSeed NOTIFY headerChanged)
    Q_PROPERTY(QString initials READ initials NOTIFY headerChanged)
    Q_PROPERTY(int unreadBelow READ unreadBelow NOTIFY unreadBelowChanged)
    Q_PROPERTY(int firstUnreadRow READ firstUnreadRow NOTIFY firstUnreadRowChanged)
    Q_PROPERTY(bool canLoadOlder READ canLoadOlder NOTIFY canLoadOlderChanged)
    Q_PROPERTY(bool isLoading READ isLoading NOTIFY isLoadingChanged)
    Q_PROPERTY(int count READ count NOTIFY countChanged)

public:
    enum Role {
        messageId = Qt::UserRole + 1,
        text,
        isOwn,
        sender,
        avatarSeedRole,
        initialsRole,
        sentAt,
        timeText,
        fullTimeText,
        state,
        errorText,
        startsRun,
        endsRun,
        dayText,
        isFirstUnread,
        isNotice,
        accessibleText
    };

    explicit MessageListModel(QObject* parent = nullptr);

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    void multiData(const QModelIndex& index, QModelRoleDataSpan span) const override;
    QHash<int, QByteArray> roleNames() const override;

    QString conversation() const { return header_.id; }
    QString title() const;
    QString kind() const;
    int memberCount() const { return header_.memberCount; }
    bool isMember() const { return header_.isMember; }
    QString subtitle() const;
    QString typingText() const;
    QString avatarSeed() const;
    QString initials() const;
    int unreadBelow() const { return header_.unread; }
    int firstUnreadRow() const;
    bool canLoadOlder() const { return canLoadOlder_; }
    bool isLoading() const { return isLoading_; }
    int count() const { return static_cast<int>(entries_.size()); }

    Q_INVOKABLE void fetchOlder();
    Q_INVOKABLE void markRead();
    Q_INVOKABLE void retry(const QString& messageId);
    Q_INVOKABLE void discard(const QString& messageId);

    // The account that reads.
    void setSelf(const QString& self) { self_ = self; }
    // Shows another conversation; its rows come with setPage. An id of "" shows none.
    void open(const ConversationRow& header);
    void close();
    // The first rows of the open conversation, or older ones; rows that are there already are replaced.
    void setPage(const MessagePage& page);
    void addOlder(const MessagePage& page);
    // Rows that are new or have changed. Others' conversations are ignored.
    void upsert(const QString& conversation, const QList<MessageRow>& rows);
    void remove(const QString& conversation, const QString& messageId);
    void setHeader(const ConversationRow& header);
    void setTyping(const QStringList& names);
    void setLoading(bool loading);
    void refreshTimes();

Q_SIGNALS:
    void conversationChanged();
    void headerChanged();
    void unreadBelowChanged();
    void firstUnreadRowChanged();
    void canLoadOlderChanged();
    void isLoadingChanged();
    void countChanged();
    void newestArrived(bool isOwn);
    // Intents, for ChatApp.
    void olderWanted(const QString& conversation, qint64 beforeSeq);
    void readWanted(const QString& conversation, qint64 seq);
    void retryWanted(const QString& messageId);
    void discardWanted(const QString& messageId);

private:
    struct Entry {
        MessageRow row;
        qint64 day = 0;  // julian day in local time
        bool startsRun = true;
        bool endsRun = true;
        bool startsDay = true;
        bool isFirstUnread = false;
    };

    // Whether rows older than all that are here are taken: those of a page are, others come with paging.
    enum class Reach : quint8 { window, beyondWindow };

    QVariant value(const Entry& entry, int role) const;
    QString sentenceFor(const Entry& entry) const;
    static Entry entryOf(const MessageRow& row);
    int rowOf(const MessageRow& row) const;
    int rowOfOwn(const QString& id) const;
    int placeFor(const MessageRow& row) const;
    QList<MessageRow> merge(const QList<MessageRow>& rows, Reach reach);
    void replace(int at, const MessageRow& row);
    void insertRun(int at, const QList<MessageRow>& run);
    void setCanLoadOlder(bool can);
    QList<int> group(int at);
    void regroup(int first, int last);
    void placeUnreadLine(qint64 oldest);
    void setUnreadLine(qint64 seq);
    void announceStates(qint64 after, qint64 upTo);
    qint64 newestSeq() const;
    // Above all seqs when nothing that is stored is here.
    qint64 oldestSeq() const;

    QString self_;
    ConversationRow header_;
    QStringList typing_;
    QList<Entry> entries_;
    qint64 readAtOpen_ = 0;     // what was read before it was opened: older rows may come after all has been read
    qint64 unreadLineSeq_ = 0;  // the unread line stands above the row of this seq; 0: no line
    bool canLoadOlder_ = false;
    bool isLoading_ = false;
};

}  // namespace baithak::client
