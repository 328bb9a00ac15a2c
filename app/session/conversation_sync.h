// SPDX-License-Identifier: MIT
#pragma once

// What a session asks over REST: which conversations changed since the last time, the pages of history that this device
// has not got, the members of groups, and the marks and flags that wait to be told to the server. Results go into the
// local database; what changed is announced by signals to the session, on whose thread this lives.

#include <QHash>
#include <QObject>
#include <QSet>
#include <QString>
#include <functional>

#include "app/cache/local_store.h"
#include "app/net/rest_client.h"

namespace baithak::client {

class ConversationSync : public QObject {
    Q_OBJECT

public:
    // Both outlive this.
    ConversationSync(LocalStore* store, RestClient* rest, QString self, QObject* parent = nullptr);

    // Reads the changed conversations, then tells the server what it has not heard (read marks, flags).
    void refresh();
    // Loads a page into the database: the newest, or the ones before a seq. `done` says whether older ones exist.
    void loadNewest(const QString& conversation, std::function<void(Result<bool>)> done);
    void loadBefore(const QString& conversation, qint64 beforeSeq, std::function<void(Result<bool>)> done);
    // Fills a hole in what this device has, in the background.
    void fillGap(const QString& conversation, qint64 after, qint64 before);
    // Reads the members of a group again, soon; many wishes are one call.
    void refreshMembers(const QString& conversation);
    // Sends marks and flags that wait.
    void pushMarks();

Q_SIGNALS:
    void conversationsChanged(const QStringList& ids);
    void messagesLoaded(const QString& conversation, const QList<baithak::client::MessageRow>& rows);
    void membersChanged(const QString& conversation);
    void failed(const baithak::Error& error);

private:
    void onConversations(const QJsonDocument& answer);
    void onGroup(const QString& conversation, const Result<QJsonDocument>& answer);
    void load(const QString& conversation, const QString& query, int limit, std::function<void(Result<bool>)> done);
    void pushRead(const QString& conversation, qint64 seq);

    LocalStore* store_;
    RestClient* rest_;
    QString self_;
    QSet<QString> membersInFlight_;
    QSet<QString> pushing_;
    bool isRefreshing_ = false;
    bool refreshAgain_ = false;
};

}  // namespace baithak::client
