// SPDX-License-Identifier: MIT
#pragma once

// The other end of a connection, byte by byte, with blocking calls that give up in time: for tests of what the listener
// makes of anything that can come over a socket. Used on the test's own thread while the server runs on another.

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace baithak::test {

struct RawAnswer {
    int status = 0;  // 0: the connection ended, or the time was up, before an answer was complete
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;
};

struct RawFrame {
    int opcode = -1;
    bool isFinal = false;
    std::string payload;

    // Of a close frame; 0 when it has none.
    int closeCode() const;
};

enum class Framing { masked, unmasked };

class RawPeer {
public:
    static constexpr std::chrono::milliseconds kPatience{5000};

    explicit RawPeer(std::uint16_t port);
    ~RawPeer();
    RawPeer(const RawPeer&) = delete;
    RawPeer& operator=(const RawPeer&) = delete;

    bool isConnected() const noexcept { return descriptor_ >= 0; }
    // False when the other end has closed meanwhile.
    bool send(std::string_view bytes);
    // Ends our half; the other end may go on.
    void finish();
    // Both at once: who reads the bytes can know of the end.
    void sendAndFinish(std::string_view bytes);
    // Ends with a reset instead of a goodbye.
    void reset();

    // The next answer; `hasBody` is false for the answer to HEAD.
    RawAnswer readAnswer(bool hasBody = true);
    // Everything until the other end closes, or nothing when it does not in time.
    std::optional<std::string> readToEnd();
    // Whether the other end has closed, waiting for it.
    bool isClosedByPeer() { return readToEnd().has_value(); }

    // Asks for a WebSocket; the status of the answer: 101 when it is one.
    int handshake(std::string_view path);
    void sendFrame(int opcode, std::string_view payload, bool isFinal = true, Framing framing = Framing::masked);
    void sendText(std::string_view text) { sendFrame(1, text); }
    // The next frame; opcode -1 when the connection ended or the time was up.
    RawFrame readFrame();

private:
    bool fill();  // false: ended, or the time is up
    bool have(std::size_t size);
    std::string take(std::size_t size);
    std::string_view rest() const { return std::string_view(received_).substr(taken_); }

    int descriptor_ = -1;
    bool isEnded_ = false;
    std::string received_;
    std::size_t taken_ = 0;  // so much of received_
};

// One frame's bytes, as a client sends it.
std::string frameBytes(int opcode, std::string_view payload, bool isFinal = true, Framing framing = Framing::masked);

}  // namespace baithak::test
