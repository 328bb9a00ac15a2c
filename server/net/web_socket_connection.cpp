// SPDX-License-Identifier: MIT
#include "server/net/web_socket_connection.h"

#include <array>
#include <exception>
#include <string>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "shared/protocol/limits.h"

namespace baithak {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;

using ErrorCode = boost::system::error_code;

constexpr std::size_t kKeptBuffer = 4096;   // a message buffer that has grown beyond is given up again
constexpr std::size_t kControlBytes = 125;  // RFC 6455, 5.5

enum class Opcode : unsigned char { text = 1, binary = 2, ping = 9 };

// The head of an unfragmented frame of the server's, which are not masked (RFC 6455, 5.2).
class FrameHead {
public:
    FrameHead(Opcode opcode, std::size_t size) {
        bytes_[0] = static_cast<char>(0x80 | static_cast<unsigned char>(opcode));
        if (size < 126) {
            bytes_[1] = static_cast<char>(size);
        } else {
            const bool isShort = size <= 0xFFFF;
            bytes_[1] = static_cast<char>(isShort ? 126 : 127);
            appendBigEndian(size, isShort ? 2 : 8);
        }
    }
    std::string_view view() const { return {bytes_.data(), size_}; }

private:
    void appendBigEndian(std::size_t value, std::size_t width) {
        for (std::size_t i = 0; i < width; ++i) {
            bytes_[size_++] = static_cast<char>(value >> (8 * (width - 1 - i)) & 0xFF);
        }
    }

    std::array<char, 10> bytes_{};
    std::size_t size_ = 2;
};

// Reads and control frames are Beast's; frames that go out are put together here, as an asynchronous operation for each
// would cost more than the frame. Kept alive by itself until it has ended, and by its pending operations.
class WebSocketConnection final : public std::enable_shared_from_this<WebSocketConnection>,
                                  public WebSocket,
                                  public Connection,
                                  public CorkedStream::Owner {
public:
    WebSocketConnection(std::shared_ptr<ServerContext> context, TcpSocket socket, std::string_view received,
                        std::shared_ptr<WebSocketListener> listener)
        : context_(std::move(context)),
          listener_(std::move(listener)),
          stream_(std::move(socket), static_cast<CorkedStream::Owner&>(*this), context_->turn, context_->pool,
                  received) {}

    void start(const BeastRequest& request) {
        self_ = shared_from_this();
        context_->add(*this);
        context_->openWebSockets.add(1);
        stream_.read_message_max(limits::kFrameBytes);
        stream_.auto_fragment(false);
        stream_.set_option(websocket::stream_base::decorator(
            [](websocket::response_type& response) { response.erase(http::field::server); }));
        stream_.control_callback([this](websocket::frame_type kind, beast::string_view payload) {
            onControlFrame(kind, {payload.data(), payload.size()});
        });
        stream_.async_accept(request, [self = self_](const ErrorCode& failure) { self->onAccepted(failure); });
    }

    void sendText(SharedBytes payload) override { send(Opcode::text, payload); }
    void sendBinary(SharedBytes payload) override { send(Opcode::binary, payload); }
    void sendPing(std::string_view payload) override {
        if (isClosing_) return;
        auto shared = std::make_shared<const std::string>(payload.substr(0, kControlBytes));
        stream_.next_layer().queue(FrameHead(Opcode::ping, shared->size()).view(), shared);
    }

    void close(std::uint16_t code, std::string_view reason) override {
        if (isClosing_) return;
        beginClosing();
        code_ = code;
        const websocket::close_reason why(static_cast<websocket::close_code>(code),
                                          beast::string_view(reason.data(), std::min<std::size_t>(reason.size(), 123)));
        stream_.async_close(why, [self = shared_from_this()](const ErrorCode&) { self->finish(self->code_); });
    }

    void pauseReading() override { isPaused_ = true; }
    void resumeReading() override {
        if (!isPaused_) return;
        isPaused_ = false;
        if (isReading_ || isDelivering_ || !isOpen_ || isClosing_) return;
        if (!isHolding_) return read();
        // Not from within the listener's own call.
        boost::asio::post(context_->loop, [self = shared_from_this()] { self->deliverHeld(); });
    }
    std::size_t queuedBytes() const noexcept override {
        return isEnded_ ? 0 : const_cast<WebSocketConnection*>(this)->stream_.next_layer().queuedBytes();
    }

    void end() override { isOpen_ ? close(1012, "the server is going away") : cut(); }
    void cut() override {
        stream_.next_layer().cut();
        finish(kNoCloseFrame);
    }
    void onDeadline() override {
        stream_.next_layer().cut();
        // What is pending fails now and says how it ended.
        if (!isReading_ && code_ == kNoCloseFrame) finish(kNoCloseFrame);
    }

    std::shared_ptr<void> keepAlive() override { return shared_from_this(); }
    void onAllSent() override {
        if (isOpen_ && !isEnded_) tell("drained", [this] { listener_->onDrained(); });
    }
    void onSendFailed(const ErrorCode&) override {
        stream_.next_layer().cut();
        if (!isReading_ && !isClosing_) finish(kNoCloseFrame);
    }
    void onTearingDown() override {
        if (!isClosing_) beginClosing();
    }

private:
    static constexpr std::uint16_t kNoCloseFrame = 1006;
    static constexpr std::uint16_t kNoCode = 1005;

    void onAccepted(const ErrorCode& failure) {
        if (failure || isEnded_) return finish(kNoCloseFrame);
        isOpen_ = true;
        if (!tell("open", [this] { listener_->onOpen(*this); })) return;
        if (!isPaused_ && !isClosing_ && !isReading_) read();
    }

    void read() {
        isReading_ = true;
        stream_.async_read(
            buffer_, [self = shared_from_this()](const ErrorCode& failure, std::size_t) { self->onRead(failure); });
    }

    void onRead(const ErrorCode& failure) {
        isReading_ = false;
        if (failure) return onReadFailed(failure);
        if (isClosing_) return;  // the closing handshake reads for itself
        if (isPaused_) {
            isHolding_ = true;
        } else {
            deliver();
        }
    }

    void deliverHeld() {
        if (!isHolding_ || isPaused_ || isClosing_) return;
        isHolding_ = false;
        deliver();
    }

    void deliver() {
        isDelivering_ = true;
        tellMessage();
        isDelivering_ = false;
        if (isClosing_) return;
        buffer_.clear();
        if (buffer_.capacity() > kKeptBuffer) buffer_.shrink_to_fit();
        if (!isPaused_) read();
    }

    void tellMessage() {
        context_->turn.noteActivity();
        context_->framesIn.add();
        context_->bytesIn.add(static_cast<double>(buffer_.size()));
        const std::string_view payload(static_cast<const char*>(buffer_.data().data()), buffer_.size());
        const bool isBinary = stream_.got_binary();
        tell("message", [&] { listener_->onMessage(payload, isBinary); });
    }

    void onReadFailed(const ErrorCode& failure) {
        if (code_ != kNoCloseFrame) return;  // we are closing, and the close operation ends it
        if (failure == websocket::error::closed) return finish(peersCode());
        if (failure == websocket::error::message_too_big || failure == websocket::error::buffer_overflow) {
            return finish(1009);
        }
        if (failure == websocket::error::bad_frame_payload) return finish(1007);
        const bool isTheirFault = failure == websocket::condition::protocol_violation;
        finish(isTheirFault ? 1002 : kNoCloseFrame);
    }

    std::uint16_t peersCode() const {
        const auto code = static_cast<std::uint16_t>(stream_.reason().code);
        return code == 0 ? kNoCode : code;
    }

    void onControlFrame(websocket::frame_type kind, std::string_view payload) {
        if (kind == websocket::frame_type::close && !isClosing_) beginClosing();
        if (kind == websocket::frame_type::pong && isOpen_ && !isClosing_)
            tell("pong", [&] { listener_->onPong(payload); });
    }

    void send(Opcode opcode, const SharedBytes& payload) {
        if (isClosing_) return;
        context_->framesOut.add();
        context_->bytesOut.add(static_cast<double>(payload->size()));
        stream_.next_layer().queue(FrameHead(opcode, payload->size()).view(), payload);
    }

    void beginClosing() {
        isClosing_ = true;
        context_->deadlines.set(*this, context_->config.closeTimeout);
    }

    // A listener that throws has a bug: its connection ends, the others go on.
    template <class Call>
    bool tell(std::string_view what, Call call) {
        std::string reason = "an exception of no known type";
        try {
            call();
            return true;
        } catch (const std::exception& error) {
            reason = error.what();
        } catch (...) {
        }
        context_->log.error("net.listener_failed", {{"on", what}, {"reason", reason}});
        close(1011, "an internal error");
        return false;
    }

    void finish(std::uint16_t code) {
        if (isEnded_) return;
        isEnded_ = isClosing_ = true;
        const auto self = std::move(self_);
        const auto listener = std::move(listener_);
        stream_.next_layer().cut();
        context_->remove(*this);
        context_->openWebSockets.add(-1);
        if (!isOpen_) return;
        try {
            listener->onClosed(code);
        } catch (const std::exception& error) {
            context_->log.error("net.listener_failed", {{"on", "closed"}, {"reason", error.what()}});
        }
    }

    std::shared_ptr<ServerContext> context_;
    std::shared_ptr<WebSocketListener> listener_;
    std::shared_ptr<WebSocketConnection> self_;
    websocket::stream<CorkedStream, false> stream_;
    beast::flat_buffer buffer_;
    std::uint16_t code_ = kNoCloseFrame;  // of our own close frame
    bool isOpen_ = false;
    bool isReading_ = false;
    bool isPaused_ = false;
    bool isDelivering_ = false;  // the listener is being told of the message in buffer_
    bool isHolding_ = false;     // buffer_ has a message that came while reading was paused
    bool isClosing_ = false;
    bool isEnded_ = false;
};

}  // namespace

bool asksForWebSocket(const BeastRequest& request) {
    return request.method() == http::verb::get && http::token_list(request[http::field::upgrade]).exists("websocket") &&
           http::token_list(request[http::field::connection]).exists("upgrade");
}

int checkUpgrade(const BeastRequest& request) {
    if (request[http::field::sec_websocket_version] != "13") return 426;
    const auto key = request[http::field::sec_websocket_key];
    const bool isKey = key.size() == 24 && key.ends_with("==");
    return isKey && request.version() >= 11 ? 0 : 400;
}

void startWebSocket(std::shared_ptr<ServerContext> context, TcpSocket socket, const BeastRequest& request,
                    std::string_view received, std::shared_ptr<WebSocketListener> listener) {
    std::make_shared<WebSocketConnection>(std::move(context), std::move(socket), received, std::move(listener))
        ->start(request);
}

}  // namespace baithak
