// SPDX-License-Identifier: MIT
#pragma once

// A listener on a thread of its own, for tests that talk to it over real sockets, and a WebSocketListener that writes
// down what it is told.

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>

#include "server/net/http_server.h"

namespace baithak::test {

// Writes down `open`, `text:…`, `binary:…`, `pong`, `drained`, `closed:<code>`. Its behaviour is the test's. Called on
// the server's thread, read from the test's.
class RecordingListener final : public WebSocketListener {
public:
    std::function<void(WebSocket&)> whenOpen;
    std::function<void(WebSocket&, std::string_view payload, bool isBinary)> whenMessage;
    std::function<void(WebSocket&)> whenDrained;

    void onOpen(WebSocket& socket) override;
    void onMessage(std::string_view payload, bool isBinary) override;
    void onPong(std::string_view payload) override { note("pong:" + std::string(payload)); }
    void onDrained() override;
    void onClosed(std::uint16_t code) override;

    // Waits until the event has been noted; false when it is not in time.
    bool waitFor(const std::string& event);
    std::vector<std::string> events();
    std::size_t count(const std::string& event);
    WebSocket* socket() const noexcept { return socket_; }  // for the server's thread

private:
    void note(std::string event);

    WebSocket* socket_ = nullptr;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> events_;
};

// Waits for the other side of a closing handshake for a moment only.
inline HttpServerConfig quickToClose() {
    HttpServerConfig config;
    config.closeTimeout = std::chrono::milliseconds(300);
    return config;
}

// The bytes of GET /pattern.
std::string patternBytes(std::size_t from, std::size_t size);
// What PUT /stream answers for these bytes.
std::string streamAnswer(std::string_view bytes);

// Routes of every Served: GET /hello/{name}, POST /echo (gives the body back), PUT|DELETE|PATCH /echo, GET /fails
// (throws), GET /slow (answers when release() is called), * /any; PUT /stream (tells how many bytes came, and the
// digest of them), PUT /stream/refused (409, reads nothing), GET and HEAD /pattern?size= (patternBytes), GET
// /pattern/short (less than it promises); WebSockets /ws (the next listener of nextListener), /refused (401), /broken
// (throws).
class Served {
public:
    explicit Served(HttpServerConfig config = quickToClose());
    ~Served();  // closes the server, if it is not closed yet

    std::uint16_t port() const noexcept { return port_; }
    // What /ws gives to the next connection; an echoing one when none is set.
    std::shared_ptr<RecordingListener> nextListener();
    // Runs it on the server's thread and waits for it.
    void onLoop(const std::function<void()>& call);
    HttpServer& server() noexcept { return *server_; }  // for the server's thread
    void release();
    bool isSlowRunning();
    // Closes the server and says whether it ended in time.
    bool close();
    std::string metricsText() const { return metrics_.text(); }
    std::string logged() const;

private:
    void addRoutes();
    Task<HttpResponse> slow(HttpRequestPtr request);
    Task<Result<std::shared_ptr<WebSocketListener>>> upgrade(HttpRequestPtr request);

    Loop loop_{1};
    boost::asio::executor_work_guard<LoopExecutor> keepRunning_;
    int logFile_;
    Log log_;
    Metrics metrics_;
    HttpRoutes routes_;
    LoopTimer released_;
    bool isSlowRunning_ = false;
    std::shared_ptr<RecordingListener> next_;
    std::unique_ptr<HttpServer> server_;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

}  // namespace baithak::test
