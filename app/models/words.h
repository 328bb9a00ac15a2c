// SPDX-License-Identifier: MIT
#pragma once

// How facts read: names, times, previews and notices in the user's language. Pure functions of their arguments, the
// locale and the translations; used by the models, in the GUI thread.

#include <QCoreApplication>
#include <QDateTime>
#include <QString>
#include <QStringList>

#include "app/cache/rows.h"

namespace baithak::client {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Words)

public:
    // The other of a direct conversation (oneself for the one with oneself); empty for other kinds.
    static QString peerOf(const QString& conversation, const QString& self);
    static bool isWithSelf(const QString& conversation, const QString& self);
    // "self" | "direct" | "group" | "system"
    static QString kindOf(const ConversationRow& row, const QString& self);
    static QString titleOf(const ConversationRow& row, const QString& self);
    // What the avatar's colour is made from: the id, never the name.
    static QString avatarSeedOf(const ConversationRow& row, const QString& self);
    static QString initialsOf(const QString& name);

    static QString timeOfDay(qint64 ms);
    // In the list: the time today, then "Yesterday", the weekday, the date.
    static QString listTime(qint64 ms, const QDate& today);
    static QString dayName(const QDate& day, const QDate& today);
    static QString fullTime(qint64 ms);

    // A membership notice in words.
    static QString notice(const MessageRow& row, const QString& self);
    static QString typing(const QStringList& names, bool inGroup);
    // The state of an own message, spoken.
    static QString stateWord(const QString& state);
    static QString people(const QStringList& names);
};

// "" for others' messages; "queued" | "stored" | "delivered" | "read" | "failed" for one's own.
QString deliveryState(const MessageRow& row, const ConversationRow& header, const QString& self);

}  // namespace baithak::client
