// SPDX-License-Identifier: MIT
#include "tests/qml/e2e/world.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QQmlEngine>

namespace baithak::test {
namespace {

constexpr int kServerLimitMs = 20000;

}  // namespace

World::World(QString serverProgram, QObject* parent) : QObject(parent), serverProgram_(std::move(serverProgram)) {
    reset();
}

World::~World() {
    apps_.clear();
    killServer();
}

QString World::serverUrl() const { return QStringLiteral("http://127.0.0.1:%1").arg(port_); }

QObject* World::openApp(const QString& profile, bool hasKeychain) {
    auto& keychain = keychains_[profile];
    if (!keychain) {
        keychain = hasKeychain ? client::makeMemorySecrets() : client::makeMissingKeychain();
    }
    client::ChatAppOptions options;
    options.profile = profile;
    options.dataDir = dir_->path();
    options.serverProgram = serverProgram_;
    options.secrets = keychain;
    apps_.push_back(std::make_unique<client::ChatApp>(options));
    auto* app = apps_.back().get();
    QQmlEngine::setObjectOwnership(app, QQmlEngine::CppOwnership);
    app->start();
    return app;
}

void World::closeApp(QObject* app) {
    std::erase_if(apps_, [app](const auto& held) { return held.get() == app; });
}

void World::startServer() {
    server_ = std::make_unique<QProcess>();
    server_->setProcessChannelMode(QProcess::SeparateChannels);
    server_->setStandardErrorFile(dir_->filePath(QStringLiteral("server.log")), QIODevice::Append);
    server_->start(serverProgram_, {QStringLiteral("--listen"), QStringLiteral("127.0.0.1:%1").arg(port_),
                                    QStringLiteral("--data-dir"), dir_->filePath(QStringLiteral("outside")),
                                    QStringLiteral("--durability"), QStringLiteral("normal")});
    while (!server_->canReadLine()) {
        if (!server_->waitForReadyRead(kServerLimitMs)) {
            qFatal("%s did not start", qPrintable(serverProgram_));
        }
    }
    const auto ready = QJsonDocument::fromJson(server_->readLine()).object();
    port_ = static_cast<quint16>(ready[QLatin1String("port")].toInt());
    Q_EMIT serverUrlChanged();
}

void World::killServer() {
    if (server_) {
        server_->kill();
        server_->waitForFinished();
        server_.reset();
    }
}

void World::reset() {
    apps_.clear();
    killServer();
    keychains_.clear();
    port_ = 0;
    dir_ = std::make_unique<QTemporaryDir>();
    if (!qEnvironmentVariableIsEmpty("BAITHAK_E2E_KEEP")) {
        dir_->setAutoRemove(false);  // for looking into what a flow left behind
        qInfo("this flow is kept in %s", qPrintable(dir_->path()));
    }
}

}  // namespace baithak::test
