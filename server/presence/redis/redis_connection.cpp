// SPDX-License-Identifier: MIT
#include "server/presence/redis/redis_connection.h"

#include <array>

#include <openssl/ssl.h>
#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/write.hpp>

namespace baithak {

class RedisTls {
public:
    boost::asio::ssl::context context{boost::asio::ssl::context::tls_client};
};

namespace {

namespace ssl = boost::asio::ssl;
using boost::asio::ip::tcp;
using ErrorCode = boost::system::error_code;
using PlainStream = tcp::socket;
using TlsStream = ssl::stream<tcp::socket>;

Error away(const std::string& what, const ErrorCode& error) {
    return {Errc::unavailable, what + ": " + error.message()};
}

// Names the host in the handshake, and holds its certificate against it.
Result<> prepare(TlsStream& stream, const std::string& host) {
    ErrorCode isName;
    (void)boost::asio::ip::make_address(host, isName);
    if (isName && SSL_set_tlsext_host_name(stream.native_handle(), host.c_str()) != 1)
        return {Errc::internal, "the name of the host can't be set for TLS"};
    ErrorCode failure;
    stream.set_verify_mode(ssl::verify_peer, failure);
    stream.set_verify_callback(ssl::host_name_verification(host), failure);
    if (failure) return away("TLS", failure);
    return {};
}

template <class Stream>
class ConnectionOver final : public RedisConnection, public std::enable_shared_from_this<ConnectionOver<Stream>> {
public:
    template <class... Arguments>
    explicit ConnectionOver(Loop& loop, std::shared_ptr<RedisTls> tls, Arguments&... arguments)
        : tls_(std::move(tls)), resolver_(loop), stream_(loop, arguments...) {}

    Task<Result<>> open(RedisAddress address) override {
        const auto self = this->shared_from_this();
        auto resolved = co_await resolver_.async_resolve(address.host, std::to_string(address.port), asTuple);
        auto& [unknown, endpoints] = resolved;
        if (unknown) co_return away(address.text(), unknown);
        if (isClosed_) co_return ended();
        auto& socket = stream_.lowest_layer();
        auto connected = co_await boost::asio::async_connect(socket, endpoints, asTuple);
        if (auto& failure = std::get<0>(connected)) co_return away(address.text(), failure);
        if (isClosed_) co_return ended();
        ErrorCode ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        socket.set_option(boost::asio::socket_base::keep_alive(true), ignored);
        auto secured = co_await secure(address);
        co_return secured;
    }

    void send(std::string bytes) override {
        if (isClosed_) return;
        queued_ += bytes;
        if (writing_.empty()) write();
    }

    Task<Result<RedisReply>> read() override {
        const auto self = this->shared_from_this();
        for (;;) {
            auto next = reader_.next();
            if (!next) co_return next.error();
            if (*next) co_return std::move(**next);
            const auto buffer = boost::asio::buffer(incoming_);
            auto received = co_await stream_.async_read_some(buffer, asTuple);
            auto& [failure, size] = received;
            if (failure) {
                close();
                co_return away("the connection ended", failure);
            }
            reader_.feed({incoming_.data(), size});
        }
    }

    void close() override {
        if (std::exchange(isClosed_, true)) return;
        resolver_.cancel();
        ErrorCode ignored;
        stream_.lowest_layer().close(ignored);
    }

private:
    static Error ended() { return {Errc::unavailable, "no answer in time"}; }

    Task<Result<>> secure(const RedisAddress& address) {
        if constexpr (std::is_same_v<Stream, TlsStream>) {
            if (auto prepared = prepare(stream_, address.host); !prepared) co_return prepared.error();
            auto shaken = co_await stream_.async_handshake(ssl::stream_base::client, asTuple);
            if (auto& failure = std::get<0>(shaken)) co_return away("TLS with " + address.text(), failure);
        }
        co_return Result<>{};
    }

    void write() {
        writing_ = std::exchange(queued_, {});
        boost::asio::async_write(stream_, boost::asio::buffer(writing_),
                                 [self = this->shared_from_this()](const ErrorCode& failure, std::size_t) {
                                     self->writing_.clear();
                                     if (failure) return self->close();
                                     if (!self->queued_.empty()) self->write();
                                 });
    }

    std::shared_ptr<RedisTls> tls_;
    tcp::resolver resolver_;
    Stream stream_;
    RespReader reader_;
    std::array<char, 16 * 1024> incoming_;
    std::string queued_;
    std::string writing_;
    bool isClosed_ = false;
};

Error wontDo(const std::string& file, const ErrorCode& why) {
    return {Errc::malformed, file + " won't do: " + why.message()};
}

}  // namespace

Result<std::shared_ptr<RedisTls>> makeRedisTls(const RedisTlsFiles& files) {
    auto tls = std::make_shared<RedisTls>();
    ErrorCode failure;
    if (files.ca.empty())
        tls->context.set_default_verify_paths(failure);
    else
        tls->context.load_verify_file(files.ca, failure);
    if (failure) return wontDo(files.ca.empty() ? "the system's list of authorities" : files.ca, failure);
    if (!files.certificate.empty()) tls->context.use_certificate_chain_file(files.certificate, failure);
    if (failure) return wontDo(files.certificate, failure);
    if (!files.key.empty()) tls->context.use_private_key_file(files.key, ssl::context::pem, failure);
    if (failure) return wontDo(files.key, failure);
    return tls;
}

RedisConnectionPtr makeRedisConnection(Loop& loop, std::shared_ptr<RedisTls> tls) {
    if (!tls) return std::make_shared<ConnectionOver<PlainStream>>(loop, nullptr);
    auto& context = tls->context;
    return std::make_shared<ConnectionOver<TlsStream>>(loop, std::move(tls), context);
}

}  // namespace baithak
