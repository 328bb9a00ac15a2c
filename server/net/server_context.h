// SPDX-License-Identifier: MIT
#pragma once

// What the connections of one listener share. Each holds it by shared pointer, as its last operations may end after the
// HttpServer has gone. Lives on the listener's loop.

#include <array>
#include <cstddef>
#include <memory>

#include <boost/intrusive/list.hpp>

#include "server/net/buffer_pool.h"
#include "server/net/deadlines.h"
#include "server/net/flush_turn.h"
#include "server/net/http_server.h"

namespace baithak {

// An HTTP connection or a WebSocket, as the listener sees it. On the list from its start until it has ended.
class Connection : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>>,
                   public Deadlines::Entry {
public:
    virtual void end() = 0;  // as politely as its protocol allows, within seconds
    virtual void cut() = 0;  // now

protected:
    ~Connection() override = default;
};

class ServerContext {
public:
    ServerContext(Loop& l, HttpServerConfig c, const HttpRoutes& r, Log& g, Metrics& metrics);

    void add(Connection& connection);
    void remove(Connection& connection);
    std::size_t size() const noexcept { return size_; }
    void endAll();
    void cutAll();

    void countResponse(int status) { responses_[static_cast<std::size_t>(status / 100 % 6)]->add(); }

    Loop& loop;
    const HttpServerConfig config;
    const HttpRoutes& routes;
    Log& log;
    Deadlines deadlines;
    FlushTurn turn;
    BufferPool pool;
    bool isEnding = false;          // no more requests on open connections
    LoopTimer* lastGone = nullptr;  // cancelled when the last connection has gone

    Gauge& openConnections;
    Gauge& openWebSockets;
    Counter& accepted;
    Counter& refused;
    Counter& framesIn;
    Counter& framesOut;
    Counter& bytesIn;
    Counter& bytesOut;

private:
    using Connections = boost::intrusive::list<Connection, boost::intrusive::constant_time_size<false>>;

    Connections connections_;
    std::size_t size_ = 0;
    std::array<Counter*, 6> responses_{};
};

}  // namespace baithak
