// SPDX-License-Identifier: MIT
#include "server/host/parent_watch.h"

#include <unistd.h>

#include <boost/asio/buffer.hpp>

namespace baithak {
namespace {

constexpr int kQuietSeconds = 3;

}  // namespace

ParentWatch::ParentWatch(Loop& loop, std::function<std::size_t()> clients, std::function<void()> onLeft)
    : input_(loop), timer_(loop), clients_(std::move(clients)), onLeft_(std::move(onLeft)) {}

void ParentWatch::start() {
    boost::system::error_code error;
    // A standard input that can't be watched (a file, nothing) is a hand that has let go.
    input_.assign(::dup(STDIN_FILENO), error);
    if (error) return waitForClients();
    read();
}

void ParentWatch::stop() {
    timer_.cancel();
    boost::system::error_code ignored;
    input_.close(ignored);
}

void ParentWatch::read() {
    input_.async_read_some(boost::asio::buffer(buffer_), [this](const boost::system::error_code& error, std::size_t) {
        if (error == boost::asio::error::operation_aborted) return;
        if (error)
            waitForClients();
        else
            read();
    });
}

void ParentWatch::waitForClients() {
    timer_.expires_after(std::chrono::seconds(1));
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (error) return;
        quietSeconds_ = clients_() == 0 ? quietSeconds_ + 1 : 0;
        if (quietSeconds_ >= kQuietSeconds)
            onLeft_();
        else
            waitForClients();
    });
}

}  // namespace baithak
