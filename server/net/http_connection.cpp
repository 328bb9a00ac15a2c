// SPDX-License-Identifier: MIT
#include "server/net/http_connection.h"

#include <sys/socket.h>

#include <cerrno>
#include <exception>
#include <optional>
#include <string>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/rfc7230.hpp>

#include "server/net/body_stream.h"
#include "server/net/http_head.h"
#include "server/net/web_socket_connection.h"

namespace baithak {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;

using ErrorCode = boost::system::error_code;
using Parser = http::request_parser<http::string_body>;

constexpr std::chrono::seconds kLinger{2};  // for the peer to read the last answer
constexpr std::size_t kReadBytes = 4096;
constexpr std::chrono::milliseconds kCancelAgain{250};

std::string addressOf(const TcpSocket& socket) {
    ErrorCode failure;
    const auto peer = socket.remote_endpoint(failure);
    return failure ? std::string() : peer.address().to_string();
}

// 0: there is nobody to answer.
int statusOf(const ErrorCode& failure) {
    if (failure == http::error::header_limit || failure == http::error::buffer_overflow) return 431;
    if (failure == http::error::body_limit) return 413;
    if (failure == http::error::end_of_stream || failure == http::error::partial_message) return 0;
    return failure.category() == make_error_code(http::error::bad_method).category() ? 400 : 0;
}

std::string_view messageOf(int status) {
    switch (status) {
        case 400:
            return "Not an HTTP/1.1 request";
        case 408:
            return "The request did not come in time";
        case 413:
            return "The body is too large";
        case 431:
            return "The header is too large";
        default:
            return reasonPhrase(status);
    }
}

bool takesBody(http::verb method) {
    return method == http::verb::post || method == http::verb::put || method == http::verb::patch ||
           method == http::verb::delete_;
}

class HttpConnection final : public std::enable_shared_from_this<HttpConnection>, public Connection {
public:
    HttpConnection(std::shared_ptr<ServerContext> context, TcpSocket socket)
        : context_(std::move(context)),
          socket_(std::move(socket)),
          buffer_(context_->config.headerBytes + BufferPool::kBlockBytes),
          remoteAddress_(addressOf(socket_)) {}

    void start() {
        context_->add(*this);
        asio::co_spawn(socket_.get_executor(), serve(),
                       [self = shared_from_this()](std::exception_ptr failure) { self->onServed(std::move(failure)); });
    }

    void end() override {
        if (isIdle_) cut();
    }
    void cut() override {
        ErrorCode ignored;
        socket_.close(ignored);
    }
    void onDeadline() override {
        isLate_ = true;
        ErrorCode ignored;
        socket_.cancel(ignored);
        // A step that had ended already is not cancelled, and the next one would have no deadline.
        limitTime(kCancelAgain);
    }

private:
    enum class Next : bool { end, goOn };

    Task<> serve() {
        Next next = Next::goOn;
        while (next == Next::goOn) next = co_await serveOne();
        if (socket_.is_open()) co_await linger();
    }

    Task<Next> serveOne() {
        const bool isThere = co_await awaitRequest();
        if (!isThere) co_return Next::end;
        limitTime(context_->config.requestTimeout);
        Parser parser;
        parser.header_limit(static_cast<std::uint32_t>(context_->config.headerBytes));
        parser.body_limit(boost::none);  // known once the route is
        auto head = co_await http::async_read_header(socket_, buffer_, parser, asTuple);
        if (const auto failure = std::get<0>(head)) co_return co_await refuse(failure);

        const auto& beastRequest = parser.get();
        const auto match = context_->routes.match(methodOf(beastRequest), pathOf(beastRequest));
        auto request = toHttpRequest(beastRequest, remoteAddress_);
        request->path = match.path;
        request->parameters = match.parameters;
        if (auto refusal = refusalOf(parser, match)) {
            const bool isRead = parser.is_done() || bodyIsEmpty(parser);
            co_return co_await respond(*std::move(refusal), beastRequest, isRead && beastRequest.keep_alive());
        }
        if (match.upgrade != nullptr && asksForWebSocket(beastRequest)) {
            co_return co_await upgrade(parser, *match.upgrade, std::move(request));
        }
        if (match.body == BodyMode::streamed) {
            co_return co_await serveStreamed(parser, *match.handler, std::move(request));
        }
        parser.body_limit(context_->config.bodyBytes);
        const auto failure = co_await readBody(parser);
        if (failure) co_return co_await refuse(failure);
        if (takesBody(beastRequest.method())) request->body = std::move(parser.get().body());
        auto response = co_await answer(*match.handler, std::move(request));
        co_return co_await respond(std::move(response), beastRequest, beastRequest.keep_alive());
    }

    // The handler reads the body; what it leaves ends the connection.
    Task<Next> serveStreamed(Parser& parser, const HttpHandler& handler, std::shared_ptr<HttpRequest> request) {
        const BeastRequest head(parser.get().base());
        BodyStream body(std::move(parser), socket_, buffer_, {context_->deadlines, *this, context_->config});
        request->stream = &body;
        context_->deadlines.clear(*this);
        auto response = co_await answer(handler, request);
        isLate_ = false;
        co_return co_await respond(std::move(response), head, body.isAtEnd() && head.keep_alive());
    }

    // False: the peer has gone, or stayed silent for too long.
    Task<bool> awaitRequest() {
        if (buffer_.size() > 0) co_return true;
        if (context_->isEnding) co_return false;
        buffer_.shrink_to_fit();
        isIdle_ = true;
        limitTime(context_->config.idleTimeout);
        auto got = co_await socket_.async_read_some(buffer_.prepare(kReadBytes), asTuple);
        isIdle_ = false;
        buffer_.commit(std::get<1>(got));
        isPeerGone_ = static_cast<bool>(std::get<0>(got));
        co_return !isPeerGone_;
    }

    Task<ErrorCode> readBody(Parser& parser) {
        if (!parser.is_done()) {
            const auto length = parser.content_length();
            if (length) limitTime(context_->config.requestTimeout + transferTime(*length));
            if (http::token_list(parser.get()[http::field::expect]).exists("100-continue")) {
                auto sent = co_await asio::async_write(
                    socket_, asio::buffer(std::string_view("HTTP/1.1 100 Continue\r\n\r\n")), asTuple);
                if (const auto failure = std::get<0>(sent)) co_return failure;
            }
            auto got = co_await http::async_read(socket_, buffer_, parser, asTuple);
            if (const auto failure = std::get<0>(got)) co_return failure;
        }
        context_->deadlines.clear(*this);  // the handler has its own
        co_return ErrorCode{};
    }

    // What no role is asked about.
    std::optional<HttpResponse> refusalOf(const Parser& parser, const HttpRoutes::Match& match) const {
        const auto& request = parser.get();
        if (request.version() == 11 && request.count(http::field::host) != 1) {
            return errorResponse(400, "One Host header is needed");
        }
        if (match.isMalformed) return errorResponse(400, "The path can't be read");
        if (match.handler == nullptr && match.upgrade == nullptr) return unknownRoute(match);
        const bool isUpgrade = match.upgrade != nullptr && asksForWebSocket(request);
        if (isUpgrade) return upgradeRefusal(checkUpgrade(request));
        if (match.handler == nullptr) return upgradeRefusal(426);
        if (request.count(http::field::expect) > 0 &&
            !http::token_list(request[http::field::expect]).exists("100-continue")) {
            return errorResponse(417, "Only 100-continue can be expected");
        }
        if (match.body == BodyMode::streamed) return std::nullopt;
        if (parser.content_length().value_or(0) > context_->config.bodyBytes) {
            return errorResponse(413, messageOf(413));
        }
        const auto type = request[http::field::content_type];
        if (takesBody(request.method()) && !bodyIsEmpty(parser) && !isJsonType({type.data(), type.size()})) {
            return errorResponse(415, "The body must be application/json");
        }
        return std::nullopt;
    }

    static HttpResponse unknownRoute(const HttpRoutes::Match& match) {
        if (match.allowedMethods.empty()) return errorResponse(404, "Not Found");
        auto response = errorResponse(405, "Only " + match.allowedMethods + " here");
        response.headers.emplace_back("Allow", match.allowedMethods);
        return response;
    }

    static std::optional<HttpResponse> upgradeRefusal(int status) {
        if (status == 0) return std::nullopt;
        if (status != 426) return errorResponse(status, "Not a WebSocket handshake (RFC 6455, 4.1)");
        auto response = errorResponse(426, "Only WebSockets of version 13 here");
        response.headers.emplace_back("Upgrade", "websocket");
        response.headers.emplace_back("Sec-WebSocket-Version", "13");
        return response;
    }

    static bool bodyIsEmpty(const Parser& parser) {
        const auto length = parser.content_length();
        return !parser.chunked() && (!length || *length == 0);
    }
    static std::string_view methodOf(const BeastRequest& request) {
        return {request.method_string().data(), request.method_string().size()};
    }
    static std::string_view pathOf(const BeastRequest& request) {
        return targetPath({request.target().data(), request.target().size()});
    }

    Task<HttpResponse> answer(const HttpHandler& handler, HttpRequestPtr request) {
        std::string reason = "an exception of no known type";
        try {
            auto response = co_await handler(request);
            co_return response;
        } catch (const std::exception& error) {
            reason = error.what();
        } catch (...) {
        }
        logFailure(*request, reason);
        co_return errorResponse(500, "An internal error occurred");
    }

    Task<Next> upgrade(Parser& parser, const UpgradeHandler& handler, HttpRequestPtr request) {
        context_->deadlines.clear(*this);
        auto decision = co_await decide(handler, std::move(request));
        if (decision && context_->isEnding) decision = Error{Errc::unavailable, "The server is going away"};
        if (!decision) {
            auto response = errorResponse(decision.error());
            co_return co_await respond(std::move(response), parser.get(), parser.get().keep_alive());
        }
        if (buffer_.size() > BufferPool::kBlockBytes || !socket_.is_open()) co_return Next::end;
        // Given up while this process stood still: opened now, it would count as the client's latest and end the one
        // that the client has elsewhere.
        if (hasPeerClosed()) co_return Next::end;
        context_->countResponse(101);
        // Off the list first, so that the listener's bound counts the connection once.
        context_->remove(*this);
        isHandedOn_ = true;
        const auto received = buffer_.data();
        startWebSocket(context_, std::move(socket_), parser.get(),
                       {static_cast<const char*>(received.data()), received.size()}, *std::move(decision));
        co_return Next::end;
    }

    // Nothing will come from the other side any more.
    bool hasPeerClosed() {
        char byte = 0;
        const auto got = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        return got == 0 || (got < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR);
    }

    Task<Result<std::shared_ptr<WebSocketListener>>> decide(const UpgradeHandler& handler, HttpRequestPtr request) {
        std::string reason = "an exception of no known type";
        try {
            auto decision = co_await handler(request);
            co_return decision;
        } catch (const std::exception& error) {
            reason = error.what();
        } catch (...) {
        }
        logFailure(*request, reason);
        co_return Error{Errc::internal, "An internal error occurred"};
    }

    void logFailure(const HttpRequest& request, const std::string& reason) {
        context_->log.error("net.handler_failed",
                            {{"method", request.method}, {"path", request.path}, {"reason", reason}});
    }

    // A request that can't be read to its end: the answer, and the end, as nobody knows where the next one starts.
    Task<Next> refuse(ErrorCode failure) {
        const int status = isLate_ ? 408 : statusOf(failure);
        isLate_ = false;
        if (status == 0) {
            cut();
            co_return Next::end;
        }
        auto response = errorResponse(status, messageOf(status));
        const BeastRequest none;
        co_return co_await respond(std::move(response), none, false);
    }

    Task<Next> respond(HttpResponse response, const BeastRequest& request, bool isToKeep) {
        const auto after = isToKeep && !context_->isEnding ? AfterResponse::keepOpen : AfterResponse::close;
        const auto head = responseHead(response, after);
        const bool hasBody = request.method() != http::verb::head && response.status != 204 && response.status != 304;
        const std::array<asio::const_buffer, 2> parts{
            asio::buffer(head), asio::buffer(response.body.data(), hasBody ? response.body.size() : 0)};
        context_->countResponse(response.status);
        limitTime(context_->config.requestTimeout + transferTime(asio::buffer_size(parts)));
        auto sent = co_await asio::async_write(socket_, parts, asTuple);
        bool isSent = !std::get<0>(sent);
        if (isSent && hasBody && response.stream) isSent = co_await sendStream(*response.stream);
        context_->deadlines.clear(*this);
        if (!isSent) {
            cut();
            co_return Next::end;
        }
        co_return after == AfterResponse::keepOpen ? Next::goOn : Next::end;
    }

    // False: the peer takes no more, or the source has less than it promised.
    Task<bool> sendStream(HttpBodySource& source) {
        for (std::uint64_t left = source.length(); left > 0;) {
            context_->deadlines.clear(*this);  // the source has its own
            auto part = co_await source.next();
            if (!part || part->empty() || part->size() > left) co_return false;
            left -= part->size();
            limitTime(context_->config.requestTimeout + transferTime(part->size()));
            auto sent = co_await asio::async_write(socket_, asio::buffer(*part), asTuple);
            if (std::get<0>(sent)) co_return false;
        }
        co_return true;
    }

    // Closing while bytes of the peer lie unread would reset the connection and could cost it our answer: so the end is
    // said, and what still comes is read, for a while.
    Task<> linger() {
        ErrorCode failure;
        socket_.shutdown(TcpSocket::shutdown_send, failure);
        limitTime(kLinger);
        buffer_.clear();
        while (!failure && !isPeerGone_ && !isLate_) {
            auto got = co_await socket_.async_read_some(buffer_.prepare(kReadBytes), asTuple);
            failure = std::get<0>(got);
        }
        cut();
    }

    void limitTime(std::chrono::milliseconds time) { context_->deadlines.set(*this, time); }

    void onServed(std::exception_ptr failure) {
        if (failure) context_->log.error("net.connection_failed", {{"listener", context_->config.name}});
        if (!isHandedOn_) context_->remove(*this);
    }

    std::shared_ptr<ServerContext> context_;
    TcpSocket socket_;
    beast::flat_buffer buffer_;
    std::string remoteAddress_;
    bool isIdle_ = false;
    bool isLate_ = false;      // the deadline passed, and what was pending was cancelled
    bool isPeerGone_ = false;  // nothing more will come
    bool isHandedOn_ = false;
};

}  // namespace

void startHttpConnection(std::shared_ptr<ServerContext> context, TcpSocket socket) {
    std::make_shared<HttpConnection>(std::move(context), std::move(socket))->start();
}

void refuseConnection(TcpSocket socket) {
    const auto response = errorResponse(503, "Too many connections");
    const auto text = responseHead(response, AfterResponse::close) + response.body;
    ErrorCode ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(text), ignored);
    socket.shutdown(TcpSocket::shutdown_send, ignored);
}

}  // namespace baithak
