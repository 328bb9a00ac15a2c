// SPDX-License-Identifier: MIT

// What must not harm the listener: noise, crowds that come and go, half-done handshakes.

#include <sys/types.h>

#include <QTest>

#include <filesystem>
#include <memory>
#include <random>

#include "tests/server/net/support/raw_peer.h"
#include "tests/server/net/support/served.h"
#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

std::size_t openDescriptors() {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

std::string noise(std::mt19937& random, std::size_t most) {
    std::string bytes(random() % most, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    return bytes;
}

// Bytes that look right for a while: what parsers stumble on.
std::string almostRight(std::mt19937& random) {
    static const std::vector<std::string> kParts{"GET /ws HTTP/1.1\r\n",
                                                 "POST /echo HTTP/1.1\r\n",
                                                 "Host: a\r\n",
                                                 "Content-Length: 5\r\n",
                                                 "\r\n",
                                                 "Transfer-Encoding: chunked\r\n",
                                                 "5\r\nhello\r\n0\r\n\r\n",
                                                 "Connection: Upgrade\r\nUpgrade: websocket\r\n",
                                                 "Sec-WebSocket-Version: 13\r\n",
                                                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
                                                 "hello",
                                                 "HEAD / HTTP/1.0\r\n"};
    std::string bytes;
    const auto count = random() % 12;
    for (std::size_t i = 0; i < count; ++i) bytes += kParts[random() % kParts.size()];
    if (!bytes.empty() && random() % 2 == 0) bytes[random() % bytes.size()] = static_cast<char>(random());
    return bytes;
}

bool stillServes(Served& served) {
    RawPeer peer(served.port());
    peer.send("GET /hello/bob HTTP/1.1\r\nHost: a\r\n\r\n");
    return peer.readAnswer().status == 200;
}

bool hasNobody(Served& served) {
    const auto text = served.metricsText();
    return text.find("baithak_net_connections{listener=\"public\"} 0") != text.npos &&
           text.find("baithak_net_websockets{listener=\"public\"} 0") != text.npos;
}

}  // namespace

class HostilePeersTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void survivesNoise_data() {
        QTest::addColumn<unsigned>("seed");
        for (unsigned seed = 1; seed <= 8; ++seed) QTest::newRow(std::to_string(seed).c_str()) << seed;
    }
    void survivesNoise() {
        QFETCH(unsigned, seed);
        std::mt19937 random(seed);
        Served served;
        for (int i = 0; i < 60; ++i) {
            RawPeer peer(served.port());
            switch (random() % 3) {
                case 0:
                    peer.send(noise(random, 4000));
                    break;
                case 1:
                    peer.send(almostRight(random));
                    break;
                default:
                    peer.handshake("/ws");
                    peer.send(frameBytes(static_cast<int>(random() % 16), noise(random, 300), random() % 2 == 0));
                    peer.send(noise(random, 3000));
            }
            if (random() % 2 == 0) peer.finish();
            if (random() % 2 == 0) peer.reset();
        }
        QVERIFY(stillServes(served));
        QTRY_VERIFY_WITH_TIMEOUT(hasNobody(served), 20'000);
        QVERIFY(served.logged().find("connection_failed") == std::string::npos);
    }

    void leaksNothingWhenThousandsComeAndGo() {
        Served served;
        QVERIFY(stillServes(served));
        QTRY_VERIFY(hasNobody(served));
        const auto before = openDescriptors();
        for (int round = 0; round < 10; ++round) {
            std::vector<std::unique_ptr<RawPeer>> crowd;
            for (int i = 0; i < 100; ++i) {
                crowd.push_back(std::make_unique<RawPeer>(served.port()));
                crowd.back()->handshake("/ws");
                crowd.back()->sendText("hello");
            }
            for (std::size_t i = 0; i < crowd.size(); ++i) {
                QCOMPARE(crowd[i]->readFrame().payload, std::string("hello"));
                if (i % 3 == 0) crowd[i]->reset();
                if (i % 3 == 1) crowd[i]->sendFrame(8, "");
            }
        }
        QTRY_VERIFY(hasNobody(served));
        QTRY_COMPARE(openDescriptors(), before);
        QVERIFY(served.metricsText().find("baithak_net_frames_in_total{listener=\"public\"} 1000") !=
                std::string::npos);
    }

    void survivesPeersThatGoDuringTheHandshake() {
        Served served;
        for (int i = 0; i < 200; ++i) {
            RawPeer peer(served.port());
            peer.send(
                "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
            peer.reset();
        }
        QVERIFY(stillServes(served));
        QTRY_VERIFY(hasNobody(served));
    }
};
BAITHAK_REGISTER_TEST(HostilePeersTest);

}  // namespace baithak::test

#include "hostile_peers_test.moc"
