// SPDX-License-Identifier: MIT
#pragma once

// What a message from the server is to the client: a row for the eye, a membership notice, or something that only keeps
// its place in the log. And what the client writes itself. Pure functions.

#include <QString>

#include "app/cache/local_store.h"
#include "shared/model/message.h"

namespace baithak::client {

// `self` is the account's user name. The conversation and seq are those of the log.
Arrival arrivalOf(const Message& message, const QString& conversation, qint64 seq, const QString& self);

// Whether it says that members of a group have come or gone.
bool isMembershipNotice(const Message& message);

// Whose typing it tells, and where; an empty conversation when it tells of none.
struct TypingFact {
    QString conversation;
    QString user;
    bool isTyping = false;
};
TypingFact typingFactOf(const Message& message, const QString& self);

// An ordinary text for a conversation, ready for the outbox.
Message makeText(const QString& conversation, const QString& self, const QString& id, const QString& text,
                 qint64 sentAt);
Message makeTypingIn(const QString& conversation, const QString& self, bool typing);

}  // namespace baithak::client
