// SPDX-License-Identifier: MIT
#pragma once

// The body of one request, read from its connection while the handler takes it: one buffer, whatever the size. A peer
// has for each part the time of a whole request and what transferTime allows, and for all parts together no more; time
// that the handler takes does not count. Used by http_connection.cpp only.

#include <memory>
#include <string>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "server/net/corked_stream.h"
#include "server/net/deadlines.h"
#include "server/net/http_server.h"

namespace baithak {

class BodyStream final : public HttpBodyReader {
public:
    static constexpr std::size_t kPartBytes = 64 * 1024;

    struct Limits {
        Deadlines& deadlines;
        Deadlines::Entry& entry;
        const HttpServerConfig& config;
    };
    using HeadParser = boost::beast::http::request_parser<boost::beast::http::string_body>;

    // `parser` has read the head and nothing of the body; bytes of it may be in `buffer`.
    BodyStream(HeadParser&& parser, TcpSocket& socket, boost::beast::flat_buffer& buffer, Limits limits);

    std::optional<std::uint64_t> length() const override { return length_; }
    Task<Result<std::string_view>> next() override;

    // Nothing of the request is left on the connection.
    bool isAtEnd() const { return parser_.is_done(); }

private:
    std::chrono::milliseconds timeLeft() const;
    Task<> allowBody();
    Task<Result<std::string_view>> readPart();

    bool isContinueOwed_;
    std::optional<std::uint64_t> length_;
    boost::beast::http::request_parser<boost::beast::http::buffer_body> parser_;
    TcpSocket& socket_;
    boost::beast::flat_buffer& buffer_;
    Limits limits_;
    std::unique_ptr<char[]> part_;
    std::uint64_t received_ = 0;
    std::chrono::milliseconds waited_{0};  // for the peer, so far
    std::optional<Error> failure_;
};

}  // namespace baithak
