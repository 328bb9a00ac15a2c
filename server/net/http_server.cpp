// SPDX-License-Identifier: MIT
#include "server/net/http_server.h"

#include <string>
#include <utility>

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "server/net/http_connection.h"
#include "server/net/server_context.h"

namespace baithak {
namespace {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using Acceptor = asio::basic_socket_acceptor<tcp, LoopExecutor>;
using ErrorCode = boost::system::error_code;

constexpr int kBacklog = 4096;
constexpr std::chrono::milliseconds kAcceptPause{200};  // when the process has no more descriptors
constexpr std::chrono::seconds kCloseTime{1};           // beyond the close timeout, for requests in hand

// Shared with its pending operations, which may end after the HttpServer.
class Listener : public std::enable_shared_from_this<Listener> {
public:
    Listener(Loop& loop, HttpServerConfig config, const HttpRoutes& routes, Log& log, Metrics& metrics)
        : context_(std::make_shared<ServerContext>(loop, std::move(config), routes, log, metrics)),
          acceptor_(loop),
          pause_(loop) {}

    Result<> open() {
        const auto& config = context_->config;
        ErrorCode failure;
        const auto address =
            asio::ip::make_address(config.address == "localhost" ? "127.0.0.1" : config.address, failure);
        const tcp::endpoint endpoint(address, config.port);
        if (!failure) acceptor_.open(endpoint.protocol(), failure);
        if (!failure) acceptor_.set_option(Acceptor::reuse_address(true), failure);
        if (!failure) acceptor_.bind(endpoint, failure);
        if (!failure) acceptor_.listen(kBacklog, failure);
        if (!failure) port_ = acceptor_.local_endpoint(failure).port();
        if (!failure) return {};
        return Error{Errc::unavailable, "can't listen on " + config.address + ", port " + std::to_string(config.port) +
                                            ": " + failure.message()};
    }

    void accept() {
        acceptor_.async_accept(context_->loop, [self = shared_from_this()](const ErrorCode& failure, TcpSocket socket) {
            self->onAccepted(failure, std::move(socket));
        });
    }

    void stop() {
        ErrorCode ignored;
        acceptor_.close(ignored);
        pause_.cancel();
    }

    ServerContext& context() noexcept { return *context_; }
    std::uint16_t port() const noexcept { return port_; }

private:
    void onAccepted(const ErrorCode& failure, TcpSocket socket) {
        if (!acceptor_.is_open()) return;
        if (!failure) {
            take(std::move(socket));
        } else if (failure != asio::error::connection_aborted) {
            return pauseAccepting(failure);
        }
        accept();
    }

    void take(TcpSocket socket) {
        ErrorCode ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        if (context_->size() >= context_->config.connections) {
            context_->refused.add();
            return refuseConnection(std::move(socket));
        }
        context_->accepted.add();
        startHttpConnection(context_, std::move(socket));
    }

    // Out of descriptors or memory: those who wait in the backlog have to wait for others to end.
    void pauseAccepting(const ErrorCode& why) {
        context_->log.warn("net.accept_failed", {{"listener", context_->config.name}, {"reason", why.message()}});
        pause_.expires_after(kAcceptPause);
        pause_.async_wait([self = shared_from_this()](const ErrorCode&) {
            if (self->acceptor_.is_open()) self->accept();
        });
    }

    std::shared_ptr<ServerContext> context_;
    Acceptor acceptor_;
    LoopTimer pause_;
    std::uint16_t port_ = 0;
};

class BeastHttpServer final : public HttpServer {
public:
    explicit BeastHttpServer(std::shared_ptr<Listener> listener) : listener_(std::move(listener)) {}
    ~BeastHttpServer() override {
        listener_->stop();
        listener_->context().cutAll();
    }

    std::uint16_t port() const noexcept override { return listener_->port(); }
    void stopAccepting() override { listener_->stop(); }

    Task<> close() override {
        listener_->stop();
        auto& context = listener_->context();
        context.endAll();
        if (context.size() > 0) co_await untilEmpty(context.config.closeTimeout + kCloseTime);
        if (context.size() == 0) co_return;
        context.cutAll();
        if (context.size() > 0) co_await untilEmpty(std::chrono::hours(24));
    }

private:
    Task<> untilEmpty(std::chrono::milliseconds time) {
        auto& context = listener_->context();
        LoopTimer timer(context.loop, time);
        context.lastGone = &timer;
        co_await timer.async_wait(asTuple);
        context.lastGone = nullptr;
    }

    std::shared_ptr<Listener> listener_;
};

}  // namespace

Result<std::unique_ptr<HttpServer>> makeHttpServer(Loop& loop, HttpServerConfig config, const HttpRoutes& routes,
                                                   Log& log, Metrics& metrics) {
    auto listener = std::make_shared<Listener>(loop, std::move(config), routes, log, metrics);
    if (auto opened = listener->open(); !opened) return opened.error();
    listener->accept();
    return std::unique_ptr<HttpServer>(std::make_unique<BeastHttpServer>(std::move(listener)));
}

}  // namespace baithak
