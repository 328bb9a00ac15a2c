// SPDX-License-Identifier: MIT
#pragma once

// One window for each profile: two would take the connection from each other. The first start claims the profile until
// it ends, however it ends; a later one asks the first to come to the front instead. GUI thread only.

#include <QLocalServer>
#include <QLockFile>
#include <QObject>
#include <QString>

namespace baithak::client {

class OneWindow : public QObject {
    Q_OBJECT

public:
    // `profileDir` exists.
    explicit OneWindow(const QString& profileDir, QObject* parent = nullptr);

    // Whether the profile is this process's now.
    bool claim();
    // Asks the process that has claimed the profile to show itself. False when it did not hear within a second.
    bool callOther() const;

Q_SIGNALS:
    // Another start of this profile asked for the window.
    void called();

private:
    QString name_;  // of the local socket
    QLockFile lock_;
    QLocalServer server_;
};

}  // namespace baithak::client
