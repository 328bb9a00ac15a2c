// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>
#include <map>
#include <memory>
#include <vector>

#include "app/models/chat_app.h"

namespace baithak::test {

// What the end-to-end flows are played in: real ChatApps by profile, each with a directory and a keychain of its own
// that outlive it, and a real baithakd beside them that can be ended, killed and started again on the same port. GUI
// thread; whatever is left is ended by reset() and by the destructor. A server that does not come up in 20 s ends the
// program.
class World : public QObject {
    Q_OBJECT
    Q_PROPERTY(QString serverUrl READ serverUrl NOTIFY serverUrlChanged)

public:
    explicit World(QString serverProgram, QObject* parent = nullptr);
    ~World() override;

    QString serverUrl() const;

    // The app of that profile, started; with hasKeychain false it finds none.
    Q_INVOKABLE QObject* openApp(const QString& profile, bool hasKeychain = true);
    // As when the program ends.
    Q_INVOKABLE void closeApp(QObject* app);
    Q_INVOKABLE void startServer();
    Q_INVOKABLE void killServer();
    // Ends all, and begins with nothing.
    Q_INVOKABLE void reset();

Q_SIGNALS:
    void serverUrlChanged();

private:
    QString serverProgram_;
    std::unique_ptr<QTemporaryDir> dir_;
    std::map<QString, std::shared_ptr<client::SecretStore>> keychains_;
    std::vector<std::unique_ptr<client::ChatApp>> apps_;
    std::unique_ptr<QProcess> server_;
    quint16 port_ = 0;
};

}  // namespace baithak::test
