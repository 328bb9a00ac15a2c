// SPDX-License-Identifier: MIT
#pragma once

// For a server that an app carries (`--child`): standard input is the app's hand. When it closes, and then no client
// has been connected for some seconds, the server is to end. Lives on the loop.

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>

#include "server/runtime/task.h"

namespace baithak {

class ParentWatch {
public:
    ParentWatch(Loop& loop, std::function<std::size_t()> clients, std::function<void()> onLeft);

    void start();
    void stop();

private:
    void read();
    void waitForClients();

    boost::asio::posix::stream_descriptor input_;
    boost::asio::steady_timer timer_;
    std::function<std::size_t()> clients_;
    std::function<void()> onLeft_;
    char buffer_[256] = {};
    int quietSeconds_ = 0;
};

}  // namespace baithak
