// SPDX-License-Identifier: MIT
#include "app/host/local_server.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>

#include "app/base/convert.h"

namespace baithak::client {
namespace {

constexpr int kAliveMs = 2'000;
constexpr int kStartMs = 15'000;
constexpr int kLookAgainMs = 100;
constexpr int kLooks = 50;
constexpr int kStarts = 2;
constexpr qint64 kTailBytes = 8 * 1024;

QUrl loopback(int port) { return QUrl(QStringLiteral("http://127.0.0.1:%1").arg(port)); }

QByteArray tailOf(const QString& path) {
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return {};
    file.seek(std::max<qint64>(0, file.size() - kTailBytes));
    return file.readAll();
}

// The words of the last log line that has any: what the server said before it ended.
QString lastWords(const QString& log) {
    const auto lines = log.split(u'\n', Qt::SkipEmptyParts);
    if (lines.isEmpty()) return {};
    const QJsonObject line = QJsonDocument::fromJson(lines.last().toUtf8()).object();
    for (const auto* key : {"msg", "message", "error", "text"}) {
        const QString words = line[QLatin1String(key)].toString();
        if (!words.isEmpty()) return words;
    }
    return lines.last().trimmed();
}

// The object goes when its process does, or never when this program ends before.
void leaveToItself(QProcess* process) {
    if (process->state() == QProcess::NotRunning) return process->deleteLater();
    static auto* const left = new QList<QProcess*>;
    left->append(process);
    QObject::connect(process, &QProcess::finished, process, [process] {
        left->removeAll(process);
        process->deleteLater();
    });
}

}  // namespace

LocalServer::LocalServer(QString program, QString dataDir, QObject* parent)
    : QObject(parent),
      program_(std::move(program)),
      dataDir_(std::move(dataDir)),
      network_(std::make_unique<QNetworkAccessManager>()) {
    startLimit_.setSingleShot(true);
    startLimit_.setInterval(kStartMs);
    connect(&startLimit_, &QTimer::timeout, this, [this] {
        settle(Error{Errc::timedOut,
                     toStd(tr("The server has not answered within %n seconds.", nullptr, kStartMs / 1000))});
    });
}

LocalServer::~LocalServer() {
    if (process_ == nullptr) return;
    // QProcess would kill what it started; others may be using it. It is told that we are gone, and ends by itself
    // when the last of them is.
    process_->disconnect(this);
    process_->closeWriteChannel();
    process_->waitForBytesWritten(0);
    leaveToItself(process_);
}

void LocalServer::ensureRunning(QObject* context, Found done) {
    waiters_.push_back({context, std::move(done)});
    if (waiters_.size() > 1) return;
    looksLeft_ = 1;
    startsLeft_ = kStarts;
    lookForRunning();
}

QString LocalServer::logPath() const { return QDir(dataDir_).filePath(QStringLiteral("server.log")); }

QString LocalServer::logTail() const { return QString::fromUtf8(tailOf(logPath())); }

qint64 LocalServer::processId() const { return process_ == nullptr ? 0 : process_->processId(); }

// ---- one that runs already --------------------------------------------------------------------------------------

void LocalServer::lookForRunning() {
    QFile file(QDir(dataDir_).filePath(QStringLiteral("server.json")));
    const bool isThere = file.open(QIODevice::ReadOnly);
    const int port = isThere ? QJsonDocument::fromJson(file.readAll()).object()["port"].toInt() : 0;
    if (port <= 0) return lookAgainSoon();
    askIfAlive(loopback(port));
}

void LocalServer::askIfAlive(const QUrl& url) {
    QNetworkRequest request(url.resolved(QUrl(QStringLiteral("/alive"))));
    request.setTransferTimeout(kAliveMs);
    QNetworkReply* reply = network_->get(request);
    connect(reply, &QNetworkReply::finished, this, [this, reply, url] {
        reply->deleteLater();
        if (reply->error() == QNetworkReply::NoError && reply->readAll().trimmed() == "OK") return settle(url);
        lookAgainSoon();
    });
}

void LocalServer::lookAgainSoon() {
    if (--looksLeft_ > 0) {
        QTimer::singleShot(kLookAgainMs, this, [this] { lookForRunning(); });
        return;
    }
    const bool isStarting = process_ != nullptr && process_->state() != QProcess::NotRunning && url_.isEmpty();
    if (isStarting) return;
    if (startsLeft_-- > 0) return startProcess();
    settle(Error{Errc::unavailable, toStd(lastWords(logTail()))});
}

// ---- one of our own ---------------------------------------------------------------------------------------------

void LocalServer::startProcess() {
    QDir().mkpath(dataDir_);
    QFile::setPermissions(dataDir_, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    if (process_ != nullptr) process_->deleteLater();
    process_ = new QProcess;
    url_.clear();
    process_->setProgram(program_);
    process_->setArguments({QStringLiteral("--child"), QStringLiteral("--data-dir"), dataDir_,
                            QStringLiteral("--listen"), QStringLiteral("127.0.0.1:0"), QStringLiteral("--auth"),
                            QStringLiteral("local")});
    // To a file, not a pipe: the server may outlive this window.
    process_->setStandardErrorFile(logPath(), QIODevice::Truncate);
    connect(process_, &QProcess::readyReadStandardOutput, this, &LocalServer::readReadyLine);
    connect(process_, &QProcess::finished, this, &LocalServer::onFinished);
    connect(process_, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart) return;
        settle(Error{Errc::unavailable, toStd(tr("%1 can't be run: %2.").arg(program_, process_->errorString()))});
    });
    startLimit_.start();
    process_->start();
}

void LocalServer::readReadyLine() {
    while (process_->canReadLine()) {
        const QJsonObject line = QJsonDocument::fromJson(process_->readLine()).object();
        if (line["event"].toString() != QLatin1String("ready")) continue;
        url_ = loopback(line["port"].toInt());
        return settle(url_);
    }
}

void LocalServer::onFinished() {
    startLimit_.stop();
    if (!url_.isEmpty()) {
        url_.clear();
        Q_EMIT ended();
        return;
    }
    if (waiters_.empty()) return;
    const QString log = logTail();
    // Another one serves this directory, or is about to.
    if (log.contains(QLatin1String("lock"), Qt::CaseInsensitive) && looksLeft_ <= 0) {
        looksLeft_ = kLooks;
        return lookForRunning();
    }
    const QString words = lastWords(log);
    settle(Error{Errc::unavailable,
                 toStd(words.isEmpty() ? tr("It ended with code %1.").arg(process_->exitCode()) : words)});
}

void LocalServer::settle(const Result<QUrl>& outcome) {
    startLimit_.stop();
    const auto waiters = std::exchange(waiters_, {});
    for (const auto& waiter : waiters) {
        if (waiter.context) waiter.done(outcome);
    }
}

}  // namespace baithak::client
