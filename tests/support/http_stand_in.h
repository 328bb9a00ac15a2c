// SPDX-License-Identifier: MIT
#pragma once

// Another HTTP server, on a port of its own and threads of its own: key servers, push services and whatever else the
// product calls, as a test wants them. HTTP/1.1 with kept connections, over TLS when it has an identity. No Asio in
// it, so that every runner can use it.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/test_keys.h"

struct ssl_ctx_st;

namespace baithak::test {

struct StandInRequest {
    std::string method;
    std::string target;                          // path and query, as they stand
    std::map<std::string, std::string> headers;  // names in lower case
    std::string body;

    std::string header(const std::string& name) const {
        const auto found = headers.find(name);
        return found == headers.end() ? std::string() : found->second;
    }
};

struct StandInAnswer {
    int status = 200;
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    // untilEnd: without Content-Length, the connection's end ends the body.
    enum class Manner { answer, untilEnd, hangUp, stayMute } manner = Manner::answer;
};

class HttpStandIn {
public:
    // Called on the connection's thread; several may run at the same time.
    using Handler = std::function<StandInAnswer(const StandInRequest&)>;

    explicit HttpStandIn(Handler handler, std::optional<TlsIdentity> identity = std::nullopt);
    ~HttpStandIn();
    HttpStandIn(const HttpStandIn&) = delete;
    HttpStandIn& operator=(const HttpStandIn&) = delete;

    std::uint16_t port() const noexcept { return port_; }
    // `http://127.0.0.1:1234`, without a slash at the end.
    std::string url() const;

    std::vector<StandInRequest> requests() const;
    std::size_t connections() const noexcept { return connections_; }
    // Waits until so many requests have come; false when the time is up.
    bool waitForRequests(std::size_t count, std::chrono::milliseconds atMost = std::chrono::seconds(10)) const;

private:
    void accept();
    void serve(int descriptor);
    void end(int descriptor);

    Handler handler_;
    std::shared_ptr<ssl_ctx_st> tls_;
    int listener_ = -1;
    std::uint16_t port_ = 0;
    mutable std::mutex mutex_;
    mutable std::condition_variable changed_;
    std::vector<StandInRequest> requests_;
    std::set<int> open_;
    std::vector<std::thread> threads_;
    std::atomic<std::size_t> connections_{0};
    std::atomic<bool> isEnding_{false};
    std::thread acceptor_;
};

}  // namespace baithak::test
