// SPDX-License-Identifier: MIT
#include "server/net/body_stream.h"

#include <algorithm>

#include <boost/asio/write.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/rfc7230.hpp>

namespace baithak {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

using Clock = std::chrono::steady_clock;

bool expectsContinue(const BodyStream::HeadParser& parser) {
    return http::token_list(parser.get()[http::field::expect]).exists("100-continue");
}

Error errorOf(const boost::system::error_code& failure) {
    if (failure == asio::error::operation_aborted) return {Errc::timedOut, "The body did not come in time"};
    if (failure == http::error::partial_message || failure.category() == boost::system::system_category()) {
        return {Errc::unavailable, "The body ended too early"};
    }
    return {Errc::malformed, "The body can't be read"};
}

std::optional<std::uint64_t> lengthOf(const BodyStream::HeadParser& parser) {
    if (parser.chunked()) return std::nullopt;
    return parser.content_length().value_or(0);
}

}  // namespace

BodyStream::BodyStream(HeadParser&& parser, TcpSocket& socket, boost::beast::flat_buffer& buffer, Limits limits)
    : isContinueOwed_(expectsContinue(parser) && !parser.is_done()),
      length_(lengthOf(parser)),
      parser_(std::move(parser)),
      socket_(socket),
      buffer_(buffer),
      limits_(limits) {}

Task<Result<std::string_view>> BodyStream::next() {
    if (failure_) co_return *failure_;
    if (parser_.is_done()) co_return std::string_view();
    if (std::exchange(isContinueOwed_, false)) co_await allowBody();
    auto part = co_await readPart();
    co_return part;
}

// A peer that asked first sends its body when it hears that it may.
Task<> BodyStream::allowBody() {
    limits_.deadlines.set(limits_.entry, limits_.config.requestTimeout);
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    co_await asio::async_write(socket_, asio::buffer(kContinue), asTuple);
    limits_.deadlines.clear(limits_.entry);
}

Task<Result<std::string_view>> BodyStream::readPart() {
    if (!part_) part_ = std::make_unique_for_overwrite<char[]>(kPartBytes + 1);
    // Beast asks for more room when the last byte has filled it, and would wait for a byte after the last.
    const auto room = length_ == received_ + kPartBytes ? kPartBytes + 1 : kPartBytes;
    auto& body = parser_.get().body();
    body.data = part_.get();
    body.size = room;
    const auto begin = Clock::now();
    limits_.deadlines.set(limits_.entry, timeLeft());
    auto got = co_await http::async_read(socket_, buffer_, parser_, asTuple);
    limits_.deadlines.clear(limits_.entry);
    waited_ += std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
    const auto size = room - body.size;
    received_ += size;
    const auto failure = std::get<0>(got);
    if (failure && failure != http::error::need_buffer) failure_ = errorOf(failure);
    if (size == 0 && failure_) co_return *failure_;
    co_return std::string_view(part_.get(), size);
}

// For one part: silence ends it soon; a pace that is too slow, once the time for all of it has been used up.
std::chrono::milliseconds BodyStream::timeLeft() const {
    const auto forPart = limits_.config.requestTimeout + transferTime(kPartBytes);
    const auto inAll = limits_.config.requestTimeout + transferTime(received_ + kPartBytes) - waited_;
    return std::max(std::chrono::milliseconds(1), std::min(forPart, inAll));
}

}  // namespace baithak
