// SPDX-License-Identifier: MIT
#pragma once

// What a session asks over REST: which conversations changed since the last time, the pages of history that this device
// has not got, the members of groups, and the marks and flags that wait to be told to the server. Results go into the
// local database; what changed is announced by signals to the session, on whose thread this lives.

#include <QHash>
#include <QJsonDocument>
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
    using Loaded = std::function<void(Result<>)>;

    // Both outlive this.
    ConversationSync(LocalStore* store, RestClient* rest, QString self, QObject* parent = nullptr);

    // Reads the changed conversations, then tells the server what it has not heard (read marks, flags).
    void refresh();
    // Loads the page before a seq into the database.
    void loadBefore(const QString& conversation, qint64 beforeSeq, int limit, Loaded done);
    // Fills a hole in what this device has, in the background.
    void fillGap(const QString& conversation, qint64 after, qint64 before);
    // Reads the members of a group again; wishes while one is under way are one more call.
    void refreshMembers(const QString& conversation);
    // Sends marks and flags that wait.
    void pushMarks();

Q_SIGNALS:
    void conversationsChanged(const QStringList& ids);
    void messagesLoaded(const QString& conversation, const QList<baithak::client::MessageRow>& rows);
    void membersChanged(const QString& conversation);
    void failed(const baithak::Error& error);

private:
    Result<> keepConversations(const QJsonDocument& answer);
    ConversationUpdate readConversation(const QJsonObject& entry) const;
    // Answers how far the page reaches: its last seq, 0 when it is empty.
    Result<qint64> keepPage(const QString& conversation, const QJsonDocument& answer);
    void onGroup(const QString& conversation, const Result<QJsonDocument>& answer);
    void pushRead(const PendingMark& mark);
    void pushFlags(const PendingMark& mark);

    LocalStore* store_;
    RestClient* rest_;
    QString self_;
    QSet<QString> membersInFlight_;
    QSet<QString> membersAgain_;
    QSet<QString> pushing_;
    bool isRefreshing_ = false;
    bool refreshAgain_ = false;
};

}  // namespace baithak::client
