// SPDX-License-Identifier: MIT
#pragma once

// The desktop client as the tour pictures it: the product's own ChatApp and screens, signed in to a real server, looked
// at through a window and written to PNG files. What a screen is to show is checked before its picture is taken. GUI
// thread only; needs a display with OpenGL (packaging/with_display.sh brings one).

#include <QQmlApplicationEngine>
#include <QQuickWindow>
#include <QString>
#include <functional>
#include <memory>

#include "app/models/chat_app.h"

namespace baithak::tour {

class Screens {
public:
    // Everything the client writes goes to `dataDir`, every picture to `folder`.
    Screens(const QString& url, const QString& dataDir, QString folder);
    ~Screens();

    // Each answers false, with a sentence on stderr, when the screen does not come to show what it is to show.
    bool welcome();
    bool signIn(const QString& url, const QString& user, const QString& password);
    bool conversation(const QString& id, const QString& lastText, const QString& pictureName);
    void useTheme(const QString& mode);

private:
    bool waitUntil(const std::function<bool()>& condition, const char* forWhat);
    bool shoot(const QString& name);
    QString newestText();

    QString folder_;
    client::ChatApp app_;
    QQmlApplicationEngine engine_;
    QQuickWindow* window_ = nullptr;
};

}  // namespace baithak::tour
