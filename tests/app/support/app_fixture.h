// SPDX-License-Identifier: MIT
#pragma once

// A ChatApp in a directory of its own, which can be ended and begun again as by a restart of the program.

#include <QDirIterator>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QTemporaryDir>
#include <QTest>
#include <memory>

#include "app/models/chat_app.h"

namespace baithak::test {

class AppFixture {
public:
    explicit AppFixture(QString serverUrl, std::shared_ptr<client::SecretStore> secrets = client::makeMemorySecrets(),
                        QString profile = QStringLiteral("ann")) {
        options_.profile = std::move(profile);
        options_.dataDir = dir_.path();
        options_.serverUrl = std::move(serverUrl);
        options_.secrets = std::move(secrets);
        begin();
    }

    // As the options say, in their own directory.
    explicit AppFixture(client::ChatAppOptions options) : options_(std::move(options)) { begin(); }

    void begin() {
        app_ = std::make_unique<client::ChatApp>(options_);
        notices.clear();
        QObject::connect(app_.get(), &client::ChatApp::notice, app_.get(),
                         [this](const QString& text) { notices << text; });
        app_->start();
    }
    void end() { app_.reset(); }

    client::ChatApp* operator->() { return app_.get(); }
    client::ChatApp* get() { return app_.get(); }

    QStringList texts() { return column(client::MessageListModel::text); }
    QStringList states() { return column(client::MessageListModel::state); }
    bool isOnline() { return app_->link() == QLatin1String("online"); }

    // From here on no text can be written down, as on a full disk.
    void refuseOutgoing() {
        QDirIterator files(dir_.path(), {QStringLiteral("messages-*.sqlite")}, QDir::Files,
                           QDirIterator::Subdirectories);
        const QString path = files.next();
        {
            auto database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), path);
            database.setDatabaseName(path);
            database.open();
            QSqlQuery(database).exec(
                QStringLiteral("CREATE TRIGGER full BEFORE INSERT ON outbox BEGIN"
                               " SELECT RAISE(ABORT, 'the disk is full'); END"));
        }
        QSqlDatabase::removeDatabase(path);
    }

    QStringList notices;

private:
    QStringList column(int role) {
        QStringList all;
        auto* timeline = app_->timeline();
        for (int row = timeline->rowCount() - 1; row >= 0; --row) all << timeline->index(row).data(role).toString();
        return all;
    }

    QTemporaryDir dir_;
    client::ChatAppOptions options_;
    std::unique_ptr<client::ChatApp> app_;
};

}  // namespace baithak::test
