// SPDX-License-Identifier: MIT
#include "server/net/body_stream.h"

#include <QTest>

#include "tests/server/net/support/raw_peer.h"
#include "tests/server/net/support/served.h"
#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

using namespace std::chrono_literals;

std::string putHead(const std::string& path, const std::string& headers) {
    return "PUT " + path + " HTTP/1.1\r\nHost: a\r\nContent-Type: image/png\r\n" + headers + "\r\n";
}

std::string withLength(std::size_t size) { return "Content-Length: " + std::to_string(size) + "\r\n"; }

std::string hexadecimal(std::size_t number) { return QByteArray::number(qulonglong(number), 16).toStdString(); }

HttpServerConfig impatient() {
    auto config = quickToClose();
    config.requestTimeout = 300ms;
    config.bodyBytes = 1000;
    return config;
}

}  // namespace

class BodyStreamTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void handsOnWhatComes_data() {
        QTest::addColumn<int>("size");
        for (const std::size_t size :
             {std::size_t(0), std::size_t(1), std::size_t(4096), BodyStream::kPartBytes - 1, BodyStream::kPartBytes,
              BodyStream::kPartBytes + 1, 2 * BodyStream::kPartBytes, std::size_t(3'000'000)}) {
            QTest::addRow("%zu bytes", size) << int(size);
        }
    }
    void handsOnWhatComes() {
        QFETCH(int, size);
        Served served(impatient());
        RawPeer peer(served.port());
        const auto bytes = patternBytes(7, std::size_t(size));

        peer.send(putHead("/stream", withLength(bytes.size())) + bytes);
        const auto first = peer.readAnswer();
        peer.send(putHead("/stream", "Transfer-Encoding: chunked\r\n"));
        for (std::size_t at = 0; at < bytes.size(); at += 100'000) {
            const auto chunk = bytes.substr(at, 100'000);
            peer.send(hexadecimal(chunk.size()) + "\r\n" + chunk + "\r\n");
        }
        peer.send("0\r\n\r\n");
        const auto second = peer.readAnswer();

        QCOMPARE(first.status, 200);
        QCOMPARE(first.body, streamAnswer(bytes));
        QCOMPARE(second.status, 200);
        QCOMPARE(second.body, streamAnswer(bytes));
    }

    void readsTheNextRequestBehindABody() {
        Served served;
        RawPeer peer(served.port());
        peer.send(putHead("/stream", withLength(5)) + "helloGET /hello/bob HTTP/1.1\r\nHost: a\r\n\r\n");
        QCOMPARE(peer.readAnswer().body, streamAnswer("hello"));
        QCOMPARE(peer.readAnswer().status, 200);
    }

    void tellsAPeerThatAsksThatItMaySend() {
        Served served;
        RawPeer peer(served.port());
        peer.send(putHead("/stream", withLength(5) + "Expect: 100-continue\r\n"));
        QCOMPARE(peer.readAnswer(false).status, 100);
        peer.send("hello");
        QCOMPARE(peer.readAnswer().body, streamAnswer("hello"));
    }

    void refusesBeforeThePeerHasSentTheBody() {
        Served served;
        RawPeer peer(served.port());
        peer.send(putHead("/stream/refused", withLength(1'000'000'000) + "Expect: 100-continue\r\n"));
        QCOMPARE(peer.readAnswer().status, 409);
        QVERIFY(peer.isClosedByPeer());
    }

    void answersOneWhoSendsWhatIsNotWanted() {
        Served served;
        RawPeer peer(served.port());
        peer.send(putHead("/stream/refused", withLength(5'000'000)) + patternBytes(0, 200'000));
        const auto answer = peer.readAnswer();
        QCOMPARE(answer.status, 409);
        QCOMPARE(answer.headers.at("connection"), std::string("close"));
    }

    void endsAPeerThatStopsInTheMiddle() {
        Served served(impatient());
        RawPeer peer(served.port());
        peer.send(putHead("/stream", withLength(1000)) + "hello");
        peer.finish();
        QVERIFY(peer.isClosedByPeer());
    }

    void endsAPeerThatFallsSilent() {
        Served served(impatient());
        RawPeer peer(served.port());
        peer.send(putHead("/stream", withLength(1'000'000)) + "hello");
        const auto answer = peer.readToEnd();
        QVERIFY2(answer, "the connection is open still");
        QVERIFY(answer->find("HTTP/1.1 200") == answer->npos);
    }

    void refusesAChunkThatCannotBeRead() {
        Served served;
        RawPeer peer(served.port());
        peer.send(putHead("/stream", "Transfer-Encoding: chunked\r\n") + "5\r\nhello\r\nzz\r\n");
        QCOMPARE(peer.readAnswer().status, 400);
        QVERIFY(peer.isClosedByPeer());
    }

    void keepsTheBoundOfOtherRoutes() {
        Served served(impatient());
        RawPeer whole(served.port()), chunked(served.port());
        whole.send("POST /echo HTTP/1.1\r\nHost: a\r\n" + withLength(1001) + "\r\n");
        chunked.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        chunked.send("3e9\r\n" + std::string(1001, ' ') + "\r\n");
        QCOMPARE(whole.readAnswer().status, 413);
        QCOMPARE(chunked.readAnswer().status, 413);
    }

    void sendsABodyThatIsMadeOnTheWay_data() {
        QTest::addColumn<int>("size");
        for (const int size : {0, 1, 40'000, 40'001, 3'000'000}) QTest::addRow("%d bytes", size) << size;
    }
    void sendsABodyThatIsMadeOnTheWay() {
        QFETCH(int, size);
        Served served;
        RawPeer peer(served.port());
        const auto target = "/pattern?size=" + std::to_string(size);
        peer.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
        const auto got = peer.readAnswer();
        peer.send("HEAD " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
        const auto head = peer.readAnswer(false);
        peer.send("GET /hello/bob HTTP/1.1\r\nHost: a\r\n\r\n");

        QCOMPARE(got.status, 200);
        QVERIFY(got.body == patternBytes(0, std::size_t(size)));
        QCOMPARE(head.headers.at("content-length"), std::to_string(size));
        QCOMPARE(peer.readAnswer().status, 200);
    }

    void endsAConnectionWhoseBodyIsTooShort() {
        Served served;
        RawPeer peer(served.port());
        peer.send("GET /pattern/short HTTP/1.1\r\nHost: a\r\n\r\n");
        const auto got = peer.readToEnd();
        QVERIFY(got);
        QVERIFY(got->size() < 60'000);
    }

    void endsAReaderThatDoesNotRead() {
        Served served(impatient());
        RawPeer peer(served.port());
        peer.send("GET /pattern?size=500000000 HTTP/1.1\r\nHost: a\r\n\r\n");
        QTRY_VERIFY_WITH_TIMEOUT(
            served.metricsText().find("baithak_net_connections{listener=\"public\"} 1") != std::string::npos, 5000);
        QTRY_VERIFY_WITH_TIMEOUT(
            served.metricsText().find("baithak_net_connections{listener=\"public\"} 0") != std::string::npos, 10000);
    }
};

BAITHAK_REGISTER_TEST(BodyStreamTest);

}  // namespace baithak::test

#include "body_stream_test.moc"
