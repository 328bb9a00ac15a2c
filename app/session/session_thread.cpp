// SPDX-License-Identifier: MIT
#include "app/session/session_thread.h"

namespace baithak::client {

SessionThread::SessionThread(std::unique_ptr<ChatSession> session, QObject* parent)
    : QObject(parent), session_(session.release()) {
    thread_.setObjectName(QStringLiteral("session"));
    session_->moveToThread(&thread_);
    connect(&thread_, &QThread::finished, session_, &QObject::deleteLater);
    thread_.start();
}

SessionThread::~SessionThread() {
    // What was posted before is done first: the thread's loop ends by its own queue.
    QMetaObject::invokeMethod(session_, [thread = &thread_] { thread->quit(); }, Qt::QueuedConnection);
    thread_.wait();
}

void SessionThread::start() {
    post([](ChatSession& session) { session.start(); });
}

}  // namespace baithak::client
