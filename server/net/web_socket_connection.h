// SPDX-License-Identifier: MIT
#pragma once

// Makes WebSockets of upgraded connections (web_socket.h). Beast's types stay in the .cpp.

#include <memory>
#include <string_view>

#include "server/net/corked_stream.h"
#include "server/net/http_head.h"
#include "server/net/server_context.h"

namespace baithak {

// Whether the request asks for a WebSocket at all, and whether it does so as RFC 6455 says: 0, or the HTTP status of
// the refusal.
bool asksForWebSocket(const BeastRequest& request);
int checkUpgrade(const BeastRequest& request);

// Answers the handshake and runs the socket until it has ended. `received`: bytes that came behind the request, at most
// BufferPool::kBlockBytes.
void startWebSocket(std::shared_ptr<ServerContext> context, TcpSocket socket, const BeastRequest& request,
                    std::string_view received, std::shared_ptr<WebSocketListener> listener);

}  // namespace baithak
