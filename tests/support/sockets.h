// SPDX-License-Identifier: MIT
#pragma once

// What tests say over real sockets: a WebSocket link, an HTTP call, raw bytes. Loopback only. The callbacks come from
// the loop; an object may be destroyed at any time, also from within its own callback, and then calls no more.

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "tests/support/loop.h"

namespace baithak::test {

using Headers = std::map<std::string, std::string>;

class WebSocketLink {
public:
    struct Events {
        std::function<void()> onOpened;
        std::function<void(int httpStatus)> onOpenFailed;  // 0: no answer
        std::function<void(std::string_view bytes, bool isBinary)> onFrame;
        std::function<void(std::uint16_t code)> onClosed;  // 1006: without a goodbye
        std::function<void()> onPong;
    };

    WebSocketLink(Loop& loop, Events events);
    ~WebSocketLink();

    void open(std::uint16_t port, const std::string& target, const Headers& headers);
    void send(std::string bytes, bool isBinary);
    // Bytes past the framing, for frames that no honest client sends. Only while no send is under way.
    void sendRaw(std::string bytes);
    void ping();
    // Says goodbye; onClosed follows, at the latest after a second.
    void close(std::uint16_t code);
    // Cuts the connection without a goodbye; onClosed(1006) follows.
    void cut();
    // A client that does not read: what comes in waits in the kernel.
    void setReading(bool isReading);

private:
    class Session;
    std::shared_ptr<Session> session_;
};

struct HttpAnswer {
    int status = 0;  // 0: no answer in time, or no connection
    std::string body;
    std::string contentType;
    Headers headers;  // names in lower case
};
struct HttpCall {
    std::string method = "GET";
    std::string target;
    Headers headers;
    std::string body;  // with content type application/json unless the headers say otherwise
    std::string address = "127.0.0.1";
};
// Makes the call on a connection of its own, turning the loop until the answer is there.
HttpAnswer callHttp(Loop& loop, std::uint16_t port, const HttpCall& call,
                    std::chrono::milliseconds deadline = std::chrono::seconds(15));

// A call on a connection of its own that nobody waits for: `answered` comes from the loop, once, with status 0 when no
// answer came in time. Destroyed before that, it calls nobody and its connection is closed.
class HttpErrand {
public:
    HttpErrand(Loop& loop, std::uint16_t port, const HttpCall& call, std::function<void(const HttpAnswer&)> answered,
               std::chrono::milliseconds deadline = std::chrono::seconds(15));
    ~HttpErrand();
    HttpErrand(const HttpErrand&) = delete;
    HttpErrand& operator=(const HttpErrand&) = delete;

    bool isDone() const noexcept;

private:
    class Way;
    std::shared_ptr<Way> way_;
};

// Sends the bytes as they are and reads until the other side closes or the time is up.
std::string exchangeRaw(Loop& loop, std::uint16_t port, const std::string& bytes,
                        std::chrono::milliseconds deadline = std::chrono::seconds(5));

}  // namespace baithak::test
