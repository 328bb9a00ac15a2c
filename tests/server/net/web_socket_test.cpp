// SPDX-License-Identifier: MIT
#include "server/net/web_socket.h"

#include <QTest>

#include "shared/protocol/limits.h"
#include "tests/server/net/support/raw_peer.h"
#include "tests/server/net/support/served.h"
#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

using namespace std::chrono_literals;
using Events = std::vector<std::string>;

SharedBytes shared(std::string text) { return std::make_shared<const std::string>(std::move(text)); }

std::string closeFrame(int code, const std::string& reason = "") {
    return std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)} + reason;
}

}  // namespace

class WebSocketTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void carriesMessagesOfAnySize_data() {
        QTest::addColumn<int>("size");
        for (const int size : {0, 1, 125, 126, 1500, 1536, 5000, 16383, 16384, 65535, 65536, 200'000}) {
            QTest::newRow(std::to_string(size).c_str()) << size;
        }
        QTest::newRow("limit") << static_cast<int>(limits::kFrameBytes);
    }
    void carriesMessagesOfAnySize() {
        QFETCH(int, size);
        Served served;
        RawPeer peer(served.port());
        QCOMPARE(peer.handshake("/v1.0/ws/?ack=true"), 101);
        const std::string payload(static_cast<std::size_t>(size), 'x');

        peer.sendText(payload);
        const auto text = peer.readFrame();
        peer.sendFrame(2, payload);
        const auto binary = peer.readFrame();

        QCOMPARE(text.opcode, 1);
        QVERIFY(text.payload == payload);
        QCOMPARE(binary.opcode, 2);
        QVERIFY(binary.payload == payload);
    }

    void tellsTheListenerEverythingInOrder() {
        Served served;
        auto listener = served.nextListener();
        RawPeer peer(served.port());
        peer.handshake("/ws");
        peer.sendText("one");
        peer.sendFrame(2, "two");
        peer.sendFrame(10, "");
        peer.sendFrame(8, closeFrame(1000));
        QVERIFY(listener->waitFor("closed:1000"));
        auto events = listener->events();
        std::erase(events, "drained");
        QCOMPARE(events, (Events{"open", "text:one", "binary:two", "pong:", "closed:1000"}));
    }

    void opensNothingForWhoHasGone() {
        Served served;
        const auto listener = served.nextListener();
        RawPeer peer(served.port());
        peer.sendAndFinish(
            "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        QCOMPARE(peer.readToEnd(), std::optional<std::string>(""));
        QCOMPARE(listener->events(), Events{});
    }

    void handlesABurstThatCameAtOnce() {
        Served served;
        RawPeer peer(served.port());
        peer.handshake("/ws");
        std::string burst;
        for (int i = 0; i < 2000; ++i) burst += frameBytes(1, "message " + std::to_string(i));
        peer.send(burst);
        for (int i = 0; i < 2000; ++i) QCOMPARE(peer.readFrame().payload, "message " + std::to_string(i));
    }

    void handlesFramesThatComeByteByByte() {
        Served served;
        RawPeer peer(served.port());
        peer.handshake("/ws");
        for (const char c : frameBytes(1, "slow") + frameBytes(2, "and sure")) peer.send({&c, 1});
        QCOMPARE(peer.readFrame().payload, std::string("slow"));
        QCOMPARE(peer.readFrame().payload, std::string("and sure"));
    }

    void takesFramesThatCameBehindTheHandshake() {
        Served served;
        RawPeer peer(served.port());
        peer.send(
            "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n" +
            frameBytes(1, "early") + frameBytes(1, std::string(3000, 'y')));
        const auto answer = peer.readAnswer();
        QCOMPARE(answer.status, 101);
        QCOMPARE(answer.headers.at("sec-websocket-accept"), std::string("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="));
        QCOMPARE(peer.readFrame().payload, std::string("early"));
        QCOMPARE(peer.readFrame().payload.size(), std::size_t{3000});
    }

    void putsFragmentsTogetherWithControlFramesBetween() {
        Served served;
        RawPeer peer(served.port());
        peer.handshake("/ws");
        peer.sendFrame(1, "Guten ", false);
        peer.sendFrame(9, "ping");
        peer.sendFrame(0, "Mo\xC3", false);
        peer.sendFrame(0, "\xB6rgen", false);
        peer.sendFrame(0, "");
        const auto pong = peer.readFrame();
        QCOMPARE(pong.opcode, 10);
        QCOMPARE(pong.payload, std::string("ping"));
        QCOMPARE(peer.readFrame().payload, std::string("Guten Mo\xC3\xB6rgen"));
    }

    void closesWithTheCodeForWhatIsWrong_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<int>("code");
        const auto row = [](const char* name, const std::string& bytes, int code) {
            QTest::newRow(name) << QByteArray::fromStdString(bytes) << code;
        };
        row("bad UTF-8", frameBytes(1, "a\xFF"), 1007);
        row("a cut sequence", frameBytes(1, "a\xE2\x82"), 1007);
        row("a surrogate", frameBytes(1, "\xED\xA0\x80"), 1007);
        row("overlong", frameBytes(1, "\xC0\xAF"), 1007);
        row("bad UTF-8 in the last fragment", frameBytes(1, "\xE2", false) + frameBytes(0, "\xE2"), 1007);
        row("too large", frameBytes(2, std::string(limits::kFrameBytes + 1, 'x')), 1009);
        row("too large in sum", frameBytes(2, std::string(limits::kFrameBytes, 'x'), false) + frameBytes(0, "x"), 1009);
        row("no mask", frameBytes(1, "a", true, Framing::unmasked), 1002);
        row("an unknown opcode", frameBytes(3, "a"), 1002);
        row("a reserved bit", std::string("\xC1\x80\0\0\0\0", 6), 1002);
        row("a fragmented ping", frameBytes(9, "a", false), 1002);
        row("a long ping", frameBytes(9, std::string(126, 'a')), 1002);
        row("a continuation of nothing", frameBytes(0, "a"), 1002);
        row("a message within a message", frameBytes(1, "a", false) + frameBytes(1, "b"), 1002);
        row("a close of one byte", frameBytes(8, "a"), 1002);
        row("a close with a reserved code", frameBytes(8, closeFrame(1005)), 1002);
        row("a longer length than needed", std::string("\x81\xFE\x00\x05\0\0\0\0hello", 13), 1002);
        row("a goodbye", frameBytes(8, closeFrame(1001, "going")), 1001);
    }
    void closesWithTheCodeForWhatIsWrong() {
        QFETCH(QByteArray, bytes);
        QFETCH(int, code);
        Served served;
        auto listener = served.nextListener();
        RawPeer peer(served.port());
        peer.handshake("/ws");
        peer.send(bytes.toStdString());
        const auto frame = peer.readFrame();
        QCOMPARE(frame.opcode, 8);
        QCOMPARE(frame.closeCode(), code);
        QVERIFY(peer.isClosedByPeer());
        peer.reset();
        QVERIFY(listener->waitFor("closed:" + std::to_string(code)));
    }

    void givesACloseWithoutACodeBack() {
        Served served;
        auto listener = served.nextListener();
        RawPeer peer(served.port());
        peer.handshake("/ws");
        peer.sendFrame(8, "");
        QCOMPARE(peer.readFrame().opcode, 8);
        QVERIFY(peer.isClosedByPeer());
        peer.reset();
        QVERIFY(listener->waitFor("closed:1005"));
    }

    void closesAfterWhatIsQueued() {
        Served served;
        auto listener = served.nextListener();
        listener->whenOpen = [](WebSocket& socket) {
            socket.sendText(shared("last words"));
            socket.close(4401, "the key has ended");
            socket.sendText(shared("too late"));
            socket.close(1000, "again");
        };
        RawPeer peer(served.port());
        peer.handshake("/ws");
        QCOMPARE(peer.readFrame().payload, std::string("last words"));
        const auto close = peer.readFrame();
        QCOMPARE(close.closeCode(), 4401);
        QCOMPARE(close.payload.substr(2), std::string("the key has ended"));
        peer.sendFrame(1, "on its way");
        peer.sendFrame(8, closeFrame(4401));
        QVERIFY(peer.isClosedByPeer());
        peer.reset();
        QVERIFY(listener->waitFor("closed:4401"));
        QCOMPARE(listener->count("text:on its way"), std::size_t{0});
    }

    void doesNotWaitForeverForTheOtherGoodbye() {
        Served served;
        auto listener = served.nextListener();
        listener->whenOpen = [](WebSocket& socket) { socket.close(4409, ""); };
        RawPeer peer(served.port());
        peer.handshake("/ws");
        QCOMPARE(peer.readFrame().closeCode(), 4409);
        QVERIFY(listener->waitFor("closed:4409"));  // though the peer says nothing
    }

    void noticesWhenThePeerIsGone_data() {
        QTest::addColumn<bool>("isReset");
        QTest::newRow("by a reset") << true;
        QTest::newRow("by an end without a close frame") << false;
    }
    void noticesWhenThePeerIsGone() {
        QFETCH(bool, isReset);
        Served served;
        auto listener = served.nextListener();
        RawPeer peer(served.port());
        peer.handshake("/ws");
        peer.sendText("hello");
        QVERIFY(listener->waitFor("text:hello"));
        isReset ? peer.reset() : peer.finish();
        QVERIFY(listener->waitFor("closed:1006"));
    }

    void pingsAndHearsThePong() {
        Served served;
        auto listener = served.nextListener();
        listener->whenOpen = [](WebSocket& socket) {
            socket.sendText(shared("first"));
            socket.sendPing("17");
        };
        RawPeer peer(served.port());
        peer.handshake("/ws");
        QCOMPARE(peer.readFrame().payload, std::string("first"));
        const auto ping = peer.readFrame();
        QCOMPARE(ping.opcode, 9);
        QCOMPARE(ping.payload, std::string("17"));
        peer.sendFrame(10, "unasked");
        QVERIFY(listener->waitFor("pong:unasked"));
        peer.sendFrame(10, ping.payload);
        QVERIFY(listener->waitFor("pong:17"));
    }

    void sendsWhatIsQueuedInOneTurnTogether() {
        Served served;
        auto listener = served.nextListener();
        std::atomic<std::size_t> queued = 0;
        listener->whenMessage = [&](WebSocket& socket, std::string_view, bool) {
            for (int i = 0; i < 10; ++i) socket.sendText(shared("answer"));
            queued = socket.queuedBytes();
        };
        RawPeer peer(served.port());
        peer.handshake("/ws");
        served.onLoop([] {});
        const auto before = listener->count("drained");
        peer.sendText("ask");
        for (int i = 0; i < 10; ++i) QCOMPARE(peer.readFrame().payload, std::string("answer"));
        QCOMPARE(queued.load(), std::size_t{10 * 8});
        served.onLoop([] {});
        QCOMPARE(listener->count("drained"), before + 1);
    }

    void keepsTheOrderOfSmallAndLargeFrames() {
        Served served;
        auto listener = served.nextListener();
        const auto large = shared(std::string(100'000, 'L'));
        listener->whenOpen = [&](WebSocket& socket) {
            for (int i = 0; i < 100; ++i) {
                socket.sendText(shared("small " + std::to_string(i)));
                socket.sendBinary(large);
            }
        };
        RawPeer peer(served.port());
        peer.handshake("/ws");
        for (int i = 0; i < 100; ++i) {
            QCOMPARE(peer.readFrame().payload, "small " + std::to_string(i));
            QVERIFY(peer.readFrame().payload == *large);
        }
        QVERIFY(listener->waitFor("drained"));
        // Nobody holds on to the payload (this test and the listener's lambda by reference to it).
        QTRY_COMPARE(large.use_count(), 1L);
    }

    void pausesAndResumesReading() {
        Served served;
        auto listener = served.nextListener();
        listener->whenMessage = [](WebSocket& socket, std::string_view, bool) { socket.pauseReading(); };
        RawPeer peer(served.port());
        peer.handshake("/ws");
        for (const auto* text : {"a", "b", "c"}) peer.sendText(text);
        QVERIFY(listener->waitFor("text:a"));
        served.onLoop([] {});
        QCOMPARE(listener->count("text:b"), std::size_t{0});
        served.onLoop([&] { listener->socket()->resumeReading(); });
        QVERIFY(listener->waitFor("text:b"));
        served.onLoop([] {});
        QCOMPARE(listener->count("text:c"), std::size_t{0});
        served.onLoop([&] { listener->socket()->resumeReading(); });
        QVERIFY(listener->waitFor("text:c"));
    }

    void holdsWhatComesWhilePaused() {
        Served served;
        auto listener = served.nextListener();
        RawPeer peer(served.port());
        peer.handshake("/ws");
        QVERIFY(listener->waitFor("open"));
        served.onLoop([&] { listener->socket()->pauseReading(); });
        peer.sendText("held");
        peer.sendText("next");
        served.onLoop([] {});
        QCOMPARE(listener->count("text:held"), std::size_t{0});
        served.onLoop([&] { listener->socket()->resumeReading(); });
        QVERIFY(listener->waitFor("text:next"));
        QCOMPARE(listener->count("text:held"), std::size_t{1});
    }

    void makesASenderWaitWhileItIsPaused() {
        Served served;
        auto listener = served.nextListener();
        listener->whenOpen = [](WebSocket& socket) { socket.pauseReading(); };
        RawPeer peer(served.port());
        peer.handshake("/ws");
        std::atomic<bool> isSent = false;
        std::thread flood([&] {
            for (int i = 0; i < 200; ++i) peer.sendFrame(2, std::string(100'000, 'f'));
            isSent = true;
        });
        QVERIFY(listener->waitFor("open"));
        QVERIFY(!QTest::qWaitFor([&] { return isSent.load(); }, 300));
        served.onLoop([&] { listener->socket()->resumeReading(); });
        flood.join();
        QTRY_COMPARE(listener->events().size() - listener->count("drained"), std::size_t{201});
    }

    void queuesForAReaderThatDoesNotRead() {
        Served served;
        auto listener = served.nextListener();
        const auto large = shared(std::string(100'000, 'L'));
        listener->whenOpen = [&](WebSocket& socket) {
            for (int i = 0; i < 200; ++i) socket.sendBinary(large);
        };
        RawPeer slow(served.port());
        slow.handshake("/ws");
        RawPeer other(served.port());
        other.handshake("/ws");
        other.sendText("goes on");
        QCOMPARE(other.readFrame().payload, std::string("goes on"));
        std::size_t queued = 0;
        served.onLoop([&] { queued = listener->socket()->queuedBytes(); });
        QVERIFY(queued > 1'000'000);
        for (int i = 0; i < 200; ++i) QVERIFY(slow.readFrame().payload == *large);
        QVERIFY(listener->waitFor("drained"));
        served.onLoop([&] { queued = listener->socket()->queuedBytes(); });
        QCOMPARE(queued, std::size_t{0});
    }

    void closesAReaderThatDoesNotRead() {
        Served served;
        auto listener = served.nextListener();
        listener->whenOpen = [](WebSocket& socket) {
            for (int i = 0; i < 200; ++i) socket.sendBinary(shared(std::string(100'000, 'L')));
            socket.close(4429, "read, please");
        };
        RawPeer peer(served.port());
        peer.handshake("/ws");
        QVERIFY(listener->waitFor("closed:4429"));
    }

    void answersPingsOnlyAsFastAsTheyAreRead() {
        Served served;
        auto listener = served.nextListener();
        RawPeer peer(served.port());
        peer.handshake("/ws");
        std::string pings;
        for (int i = 0; i < 1000; ++i) pings += frameBytes(9, std::string(125, 'p'));
        std::atomic<bool> isSent = false;
        std::thread flood([&] {
            for (int i = 0; i < 200; ++i) peer.send(pings);
            isSent = true;
        });
        QVERIFY(listener->waitFor("open"));
        QVERIFY(!QTest::qWaitFor([&] { return isSent.load(); }, 500));
        std::size_t queued = 0;
        served.onLoop([&] { queued = listener->socket()->queuedBytes(); });
        QVERIFY(queued < 200'000);
        for (int i = 0; i < 200'000; ++i) {
            if (peer.readFrame().opcode != 10) QFAIL("not a pong");
        }
        flood.join();
    }

    void endsAConnectionWhoseListenerThrows() {
        Served served;
        auto listener = served.nextListener();
        listener->whenMessage = [](WebSocket&, std::string_view, bool) { throw std::runtime_error("a bug"); };
        RawPeer peer(served.port());
        peer.handshake("/ws");
        RawPeer other(served.port());
        other.handshake("/ws");
        peer.sendText("hello");
        QCOMPARE(peer.readFrame().closeCode(), 1011);
        peer.sendFrame(8, closeFrame(1011));
        QVERIFY(listener->waitFor("closed:1011"));
        other.sendText("fine");
        QCOMPARE(other.readFrame().payload, std::string("fine"));
        QVERIFY(served.logged().find("net.listener_failed") != std::string::npos);
    }

    void says1012WhenTheServerCloses() {
        Served served;
        auto listener = served.nextListener();
        RawPeer peer(served.port());
        peer.handshake("/ws");
        QVERIFY(listener->waitFor("open"));
        std::thread closing([&] { QVERIFY(served.close()); });
        QCOMPARE(peer.readFrame().closeCode(), 1012);
        peer.sendFrame(8, closeFrame(1012));
        QVERIFY(peer.isClosedByPeer());
        peer.reset();
        closing.join();
        QCOMPARE(listener->events().back(), std::string("closed:1012"));
    }

    void cutsWhoDoesNotAnswerWhenTheServerCloses() {
        Served served;
        auto listener = served.nextListener();
        RawPeer peer(served.port());
        peer.handshake("/ws");
        QVERIFY(listener->waitFor("open"));
        QVERIFY(served.close());
        QCOMPARE(listener->events().back(), std::string("closed:1012"));
    }
};
BAITHAK_REGISTER_TEST(WebSocketTest);

}  // namespace baithak::test

#include "web_socket_test.moc"
