// SPDX-License-Identifier: MIT
#include "tests/support/tls_tunnel.h"

#include <array>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>

namespace baithak::test {

namespace {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using asio::ip::tcp;
using boost::system::error_code;

// One connection through the tunnel. What its one side sends, the other gets; when one ends, both do.
class Passage : public std::enable_shared_from_this<Passage> {
public:
    Passage(tcp::socket inside, ssl::context& tls)
        : inside_(std::move(inside)), outside_(inside_.get_executor(), tls) {}

    void open(std::uint16_t port, const std::string& host) {
        outside_.set_verify_callback(ssl::host_name_verification(host));
        SSL_set_tlsext_host_name(outside_.native_handle(), host.c_str());
        const tcp::endpoint server(asio::ip::address_v4::loopback(), port);
        outside_.next_layer().async_connect(server, [self = shared_from_this()](const error_code& error) {
            if (error) return self->close();
            self->outside_.next_layer().set_option(tcp::no_delay(true));
            self->outside_.async_handshake(ssl::stream_base::client, [self](const error_code& failed) {
                if (failed) return self->close();
                self->pass(self->inside_, self->outside_, self->toOutside_);
                self->pass(self->outside_, self->inside_, self->toInside_);
            });
        });
    }

private:
    using Buffer = std::array<char, 16 * 1024>;

    template <class From, class To>
    void pass(From& from, To& to, Buffer& buffer) {
        from.async_read_some(asio::buffer(buffer), [this, self = shared_from_this(), &from, &to, &buffer](
                                                       const error_code& error, std::size_t size) {
            if (error) return close();
            asio::async_write(to, asio::buffer(buffer, size),
                              [this, self, &from, &to, &buffer](const error_code& failed, std::size_t) {
                                  if (failed) return close();
                                  pass(from, to, buffer);
                              });
        });
    }

    void close() {
        error_code ignored;
        inside_.shutdown(tcp::socket::shutdown_both, ignored);
        inside_.close(ignored);
        outside_.next_layer().close(ignored);
    }

    tcp::socket inside_;
    ssl::stream<tcp::socket> outside_;
    Buffer toOutside_{};
    Buffer toInside_{};
};

}  // namespace

class TlsTunnel::Entrance : public std::enable_shared_from_this<Entrance> {
public:
    Entrance(Loop& loop, std::uint16_t port, const std::string& authorityFile, std::string host)
        : acceptor_(loop.context(), tcp::endpoint(asio::ip::address_v4::loopback(), 0)),
          tls_(ssl::context::tls_client),
          port_(port),
          host_(std::move(host)) {
        tls_.load_verify_file(authorityFile);
        tls_.set_verify_mode(ssl::verify_peer);
    }

    void accept() {
        acceptor_.async_accept([self = shared_from_this()](const error_code& error, tcp::socket inside) {
            if (error) return;
            inside.set_option(tcp::no_delay(true));
            std::make_shared<Passage>(std::move(inside), self->tls_)->open(self->port_, self->host_);
            self->accept();
        });
    }
    void close() {
        error_code ignored;
        acceptor_.close(ignored);
    }
    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

private:
    tcp::acceptor acceptor_;
    ssl::context tls_;
    std::uint16_t port_;
    std::string host_;
};

TlsTunnel::TlsTunnel(Loop& loop, std::uint16_t port, const std::string& authorityFile, std::string host)
    : entrance_(std::make_shared<Entrance>(loop, port, authorityFile, std::move(host))) {
    entrance_->accept();
}
TlsTunnel::~TlsTunnel() { entrance_->close(); }

std::uint16_t TlsTunnel::port() const noexcept { return entrance_->port(); }

}  // namespace baithak::test
