// SPDX-License-Identifier: MIT
#include "server/net/server_context.h"

#include <string>
#include <utility>

namespace baithak {

ServerContext::ServerContext(Loop& l, HttpServerConfig c, const HttpRoutes& r, Log& g, Metrics& metrics)
    : loop(l),
      config(std::move(c)),
      routes(r),
      log(g),
      deadlines(l),
      turn(l),
      openConnections(metrics.gauge("baithak_net_connections", "Open connections.", {{"listener", config.name}})),
      openWebSockets(metrics.gauge("baithak_net_websockets", "Open WebSockets.", {{"listener", config.name}})),
      accepted(metrics.counter("baithak_net_accepted_total", "Connections accepted.", {{"listener", config.name}})),
      refused(metrics.counter("baithak_net_refused_total", "Connections refused, as there are too many.",
                              {{"listener", config.name}})),
      framesIn(metrics.counter("baithak_net_frames_in_total", "WebSocket messages read.", {{"listener", config.name}})),
      framesOut(
          metrics.counter("baithak_net_frames_out_total", "WebSocket messages queued.", {{"listener", config.name}})),
      bytesIn(metrics.counter("baithak_net_frame_in_bytes_total", "Payload of WebSocket messages read.",
                              {{"listener", config.name}})),
      bytesOut(metrics.counter("baithak_net_frame_out_bytes_total", "Payload of WebSocket messages queued.",
                               {{"listener", config.name}})) {
    for (std::size_t i = 0; i < responses_.size(); ++i) {
        responses_[i] = &metrics.counter("baithak_net_responses_total", "HTTP responses by class of status.",
                                         {{"listener", config.name}, {"status", std::to_string(i) + "xx"}});
    }
}

void ServerContext::add(Connection& connection) {
    connections_.push_back(connection);
    ++size_;
    openConnections.set(static_cast<double>(size_));
}

void ServerContext::remove(Connection& connection) {
    deadlines.clear(connection);
    if (!connection.is_linked()) return;
    connection.unlink();
    --size_;
    openConnections.set(static_cast<double>(size_));
    if (size_ == 0 && lastGone != nullptr) lastGone->cancel();
}

// A connection may end while it is told to, so each is moved over before it is told.
void ServerContext::endAll() {
    isEnding = true;
    Connections told;
    while (!connections_.empty()) {
        auto& connection = connections_.front();
        connections_.pop_front();
        told.push_back(connection);
        connection.end();
    }
    connections_.splice(connections_.end(), told);
}

void ServerContext::cutAll() {
    Connections told;
    while (!connections_.empty()) {
        auto& connection = connections_.front();
        connections_.pop_front();
        told.push_back(connection);
        connection.cut();
    }
    connections_.splice(connections_.end(), told);
}

}  // namespace baithak
