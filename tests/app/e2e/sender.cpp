// SPDX-License-Identifier: MIT
// The client as a program of its own, without screens, to be killed: signs in, and sends `count` numbered messages to
// `peer`, as fast as the composer takes them. Each number is printed once it stands in the timeline, that is: once it
// is in the outbox. With a count of 0 it only waits until everything has gone out. Arguments: server program, data
// directory, profile, password, peer, first number, count.
#include <QCoreApplication>
#include <QTimer>
#include <cstdio>

#include "app/models/chat_app.h"

using namespace baithak::client;

namespace {

class Sender : public QObject {
public:
    Sender(const QStringList& arguments, ChatAppOptions options)
        : app_(std::move(options)),
          password_(arguments[4]),
          peer_(arguments[5]),
          next_(arguments[6].toInt()),
          end_(next_ + arguments[7].toInt()) {
        connect(&app_, &ChatApp::stageChanged, this, [this] { onStage(); });
        connect(&app_, &ChatApp::linkChanged, this, [this] { onStage(); });
        connect(&app_, &ChatApp::waitingChanged, this, [this] { leaveWhenDone(); });
        connect(app_.timeline(), &MessageListModel::newestArrived, this, [this](bool isOwn) { onShown(isOwn); });
        connect(&app_, &ChatApp::openConversationChanged, this, [this] { sendSome(); });
        connect(&pace_, &QTimer::timeout, this, [this] { sendSome(); });
        app_.start();
        if (app_.stage() == QLatin1String("welcome")) app_.startChatting(app_.profile(), password_);
    }

private:
    void onStage() {
        if (app_.stage() == QLatin1String("password")) app_.enterPassword(password_);
        if (app_.link() != QLatin1String("online")) return;
        if (next_ < end_) return app_.openDirect(peer_);
        leaveWhenDone();
    }

    void sendSome() {
        if (!app_.openConversation().contains(peer_) || next_ >= end_) return;
        app_.composer()->setText(QString::number(next_++));
        app_.composer()->send();
        pace_.start(1);
    }

    void onShown(bool isOwn) {
        if (!isOwn) return;
        const auto text = app_.timeline()->index(0).data(MessageListModel::text).toString();
        std::printf("%s\n", qPrintable(text));
        std::fflush(stdout);
    }

    void leaveWhenDone() {
        if (next_ >= end_ && app_.waiting() == 0 && app_.link() == QLatin1String("online")) QCoreApplication::quit();
    }

    ChatApp app_;
    QTimer pace_;
    QString password_;
    QString peer_;
    int next_;
    int end_;
};

}  // namespace

int main(int argc, char** argv) {
    QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() != 8) return 2;
    ChatAppOptions options;
    options.serverProgram = arguments[1];
    options.dataDir = arguments[2];
    options.profile = arguments[3];
    options.secrets = makeMissingKeychain();
    const Sender sender(arguments, options);
    return QCoreApplication::exec();
}
