// SPDX-License-Identifier: MIT
#pragma once

// The TCP stream below a WebSocket. Writes are gathered and complete at once; FlushTurn sends what has gathered with
// one system call. Reads take as much as the kernel has, into a borrowed block, so that a burst of small frames costs
// one system call. Buffers are borrowed while bytes are in them. Satisfies Asio's AsyncReadStream and AsyncWriteStream
// for Beast, whose control frames go this way; data frames are queued directly, by queue(). Lives on one loop, inside
// the owner it is given.

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/role.hpp>

#include "server/net/buffer_pool.h"
#include "server/net/flush_turn.h"
#include "server/net/web_socket.h"

namespace baithak {

using TcpSocket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, LoopExecutor>;

class CorkedStream final : public FlushTurn::Member {
public:
    using executor_type = LoopExecutor;
    using ErrorCode = boost::system::error_code;

    // What the stream tells the object that holds it.
    class Owner {
    public:
        virtual std::shared_ptr<void> keepAlive() = 0;
        virtual void onAllSent() = 0;                         // nothing is queued any more
        virtual void onSendFailed(const ErrorCode& why) = 0;  // nothing more will be sent
        virtual void onTearingDown() = 0;                     // the closing handshake is done, or failed

    protected:
        ~Owner() = default;
    };

    // `received`: bytes that were read already. `turn` and `pool` outlive the stream.
    CorkedStream(TcpSocket socket, Owner& owner, FlushTurn& turn, BufferPool& pool, std::string_view received);
    ~CorkedStream();
    CorkedStream(const CorkedStream&) = delete;
    CorkedStream& operator=(const CorkedStream&) = delete;

    executor_type get_executor() noexcept { return socket_.get_executor(); }
    TcpSocket& socket() noexcept { return socket_; }

    // Queues bytes to be copied, and bytes that are shared instead when they are many.
    void queue(std::string_view head, const SharedBytes& payload);
    std::size_t queuedBytes() const noexcept { return queuedBytes_; }
    void flush() override;
    void cut();  // closes the socket, drops what is queued

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        const auto start = [this](auto handler, const Buffers& target) {
            startRead(ReadOperation<Buffers, decltype(handler)>{this, target, std::move(handler)});
        };
        return boost::asio::async_initiate<Token, void(ErrorCode, std::size_t)>(start, token, buffers);
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        const auto start = [this](auto handler, const Buffers& source) {
            const auto size = append(source);
            HeldWrite<decltype(handler)> held{this, size, std::move(handler)};
            // A peer that makes us write (pings) and does not read waits, instead of filling the queue.
            if (queuedBytes_ > kHighWater) return held.wait();
            const auto failure = sendFailure_;
            boost::asio::post(get_executor(),
                              boost::beast::bind_front_handler(std::move(held.handler), failure, failure ? 0 : size));
        };
        return boost::asio::async_initiate<Token, void(ErrorCode, std::size_t)>(start, token, buffers);
    }

    // Sends what is queued, says the end, and reads until the peer has ended too (RFC 6455, 7.1.1). The owner's
    // deadline bounds it.
    template <class Handler>
    void tearDown(Handler handler) {
        owner_.onTearingDown();
        TearDown<Handler>{this, std::move(handler)}.step();
    }

private:
    static constexpr std::size_t kSharedFrom = 16 * 1024;  // payloads from here on are not copied
    static constexpr std::size_t kHighWater = 64 * 1024;

    // An operation waits through its owner, so that a stream never goes while it is pending, and takes its memory from
    // where its handler wants it.
    template <class Handler>
    struct Operation {
        Operation(CorkedStream* s, Handler h) : stream(s), handler(std::move(h)), alive(s->owner_.keepAlive()) {}

        using allocator_type = boost::asio::associated_allocator_t<Handler>;
        allocator_type get_allocator() const noexcept { return boost::asio::get_associated_allocator(handler); }

        CorkedStream* stream;
        Handler handler;
        std::shared_ptr<void> alive;
    };

    template <class Buffers, class Handler>
    struct ReadOperation : Operation<Handler> {
        ReadOperation(CorkedStream* s, const Buffers& b, Handler h) : Operation<Handler>(s, std::move(h)), buffers(b) {}

        void operator()(ErrorCode failure) {
            if (!failure) failure = this->stream->receive();
            if (failure == boost::asio::error::would_block) return this->stream->waitToRead(std::move(*this));
            const auto size = failure ? 0 : this->stream->take(buffers);
            std::move(this->handler)(failure, size);
        }
        Buffers buffers;
    };

    template <class Handler>
    struct HeldWrite : Operation<Handler> {
        HeldWrite(CorkedStream* s, std::size_t n, Handler h) : Operation<Handler>(s, std::move(h)), size(n) {}

        void wait() {
            auto& socket = this->stream->socket_;
            socket.async_wait(TcpSocket::wait_write, std::move(*this));
        }
        void operator()(ErrorCode failure) {
            this->stream->flush();
            if (!failure) failure = this->stream->sendFailure_;
            if (!failure && this->stream->queuedBytes_ > kHighWater) return wait();
            std::move(this->handler)(failure, failure ? 0 : size);
        }
        std::size_t size;
    };

    template <class Handler>
    struct TearDown : Operation<Handler> {
        using Operation<Handler>::Operation;

        void step() {
            auto* stream = this->stream;
            stream->flush();
            if (stream->queuedBytes_ > 0) return stream->waitAndGoOn(TcpSocket::wait_write, std::move(*this));
            const auto failure = stream->shutDownAndDiscard();
            if (failure == boost::asio::error::would_block) {
                return stream->waitAndGoOn(TcpSocket::wait_read, std::move(*this));
            }
            boost::asio::post(stream->get_executor(),
                              boost::beast::bind_front_handler(std::move(this->handler), ErrorCode{}));
        }
        void operator()(ErrorCode) { step(); }  // a closed socket fails in the next step
    };

    template <class Operation>
    void startRead(Operation operation) {
        if (inBegin_ == inEnd_ && !mayHaveMore_) return waitToRead(std::move(operation));
        ErrorCode failure;
        if (inBegin_ == inEnd_) failure = receive();
        if (failure == boost::asio::error::would_block) return waitToRead(std::move(operation));
        const auto size = failure ? 0 : take(operation.buffers);
        boost::asio::post(get_executor(),
                          boost::beast::bind_front_handler(std::move(operation.handler), failure, size));
    }
    template <class Operation>
    void waitToRead(Operation operation) {
        releaseBlock();
        socket_.async_wait(TcpSocket::wait_read, std::move(operation));
    }
    template <class Operation>
    void waitAndGoOn(TcpSocket::wait_type what, Operation operation) {
        socket_.async_wait(what, std::move(operation));
    }

    template <class Buffers>
    std::size_t take(const Buffers& buffers) {
        const auto size =
            boost::asio::buffer_copy(buffers, boost::asio::buffer(block_->data() + inBegin_, inEnd_ - inBegin_));
        inBegin_ += size;
        return size;
    }
    template <class Buffers>
    std::size_t append(const Buffers& buffers) {
        std::size_t size = 0;
        for (auto i = boost::asio::buffer_sequence_begin(buffers); i != boost::asio::buffer_sequence_end(buffers);
             ++i) {
            const boost::asio::const_buffer part(*i);
            appendCopy({static_cast<const char*>(part.data()), part.size()});
            size += part.size();
        }
        return size;
    }

    // Bytes on their way out: a copy that grows, or a payload shared with other sockets.
    struct Chunk {
        std::string copied;
        SharedBytes shared;
        std::string_view view() const { return shared ? std::string_view(*shared) : std::string_view(copied); }
    };

    ErrorCode receive();  // fills the block; would_block when there is nothing
    ErrorCode shutDownAndDiscard();
    void releaseBlock();
    void appendCopy(std::string_view bytes);
    void scheduleFlush();
    bool sendSome();  // false: the kernel takes no more now
    void dropSent(std::size_t size);
    void waitToWrite();
    void failSending(const ErrorCode& why);

    TcpSocket socket_;
    Owner& owner_;
    FlushTurn& turn_;
    BufferPool& pool_;
    std::unique_ptr<BufferPool::Block> block_;
    std::uint32_t inBegin_ = 0;
    std::uint32_t inEnd_ = 0;
    bool mayHaveMore_ = false;  // the last read filled the block
    bool isWaitingToWrite_ = false;
    bool isShutDown_ = false;
    std::vector<Chunk> chunks_;
    std::size_t firstChunk_ = 0;  // those before it are sent
    std::size_t sentOfFirst_ = 0;
    std::size_t queuedBytes_ = 0;
    ErrorCode sendFailure_;
};

// Beast finds these by argument-dependent lookup.
template <class Handler>
void async_teardown(boost::beast::role_type, CorkedStream& stream, Handler&& handler) {
    stream.tearDown(std::forward<Handler>(handler));
}
inline void beast_close_socket(CorkedStream& stream) { stream.cut(); }

}  // namespace baithak
