// SPDX-License-Identifier: MIT
#pragma once

// The thread that a ChatSession lives on, and the way to reach it from the GUI thread: calls are posted in order and
// return at once. Destroying it ends the session and waits for the thread.

#include <QObject>
#include <QThread>
#include <utility>

#include "app/session/chat_session.h"

namespace baithak::client {

class SessionThread : public QObject {
    Q_OBJECT

public:
    // Takes the session over; connect to its signals before start().
    explicit SessionThread(std::unique_ptr<ChatSession> session, QObject* parent = nullptr);
    ~SessionThread() override;

    void start();
    ChatSession* session() const { return session_; }

    // Runs call(session) on the session's thread, in the order posted.
    template <class Call>
    void post(Call call) {
        QMetaObject::invokeMethod(
            session_, [session = session_, call = std::move(call)]() mutable { call(*session); }, Qt::QueuedConnection);
    }

private:
    QThread thread_;
    ChatSession* session_;  // deleted on its own thread, at the end of it
};

}  // namespace baithak::client
