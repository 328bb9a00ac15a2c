// SPDX-License-Identifier: MIT
#pragma once

// What the local database holds, as plain values: the cache writes and reads them, the session announces them, the
// models show them. They travel between threads by value through queued signals.

#include <QList>
#include <QMetaType>
#include <QString>
#include <QStringList>

namespace baithak::client {

enum class ConversationKind : quint8 { direct, group, system };

// Where a message stands on this device. `kept` and `stored` have a seq; `queued` and `failed` have none.
enum class MessageState : quint8 { kept, queued, stored, failed };

struct MessageRow {
    QString conversation;
    QString id;  // chosen by the sender; unique within (conversation, source)
    QString source;
    QString text;           // what is shown; empty for a notice, whose words are made when it is shown
    QByteArray content;     // the raw body of a notice
    QString errorText;      // why it failed
    qint64 seq = 0;         // place in the conversation's log; 0 while the server has not stored it
    qint64 localOrder = 0;  // order of writing on this device: orders what has no seq
    qint64 sentAt = 0;      // ms since epoch: the server's clock once stored, the sender's before
    MessageState state = MessageState::kept;
    bool isNotice = false;
    bool mentionsMe = false;

    friend bool operator==(const MessageRow&, const MessageRow&) = default;
};

// One row of each message, as it was told last.
QList<MessageRow> newestOfEach(const QList<MessageRow>& rows);

struct ConversationRow {
    QString id;
    ConversationKind kind = ConversationKind::direct;
    QString title;  // as the server says; empty when only the id is known
    int memberCount = 0;
    qint64 lastSeq = 0;        // the newest the server or this device knows of
    qint64 readSeq = 0;        // what the user has read, on any device
    qint64 deliveredUpTo = 0;  // all others have received up to here
    qint64 readUpTo = 0;       // all others have read up to here
    int unread = 0;
    int mentions = 0;
    bool muted = false;
    bool pinned = false;
    bool archived = false;
    bool isMember = true;   // false after leaving a group, or being removed
    qint64 activityAt = 0;  // ms since epoch of the newest message, or of the conversation's making
    QString draft;
    bool hasLast = false;
    MessageRow last;  // the newest message shown

    friend bool operator==(const ConversationRow&, const ConversationRow&) = default;
};

struct MemberRow {
    QString user;
    QString role;          // "admin" | "user"; empty in direct conversations
    qint64 delivered = 0;  // receipts: this member's marks
    qint64 read = 0;

    friend bool operator==(const MemberRow&, const MemberRow&) = default;
};

// A part of a conversation, newest first.
struct MessagePage {
    QString conversation;
    QList<MessageRow> rows;
    bool canLoadOlder = false;
    bool moreIsComing = false;  // this is what is here; the server has been asked for the whole of it
};

enum class LinkState : quint8 { offline, connecting, online };

struct LinkStatus {
    LinkState state = LinkState::offline;
    qint64 retryAt = 0;  // ms since epoch of the next try; 0 when there is none
};

}  // namespace baithak::client

Q_DECLARE_METATYPE(baithak::client::MessageRow)
Q_DECLARE_METATYPE(baithak::client::ConversationRow)
Q_DECLARE_METATYPE(baithak::client::MemberRow)
Q_DECLARE_METATYPE(baithak::client::MessagePage)
Q_DECLARE_METATYPE(baithak::client::LinkStatus)
