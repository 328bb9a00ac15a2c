// SPDX-License-Identifier: MIT
#include "tests/support/sockets.h"

#include <deque>
#include <optional>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

namespace baithak::test {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::uint16_t kAbnormalClosure = 1006;

tcp::endpoint loopback(std::uint16_t port) { return {asio::ip::address_v4::loopback(), port}; }

}  // namespace

// Lives as long as an operation is under way; `events_` is emptied when the owner lets go.
class WebSocketLink::Session : public std::enable_shared_from_this<Session> {
public:
    Session(Loop& loop, Events events)
        : loop_(loop), socket_(loop.context()), goodbye_(loop), events_(std::move(events)) {}

    void open(std::uint16_t port, const std::string& target, const Headers& headers) {
        socket_.set_option(websocket::stream_base::decorator([headers](websocket::request_type& request) {
            for (const auto& [name, value] : headers) request.set(name, value);
        }));
        socket_.control_callback([this](websocket::frame_type kind, beast::string_view) {
            if (kind == websocket::frame_type::pong) call(events_.onPong);
        });
        socket_.read_message_max(0);
        socket_.auto_fragment(false);
        host_ = "127.0.0.1:" + std::to_string(port);
        target_ = target;
        socket_.next_layer().async_connect(
            loopback(port), [self = shared_from_this()](const error_code& error) { self->onConnected(error); });
    }

    void send(std::string bytes, bool isBinary) {
        queue_.push_back({std::move(bytes), isBinary});
        if (isOpen_ && !isWriting_) write();
    }

    void sendRaw(std::string bytes) {
        auto held = std::make_shared<std::string>(std::move(bytes));
        asio::async_write(socket_.next_layer(), asio::buffer(*held),
                          [self = shared_from_this(), held](const error_code&, std::size_t) {});
    }

    void ping() {
        socket_.async_ping({}, [self = shared_from_this()](const error_code&) {});
    }

    void close(std::uint16_t code) {
        if (!isOpen_) return cut();
        goodbye_.set(loop_.now() + std::chrono::seconds(1), [this] { cut(); });
        socket_.async_close(websocket::close_reason(code), [self = shared_from_this()](const error_code&) {});
        if (!isReading_) setReading(true);
    }

    void cut() {
        error_code ignored;
        socket_.next_layer().set_option(asio::socket_base::linger(true, 0), ignored);
        socket_.next_layer().close(ignored);
        if (isOpen_ && !isReadUnderWay_) ended(kAbnormalClosure);
    }

    void setReading(bool isReading) {
        isReading_ = isReading;
        if (isOpen_ && isReading_ && !isReadUnderWay_) read();
    }

    void letGo() {
        events_ = {};
        goodbye_.cancel();
        cut();
    }

private:
    struct Frame {
        std::string bytes;
        bool isBinary = false;
    };

    template <class Call, class... Args>
    void call(const Call& event, Args... args) {
        const auto held = event;  // the callback may let go of us
        if (held) held(args...);
    }

    void onConnected(const error_code& error) {
        if (error) return call(events_.onOpenFailed, 0);
        socket_.next_layer().set_option(tcp::no_delay(true));
        socket_.async_handshake(answer_, host_, target_,
                                [self = shared_from_this()](const error_code& failed) { self->onHandshake(failed); });
    }

    void onHandshake(const error_code& error) {
        if (error) {
            const int status = error == websocket::error::upgrade_declined ? static_cast<int>(answer_.result_int()) : 0;
            error_code ignored;
            socket_.next_layer().close(ignored);
            return call(events_.onOpenFailed, status);
        }
        isOpen_ = true;
        if (isReading_) read();
        if (!queue_.empty()) write();
        call(events_.onOpened);
    }

    void read() {
        isReadUnderWay_ = true;
        socket_.async_read(buffer_, [self = shared_from_this()](const error_code& error, std::size_t) {
            self->isReadUnderWay_ = false;
            self->onRead(error);
        });
    }

    void onRead(const error_code& error) {
        if (error) return ended(error == websocket::error::closed ? socket_.reason().code : kAbnormalClosure);
        const auto data = buffer_.cdata();
        const std::string bytes(static_cast<const char*>(data.data()), data.size());
        buffer_.consume(buffer_.size());
        call(events_.onFrame, std::string_view(bytes), socket_.got_binary());
        if (isReading_ && isOpen_ && !isReadUnderWay_) read();
    }

    void write() {
        isWriting_ = true;
        socket_.binary(queue_.front().isBinary);
        socket_.async_write(asio::buffer(queue_.front().bytes),
                            [self = shared_from_this()](const error_code& error, std::size_t) {
                                self->isWriting_ = false;
                                if (error) return;
                                self->queue_.pop_front();
                                if (!self->queue_.empty()) self->write();
                            });
    }

    void ended(std::uint16_t code) {
        if (!std::exchange(isOpen_, false)) return;
        goodbye_.cancel();
        call(events_.onClosed, code);
    }

    Loop& loop_;
    websocket::stream<tcp::socket> socket_;
    LoopTimer goodbye_;
    Events events_;
    std::string host_;
    std::string target_;
    websocket::response_type answer_;
    beast::flat_buffer buffer_;
    std::deque<Frame> queue_;
    bool isOpen_ = false;
    bool isWriting_ = false;
    bool isReading_ = true;
    bool isReadUnderWay_ = false;
};

WebSocketLink::WebSocketLink(Loop& loop, Events events)
    : session_(std::make_shared<Session>(loop, std::move(events))) {}
WebSocketLink::~WebSocketLink() { session_->letGo(); }

void WebSocketLink::open(std::uint16_t port, const std::string& target, const Headers& headers) {
    session_->open(port, target, headers);
}
void WebSocketLink::send(std::string bytes, bool isBinary) { session_->send(std::move(bytes), isBinary); }
void WebSocketLink::sendRaw(std::string bytes) { session_->sendRaw(std::move(bytes)); }
void WebSocketLink::ping() { session_->ping(); }
void WebSocketLink::close(std::uint16_t code) { session_->close(code); }
void WebSocketLink::cut() { session_->cut(); }
void WebSocketLink::setReading(bool isReading) { session_->setReading(isReading); }

namespace {

Headers lowered(const http::fields& fields) {
    Headers headers;
    for (const auto& field : fields) {
        std::string name(field.name_string());
        for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        headers[name] = std::string(field.value());
    }
    return headers;
}

// One HTTP exchange, kept alive by its own handlers.
struct Exchange : std::enable_shared_from_this<Exchange> {
    explicit Exchange(Loop& loop) : socket(loop.context()) {}

    void start(std::uint16_t port, const HttpCall& call) {
        request.method_string(call.method);
        request.target(call.target);
        request.set(http::field::host, "127.0.0.1:" + std::to_string(port));
        request.set(http::field::connection, "close");
        if (!call.body.empty()) request.set(http::field::content_type, "application/json");
        for (const auto& [name, value] : call.headers) request.set(name, value);
        request.body() = call.body;
        request.prepare_payload();
        parser.skip(call.method == "HEAD");
        const tcp::endpoint server(asio::ip::make_address(call.address), port);
        socket.async_connect(server, [self = shared_from_this()](const error_code& error) {
            if (error) return self->end();
            http::async_write(self->socket, self->request, [self](const error_code& failed, std::size_t) {
                // A server may answer and close before it has read everything: the answer counts.
                (void)failed;
                self->read();
            });
        });
    }

    void read() {
        parser.body_limit(boost::none);
        http::async_read(socket, buffer, parser, [self = shared_from_this()](const error_code& error, std::size_t) {
            if (!error || self->parser.is_done()) {
                const auto& got = self->parser.get();
                self->answer = {static_cast<int>(got.result_int()), got.body(),
                                std::string(got[http::field::content_type]), lowered(got)};
            }
            self->end();
        });
    }

    void end() {
        error_code ignored;
        socket.close(ignored);
        if (std::exchange(isDone, true)) return;
        if (const auto told = std::exchange(ended, {})) told();
    }

    tcp::socket socket;
    http::request<http::string_body> request;
    http::response_parser<http::string_body> parser;
    beast::flat_buffer buffer;
    HttpAnswer answer;
    bool isDone = false;
    std::function<void()> ended;
};

}  // namespace

HttpAnswer callHttp(Loop& loop, std::uint16_t port, const HttpCall& call, std::chrono::milliseconds deadline) {
    auto exchange = std::make_shared<Exchange>(loop);
    exchange->start(port, call);
    if (!loop.until([&exchange] { return exchange->isDone; }, deadline)) exchange->end();
    return exchange->answer;
}

class HttpErrand::Way {
public:
    Way(Loop& loop) : exchange(std::make_shared<Exchange>(loop)), timer(loop) {}

    std::shared_ptr<Exchange> exchange;
    LoopTimer timer;
};

HttpErrand::HttpErrand(Loop& loop, std::uint16_t port, const HttpCall& call,
                       std::function<void(const HttpAnswer&)> answered, std::chrono::milliseconds deadline)
    : way_(std::make_shared<Way>(loop)) {
    auto* exchange = way_->exchange.get();
    // Who is told may let go of us.
    exchange->ended = [exchange, held = std::weak_ptr<Way>(way_), told = std::move(answered)] {
        const auto way = held.lock();
        if (!way) return;
        way->timer.cancel();
        told(exchange->answer);
    };
    way_->timer.set(loop.now() + deadline, [exchange] { exchange->end(); });
    exchange->start(port, call);
}

HttpErrand::~HttpErrand() {
    way_->exchange->ended = {};
    way_->exchange->end();
}

bool HttpErrand::isDone() const noexcept { return way_->exchange->isDone; }

std::string exchangeRaw(Loop& loop, std::uint16_t port, const std::string& bytes, std::chrono::milliseconds deadline) {
    struct Raw {
        tcp::socket socket;
        std::string out;
        std::string in;
        bool isDone = false;
    };
    auto raw = std::make_shared<Raw>(Raw{tcp::socket(loop.context()), bytes, {}, false});
    raw->socket.async_connect(loopback(port), [raw](const error_code& error) {
        if (error) {
            raw->isDone = true;
            return;
        }
        asio::async_write(raw->socket, asio::buffer(raw->out), [raw](const error_code&, std::size_t) {});
        asio::async_read(raw->socket, asio::dynamic_buffer(raw->in),
                         [raw](const error_code&, std::size_t) { raw->isDone = true; });
    });
    loop.until([&raw] { return raw->isDone; }, deadline);
    // What came before the deadline counts; the buffer may be larger than what is in it while a read is under way.
    error_code ignored;
    raw->socket.close(ignored);
    loop.until([&raw] { return raw->isDone; }, std::chrono::seconds(1));
    return raw->in;
}

}  // namespace baithak::test
