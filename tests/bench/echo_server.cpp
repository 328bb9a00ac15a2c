// SPDX-License-Identifier: MIT
#include "tests/bench/echo_server.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <memory>
#include <stdexcept>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>

namespace baithak::bench {

namespace {

namespace asio = boost::asio;
namespace websocket = boost::beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;

class EchoConnection : public std::enable_shared_from_this<EchoConnection> {
public:
    explicit EchoConnection(tcp::socket socket) : socket_(std::move(socket)) {}

    void start() {
        socket_.next_layer().set_option(tcp::no_delay(true));
        socket_.async_accept([self = shared_from_this()](const error_code& error) {
            if (!error) self->read();
        });
    }

private:
    void read() {
        socket_.async_read(buffer_, [self = shared_from_this()](const error_code& error, std::size_t) {
            if (!error) self->write();
        });
    }

    void write() {
        socket_.binary(socket_.got_binary());
        socket_.async_write(buffer_.data(), [self = shared_from_this()](const error_code& error, std::size_t) {
            if (error) return;
            self->buffer_.consume(self->buffer_.size());
            self->read();
        });
    }

    websocket::stream<tcp::socket> socket_;
    boost::beast::flat_buffer buffer_;
};

void accept(tcp::acceptor& acceptor) {
    acceptor.async_accept([&acceptor](const error_code& error, tcp::socket socket) {
        if (!error) std::make_shared<EchoConnection>(std::move(socket))->start();
        accept(acceptor);
    });
}

[[noreturn]] void serve(int report) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    asio::io_context context(1);
    tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), 0});
    const std::uint16_t port = acceptor.local_endpoint().port();
    if (::write(report, &port, sizeof port) != sizeof port) _exit(1);
    accept(acceptor);
    context.run();
    _exit(0);
}

}  // namespace

EchoServer::EchoServer() {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("No pipe.");
    pid_ = fork();
    if (pid_ == 0) serve(ends[1]);
    ::close(ends[1]);
    const bool isUp = ::read(ends[0], &port_, sizeof port_) == sizeof port_;
    ::close(ends[0]);
    if (!isUp) throw std::runtime_error("The echo server did not start.");
}

EchoServer::~EchoServer() {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
}

}  // namespace baithak::bench
