// SPDX-License-Identifier: MIT
#pragma once

// The bundled server of this machine: found where another profile has started it, or started here as a child
// (`baithakd --child`). One data directory has one server; its file `server.json` (mode 0600) says where it listens. A
// server started here is told to end by closing its standard input when the app ends; it stays while other profiles
// are connected. GUI thread only; everything is asynchronous.

#include <QObject>
#include <QPointer>
#include <QProcess>
#include <QString>
#include <QTimer>
#include <QUrl>
#include <functional>
#include <memory>
#include <vector>

#include "shared/base/result.h"

class QNetworkAccessManager;

namespace baithak::client {

class LocalServer : public QObject {
    Q_OBJECT

public:
    using Found = std::function<void(Result<QUrl>)>;

    // `program`: the path of baithakd. `dataDir`: the server's own directory.
    LocalServer(QString program, QString dataDir, QObject* parent = nullptr);
    ~LocalServer() override;

    // Answers with the address of a server that serves, starting one when there is none. Calls while one is under way
    // wait for the same answer.
    void ensureRunning(QObject* context, Found done);

    // The last lines that the server started here has written.
    QString logTail() const;
    qint64 processId() const;

Q_SIGNALS:
    // The server that was started here has ended, though it was not told to.
    void ended();

private:
    struct Waiter {
        QPointer<QObject> context;
        Found done;
    };

    void lookForRunning();
    void lookAgainSoon();
    void askIfAlive(const QUrl& url);
    void startProcess();
    void readReadyLine();
    void onFinished();
    void settle(const Result<QUrl>& outcome);
    QString logPath() const;

    QString program_;
    QString dataDir_;
    std::unique_ptr<QNetworkAccessManager> network_;
    QProcess* process_ = nullptr;  // left alone when the app ends: its end of the pipe closes with us
    QTimer startLimit_;
    QUrl url_;  // of the process started here, once it serves
    std::vector<Waiter> waiters_;
    int looksLeft_ = 0;  // for the server that holds the directory's lock
    int startsLeft_ = 0;
};

}  // namespace baithak::client
