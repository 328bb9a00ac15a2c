// SPDX-License-Identifier: MIT
#include "app/net/web_socket_link.h"

#include <QObject>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include "tests/app/support/certificates.h"
#include "tests/app/support/fake_server.h"
#include "tests/support/register_test.h"

using namespace baithak::client;
using namespace baithak::test;

namespace {

const QString kPath = QStringLiteral("/v1.0/wss/?ack=true");

}  // namespace

class WebSocketLinkTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhenTheServerCannotBeReached() {
        FakeServer server;
        server.goAway();
        WebSocketLink link;
        QSignalSpy failed(&link, &WebSocketLink::openFailed);
        link.connectTo(server.url(), kPath, QStringLiteral("ann"), QStringLiteral("key"));
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(failed.first().first().toInt(), 0);
    }

    void tellsARefusedKeyFromAnAbsentServer() {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QTcpServer::newConnection, &server, [&server] {
            auto* socket = server.nextPendingConnection();
            connect(socket, &QTcpSocket::readyRead, socket, [socket] {
                socket->write("HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\n{}");
                socket->disconnectFromHost();
            });
        });
        WebSocketLink link;
        QSignalSpy failed(&link, &WebSocketLink::openFailed);
        link.connectTo(QUrl(QStringLiteral("http://127.0.0.1:%1").arg(server.serverPort())), kPath,
                       QStringLiteral("ann"), QStringLiteral("key"));
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(failed.first().first().toInt(), 401);
    }

    void saysWhyAServerIsNotBelieved() {
        FakeServer server(goodCertificate());
        WebSocketLink link;
        QSignalSpy doubted(&link, &WebSocketLink::identityDoubted);
        QSignalSpy failed(&link, &WebSocketLink::openFailed);
        link.connectTo(server.url(), kPath, QStringLiteral("ann"), QStringLiteral("key"));
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(failed.first().first().toInt(), 0);
        QCOMPARE(doubted.size(), 1);
        const auto problem = doubted.first().first().value<IdentityProblem>();
        QCOMPARE(problem.reasons, QStringList{QStringLiteral("signed only by itself")});
        QCOMPARE(problem.host, server.url().authority());
        QVERIFY(problem.fingerprint.startsWith(QStringLiteral("52:58:90:64:5E")));

        const Trusting trusting(goodCertificate());
        QSignalSpy opened(&link, &WebSocketLink::opened);
        link.connectTo(server.url(), kPath, QStringLiteral("ann"), QStringLiteral("key"));
        QTRY_COMPARE(opened.size(), 1);
        QCOMPARE(doubted.size(), 1);
    }

    void reportsTheCloseCodeOnce() {
        FakeServer server;
        WebSocketLink link;
        QSignalSpy opened(&link, &WebSocketLink::opened);
        QSignalSpy closed(&link, &WebSocketLink::closed);
        link.connectTo(server.url(), kPath, QStringLiteral("ann"), QStringLiteral("no such key"));
        QTRY_COMPARE(opened.size(), 1);
        QTRY_COMPARE(closed.size(), 1);
        QCOMPARE(closed.first().first().toInt(), 4401);
    }

    void aCloseOfOurOwnIsToldAsWell() {
        FakeServer server;
        WebSocketLink link;
        QSignalSpy failed(&link, &WebSocketLink::openFailed);
        link.connectTo(server.url(), kPath, QStringLiteral("ann"), QStringLiteral("key"));
        link.close(1001);  // before the handshake is through
        QTRY_COMPARE(failed.size(), 1);
    }
};
BAITHAK_REGISTER_TEST(WebSocketLinkTest);

#include "web_socket_link_test.moc"
