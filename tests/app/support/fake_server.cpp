// SPDX-License-Identifier: MIT
#include "tests/app/support/fake_server.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSslServer>
#include <QTcpSocket>
#include <QUrlQuery>
#include <QUuid>
#include <QWebSocket>

#include "app/base/convert.h"
#include "shared/model/conversation.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/frames.h"
#include "tests/app/support/certificates.h"

namespace baithak::test {

using client::toBytes;
using client::toQt;
using client::toStd;
using client::viewOf;

namespace {

const QByteArray kOk = R"({"status":true})";

QByteArray json(const QJsonObject& object) { return QJsonDocument(object).toJson(QJsonDocument::Compact); }

QByteArray failure(const QString& message) { return json({{"message", message}}); }

QByteArray placed(const QString& conversation, const FakeServer::Stored& stored) {
    return toBytes(withLogPosition(encodeBinary(stored.message), toStd(conversation), stored.seq));
}

}  // namespace

FakeServer::FakeServer(const QSslCertificate& certificate, QObject* parent) : QObject(parent) {
    if (certificate.isNull()) {
        tcp_ = std::make_unique<QTcpServer>();
    } else {
        tcp_ = std::make_unique<QSslServer>();
        showCertificate(certificate);
    }
    connect(tcp_.get(), &QTcpServer::pendingConnectionAvailable, this, &FakeServer::onConnection);
    connect(&webSockets_, &QWebSocketServer::newConnection, this, &FakeServer::onSocket);
    listen();
}

FakeServer::~FakeServer() { goAway(); }

void FakeServer::showCertificate(const QSslCertificate& certificate) {
    static_cast<QSslServer*>(tcp_.get())->setSslConfiguration(showing(certificate));
}

QUrl FakeServer::url() const {
    const bool isSecure = dynamic_cast<QSslServer*>(tcp_.get()) != nullptr;
    const QString scheme = isSecure ? QStringLiteral("https") : QStringLiteral("http");
    return QUrl(QStringLiteral("%1://127.0.0.1:%2").arg(scheme).arg(port_));
}

void FakeServer::listen() {
    if (!tcp_->listen(QHostAddress::LocalHost, port_)) qFatal("The fake server can't listen.");
    port_ = tcp_->serverPort();
}

void FakeServer::goAway() {
    tcp_->close();
    const auto all = sockets_;
    for (const auto& sockets : all) {
        for (auto* socket : sockets) socket->abort();
    }
}

void FakeServer::closeAll(quint16 code) {
    const auto all = sockets_;
    for (const auto& sockets : all) {
        for (auto* socket : sockets) socket->close(static_cast<QWebSocketProtocol::CloseCode>(code));
    }
}

void FakeServer::addAccount(const QString& user, const QString& password) { passwords_[user] = password; }

void FakeServer::addGroup(const QString& id, const QString& name, const QStringList& members) {
    groups_[id] = members;
    groupNames_[id] = name;
}

void FakeServer::markAllConfirmed(const QString& user) {
    for (const auto& [id, log] : logs_) cursor(user, id) = log.size();
}

QStringList FakeServer::textsIn(const QString& conversation) {
    QStringList texts;
    for (const auto& stored : log(conversation))
        texts << QJsonDocument::fromJson(toBytes(stored.message.content)).object()["text"].toString();
    return texts;
}

// ---- HTTP -------------------------------------------------------------------------------------------------------

void FakeServer::onConnection() {
    while (auto* socket = tcp_->nextPendingConnection()) {
        const auto look = [this, socket] {
            const QByteArray head = socket->peek(socket->bytesAvailable());
            if (!head.contains("\r\n\r\n")) return;
            if (head.toLower().contains("upgrade: websocket")) return handOver(socket);
            while (answer(socket)) {
            }
        };
        connect(socket, &QTcpSocket::readyRead, this, look);
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    }
}

void FakeServer::handOver(QTcpSocket* socket) {
    socket->disconnect();
    webSockets_.handleConnection(socket);
    Q_EMIT socket->readyRead();
}

bool FakeServer::answer(QTcpSocket* socket) {
    const QByteArray all = socket->peek(socket->bytesAvailable());
    const qsizetype headEnd = all.indexOf("\r\n\r\n");
    if (headEnd < 0) return false;
    const auto lines = all.left(headEnd).split('\n');
    QHash<QByteArray, QByteArray> headers;
    for (const auto& line : lines.mid(1)) {
        const qsizetype colon = line.indexOf(':');
        headers[line.left(colon).toLower()] = line.mid(colon + 1).trimmed();
    }
    const qsizetype length = headers.value("content-length").toLongLong();
    if (all.size() < headEnd + 4 + length) return false;
    socket->read(headEnd + 4 + length);
    if (!answersHttp) return true;

    const auto start = lines.first().split(' ');
    const QUrl target(QString::fromLatin1(start[1]), QUrl::StrictMode);
    Call call;
    call.verb = QString::fromLatin1(start[0]);
    call.path = target.path(QUrl::FullyDecoded);
    const auto items = QUrlQuery(target).queryItems();
    for (const auto& [key, value] : items) call.query[key] = value;
    call.user = keys_.value(QString::fromUtf8(headers.value("accesskey")));
    call.body = QJsonDocument::fromJson(all.mid(headEnd + 4, length)).object();
    calls << call.verb + u' ' + call.path;
    bodies << call.body;
    const auto [status, body] = reply(call);
    if (losesAnswers) return true;
    socket->write("HTTP/1.1 " + QByteArray::number(status) +
                  " x\r\nContent-Type: application/json\r\nContent-Length: " + QByteArray::number(body.size()) +
                  "\r\n\r\n" + body);
    return true;
}

std::pair<int, QByteArray> FakeServer::reply(const Call& call) {
    if (call.path == QLatin1String("/alive")) return {200, "OK"};
    if (call.path == QLatin1String("/v1.0/register") || call.path == QLatin1String("/v1.0/login"))
        return replyToAccount(call);
    if (call.user.isEmpty()) return {401, "{}"};
    if (call.path.startsWith(QLatin1String("/v1.0/conversations"))) return replyToConversation(call);
    if (call.path.startsWith(QLatin1String("/v1.0/groups"))) return replyToGroup(call);
    if (call.path == QLatin1String("/v1.0/logout")) return {200, kOk};
    if (call.path == QLatin1String("/v1.0/contactbook/sync")) {
        QJsonObject found;
        const auto users = call.body["users"].toArray();
        for (const auto& user : users) {
            if (passwords_.contains(user.toString())) found[user.toString()] = true;
        }
        return {200, json(found)};
    }
    return {404, failure(QStringLiteral("No such path"))};
}

std::pair<int, QByteArray> FakeServer::replyToAccount(const Call& call) {
    const QString user = call.body["username"].toString();
    if (call.path.endsWith(QLatin1String("register"))) {
        if (passwords_.contains(user)) return {409, failure(QStringLiteral("The name is taken"))};
        passwords_[user] = call.body["password"].toString();
        return {201, kOk};
    }
    if (!passwords_.contains(user) || passwords_[user] != call.body["authToken"].toString()) return {401, "{}"};
    return {200, json({{"status", true}, {"username", user}, {"accesskey", keyFor(user)}, {"isNew", false}})};
}

QString FakeServer::keyFor(const QString& user) {
    const QString key = QUuid::createUuid().toString(QUuid::WithoutBraces);
    keys_[key] = user;
    return key;
}

std::pair<int, QByteArray> FakeServer::replyToConversation(const Call& call) {
    const QString rest = call.path.mid(QStringLiteral("/v1.0/conversations/").size());
    const QString id = rest.section(u'/', 0, 0);
    if (id.isEmpty()) return {200, conversationsOf(call.user)};
    if (!participants(id).contains(call.user)) return {404, failure(QStringLiteral("No such conversation"))};
    if (rest.endsWith(QLatin1String("/messages"))) return {200, pageOf(call, id)};
    if (rest.endsWith(QLatin1String("/read"))) readMarks[id + u' ' + call.user] = call.body["seq"].toInteger();
    return {200, kOk};
}

QByteArray FakeServer::conversationsOf(const QString& user) {
    QJsonArray list;
    for (const auto& [id, log] : logs_) {
        if (!participants(id).contains(user) || log.empty()) continue;
        const bool isGroup = id.startsWith(QLatin1String("grp:"));
        const QString groupId = id.mid(4);
        list << QJsonObject{{"id", id},
                            {"kind", isGroup ? "group" : "direct"},
                            {"title", isGroup ? groupNames_.value(groupId) : QString()},
                            {"members", participants(id).size()},
                            {"lastSeq", static_cast<qint64>(log.back().seq)},
                            {"readSeq", static_cast<qint64>(readMarks.value(id + u' ' + user))},
                            {"isMember", true},
                            {"last", QString::fromLatin1(placed(id, log.back()).toBase64())}};
    }
    return json({{"conversations", list}, {"cursor", 7}});
}

QByteArray FakeServer::pageOf(const Call& call, const QString& conversation) {
    const quint64 after = call.query.value(QStringLiteral("after")).toULongLong();
    const quint64 before = call.query.value(QStringLiteral("before"), QString::number(~0ULL)).toULongLong();
    const auto limit = call.query.value(QStringLiteral("limit"), QStringLiteral("100")).toLongLong();
    QList<Stored> found;
    for (const auto& stored : log(conversation)) {
        if (stored.seq > after && stored.seq < before) found << stored;
    }
    if (after == 0 && found.size() > limit) found = found.mid(found.size() - limit);
    QJsonArray messages;
    for (const auto& stored : found.mid(0, limit))
        messages << QString::fromLatin1(placed(conversation, stored).toBase64());
    const qint64 from = found.isEmpty() ? 1 : static_cast<qint64>(found.first().seq);
    return json({{"messages", messages}, {"from", from}});
}

std::pair<int, QByteArray> FakeServer::replyToGroup(const Call& call) {
    const QString id = call.path.section(u'/', 3, 3);
    if (id.isEmpty()) {
        QStringList members{call.user};
        members << call.body["members"].toVariant().toStringList();
        const QString made = QStringLiteral("00000000-0000-4000-8000-%1").arg(++made_, 12, 10, QLatin1Char('0'));
        addGroup(made, call.body["name"].toString(), members);
        return {200, json({{"groupId", made}})};
    }
    auto& members = groups_[id];
    if (!members.contains(call.user)) return {404, R"({"status":false})"};
    if (call.verb == QLatin1String("POST")) members << call.body["members"].toVariant().toStringList();
    if (call.verb == QLatin1String("DELETE")) {
        const QString member = call.body["member"].toString();
        if (member != call.user && members.first() != call.user) return {200, R"({"status":false})"};
        members.removeAll(member);
    }
    if (call.verb != QLatin1String("GET")) return {200, kOk};
    QJsonArray list;
    for (const auto& member : members)
        list << QJsonObject{{"username", member}, {"role", member == members.first() ? "admin" : "user"}};
    return {200, json({{"groupId", id}, {"name", groupNames_[id]}, {"members", list}})};
}

// ---- WebSocket --------------------------------------------------------------------------------------------------

void FakeServer::onSocket() {
    while (auto* socket = webSockets_.nextPendingConnection()) {
        const QString user = keys_.value(QString::fromUtf8(socket->request().rawHeader("accesskey")));
        if (user.isEmpty()) {
            socket->close(static_cast<QWebSocketProtocol::CloseCode>(4401));
            socket->deleteLater();
            continue;
        }
        socket->setProperty("user", user);
        sockets_[user] << socket;
        connect(socket, &QWebSocket::binaryMessageReceived, this,
                [this, socket](const QByteArray& bytes) { onFrame(socket, bytes); });
        connect(socket, &QWebSocket::textMessageReceived, this, [socket](const QString& text) {
            if (text == QLatin1String("ping")) socket->sendTextMessage(QStringLiteral("pong"));
        });
        connect(socket, &QWebSocket::disconnected, this, [this, socket, user] {
            sockets_[user].removeAll(socket);
            socket->deleteLater();
        });
        catchUp(socket);
    }
}

void FakeServer::catchUp(QWebSocket* socket) {
    const QString user = socket->property("user").toString();
    for (const auto& [id, log] : logs_) {
        if (!participants(id).contains(user)) continue;
        for (const auto& stored : log) {
            const bool isOwn = toQt(stored.message.source) == user;
            if (stored.seq > cursor(user, id) && !isOwn) socket->sendBinaryMessage(placed(id, stored));
        }
    }
}

void FakeServer::onFrame(QWebSocket* socket, const QByteArray& bytes) {
    const QString user = socket->property("user").toString();
    auto message = decodeBinary(viewOf(bytes), UserId(toStd(user)));
    if (!message) return;
    if (message->type == MessageType::clientAck) {
        ++confirmations;
        const auto seq = toQt(message->meta.get("seq")).toULongLong();
        auto& mark = cursor(user, toQt(message->meta.get("conv")));
        mark = std::max<quint64>(mark, seq);
        return;
    }
    ++received;
    take(socket, *std::move(message));
}

void FakeServer::take(QWebSocket* socket, Message message) {
    const QString user = socket->property("user").toString();
    if (!refusesWith.isEmpty()) {
        const Error error{errcFromWireName(toStd(refusesWith)), "The test wants it so."};
        socket->sendBinaryMessage(
            toBytes(encodeBinary(makeErrorNotice(UserId(toStd(user)), error, message.id.view()))));
        return;
    }
    if (message.ephemeral) {
        ephemerals << message;
        say(QString::fromStdString(message.destination), message);
        if (acknowledges) socket->sendBinaryMessage(toBytes(encodeBinary(makeServerAck(message, {}, 0))));
        return;
    }
    const QString conversation = toQt(conversationOf(message));
    auto& log = logs_[conversation];
    const auto known = std::find_if(log.begin(), log.end(), [&message](const Stored& stored) {
        return stored.message.id == message.id && stored.message.source == message.source;
    });
    const bool isRepeat = known != log.end();
    if (!isRepeat) {
        message.serverTimestamp = client::currentTime();
        log.push_back({log.size() + 1, message});
        deliver(conversation, log.back(), socket);
    }
    const Stored stored = isRepeat ? *known : log.back();
    if (acknowledges)
        socket->sendBinaryMessage(
            toBytes(encodeBinary(makeServerAck(stored.message, toStd(conversation), stored.seq))));
}

void FakeServer::deliver(const QString& conversation, const Stored& stored, QWebSocket* except) {
    const QByteArray frame = placed(conversation, stored);
    for (const auto& user : participants(conversation)) {
        const auto sockets = sockets_.value(user);
        for (auto* socket : sockets) {
            if (socket != except) socket->sendBinaryMessage(frame);
        }
    }
}

void FakeServer::say(const QString& to, const Message& message) {
    const QByteArray frame = toBytes(encodeBinary(message));
    const QStringList readers = groups_.contains(to) ? groups_[to] : QStringList{to};
    for (const auto& reader : readers) {
        const auto sockets = sockets_.value(reader);
        for (auto* socket : sockets) {
            if (reader != toQt(message.source)) socket->sendBinaryMessage(frame);
        }
    }
}

QStringList FakeServer::participants(const QString& conversation) const {
    const std::string id = toStd(conversation);
    if (const auto peers = directPeers(id)) {
        if (peers->first == peers->second) return {toQt(peers->first)};
        return {toQt(peers->first), toQt(peers->second)};
    }
    return groups_.value(toQt(subjectOf(id)));
}

quint64 FakeServer::append(const QString& from, const QString& conversation, const QString& text) {
    const std::string id = toStd(conversation);
    const auto peers = directPeers(id);
    Message message;
    message.id = MessageId(QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString());
    message.source = UserId(toStd(from));
    message.channel = peers ? ChannelKind::individual : ChannelKind::group;
    message.destination = !peers ? std::string(subjectOf(id))
                                 : (peers->first == message.source ? peers->second.value : peers->first.value);
    message.content = json({{"text", text}}).toStdString();
    message.sentAt = client::currentTime();
    message.serverTimestamp = client::currentTime();
    message.meta.set(meta_key::kContentType, "text");
    auto& log = logs_[conversation];
    log.push_back({log.size() + 1, message});
    deliver(conversation, log.back(), nullptr);
    return log.back().seq;
}

void FakeServer::appendNotice(const QString& from, const QString& conversation, const QByteArray& body,
                              const char* action) {
    Message message;
    message.id = MessageId(QUuid::createUuid().toString(QUuid::WithoutBraces).toStdString());
    message.type = MessageType::notification;
    message.source = UserId(toStd(from));
    message.destination = std::string(subjectOf(toStd(conversation)));
    message.content = body.toStdString();
    message.serverTimestamp = client::currentTime();
    message.meta.set(meta_key::kAction, action);
    auto& log = logs_[conversation];
    log.push_back({log.size() + 1, message});
    deliver(conversation, log.back(), nullptr);
}

}  // namespace baithak::test
