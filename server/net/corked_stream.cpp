// SPDX-License-Identifier: MIT
#include "server/net/corked_stream.h"

#include <sys/socket.h>
#include <sys/uio.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace baithak {
namespace {

constexpr std::size_t kMostParts = 32;  // of one sendmsg

boost::system::error_code lastError() {
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR) return boost::asio::error::would_block;
    return {errno, boost::system::system_category()};
}

}  // namespace

CorkedStream::CorkedStream(TcpSocket socket, Owner& owner, FlushTurn& turn, BufferPool& pool, std::string_view received)
    : socket_(std::move(socket)), owner_(owner), turn_(turn), pool_(pool) {
    if (received.empty()) return;
    block_ = pool_.takeBlock();
    inEnd_ = static_cast<std::uint32_t>(std::min(received.size(), block_->size()));
    std::memcpy(block_->data(), received.data(), inEnd_);
}

CorkedStream::~CorkedStream() = default;

void CorkedStream::queue(std::string_view head, const SharedBytes& payload) {
    if (sendFailure_) return;
    appendCopy(head);
    if (payload->size() < kSharedFrom) {
        appendCopy(*payload);
    } else {
        chunks_.push_back(Chunk{{}, payload});
        queuedBytes_ += payload->size();
    }
}

void CorkedStream::appendCopy(std::string_view bytes) {
    if (sendFailure_) return;
    if (queuedBytes_ == 0) scheduleFlush();
    if (chunks_.size() == firstChunk_ || chunks_.back().shared || chunks_.back().copied.size() >= kSharedFrom) {
        chunks_.push_back(Chunk{pool_.takeString(), nullptr});
    }
    chunks_.back().copied += bytes;
    queuedBytes_ += bytes.size();
}

void CorkedStream::scheduleFlush() {
    if (!isWaitingToWrite_) turn_.add(*this);
}

void CorkedStream::flush() {
    if (isWaitingToWrite_ || queuedBytes_ == 0) return;
    const auto alive = owner_.keepAlive();
    while (queuedBytes_ > 0 && !sendFailure_) {
        if (!sendSome()) return waitToWrite();
    }
    if (!sendFailure_) owner_.onAllSent();
}

bool CorkedStream::sendSome() {
    std::array<iovec, kMostParts> parts;
    msghdr message{};
    message.msg_iov = parts.data();
    std::size_t skipped = sentOfFirst_;
    for (std::size_t i = firstChunk_; i < chunks_.size() && message.msg_iovlen < parts.size(); ++i) {
        const auto view = chunks_[i].view().substr(skipped);
        parts[message.msg_iovlen++] = {const_cast<char*>(view.data()), view.size()};
        skipped = 0;
    }
    const ssize_t sent = ::sendmsg(socket_.native_handle(), &message, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
        dropSent(static_cast<std::size_t>(sent));
        return true;
    }
    const auto failure = lastError();
    if (failure == boost::asio::error::would_block) return false;
    failSending(failure);
    return true;
}

void CorkedStream::dropSent(std::size_t size) {
    queuedBytes_ -= size;
    while (size > 0 && firstChunk_ < chunks_.size()) {
        auto& chunk = chunks_[firstChunk_];
        const auto left = chunk.view().size() - sentOfFirst_;
        if (size < left) {
            sentOfFirst_ += size;
            return;
        }
        size -= left;
        if (!chunk.shared) pool_.give(std::move(chunk.copied));
        chunk = {};
        sentOfFirst_ = 0;
        ++firstChunk_;
    }
    if (queuedBytes_ > 0 && firstChunk_ < kMostParts) return;
    chunks_.erase(chunks_.begin(), chunks_.begin() + static_cast<std::ptrdiff_t>(firstChunk_));
    firstChunk_ = 0;
    if (chunks_.empty() && chunks_.capacity() > 4) chunks_.shrink_to_fit();
}

void CorkedStream::waitToWrite() {
    isWaitingToWrite_ = true;
    socket_.async_wait(TcpSocket::wait_write, [this, alive = owner_.keepAlive()](const ErrorCode& failure) {
        isWaitingToWrite_ = false;
        if (failure) {
            failSending(failure);
        } else {
            flush();
        }
    });
}

void CorkedStream::failSending(const ErrorCode& why) {
    if (sendFailure_) return;
    sendFailure_ = why;
    chunks_ = {};
    firstChunk_ = sentOfFirst_ = queuedBytes_ = 0;
    owner_.onSendFailed(why);
}

void CorkedStream::cut() {
    ErrorCode ignored;
    socket_.close(ignored);
    if (!sendFailure_) sendFailure_ = boost::asio::error::operation_aborted;
    chunks_ = {};
    firstChunk_ = sentOfFirst_ = queuedBytes_ = 0;
}

CorkedStream::ErrorCode CorkedStream::receive() {
    if (!socket_.is_open()) return boost::asio::error::operation_aborted;
    if (!block_) block_ = pool_.takeBlock();
    const ssize_t size = ::recv(socket_.native_handle(), block_->data(), block_->size(), MSG_DONTWAIT);
    mayHaveMore_ = size == static_cast<ssize_t>(block_->size());
    inBegin_ = 0;
    inEnd_ = size > 0 ? static_cast<std::uint32_t>(size) : 0;
    if (size > 0) return {};
    const ErrorCode failure = size == 0 ? ErrorCode(boost::asio::error::eof) : lastError();
    releaseBlock();
    return failure;
}

void CorkedStream::releaseBlock() {
    if (block_) pool_.give(std::move(block_));
    inBegin_ = inEnd_ = 0;
}

CorkedStream::ErrorCode CorkedStream::shutDownAndDiscard() {
    if (!socket_.is_open()) return boost::asio::error::operation_aborted;
    ErrorCode failure = sendFailure_;
    if (!failure && !isShutDown_) socket_.shutdown(TcpSocket::shutdown_send, failure);
    isShutDown_ = true;
    // One block at a time: a peer that floods must not hold up the loop.
    if (!failure) failure = receive();
    const bool isMoreToCome = !failure;
    releaseBlock();
    return isMoreToCome ? ErrorCode(boost::asio::error::would_block) : failure;
}

}  // namespace baithak
