// SPDX-License-Identifier: MIT
#pragma once

// One HTTP/1.1 connection: reads requests one after the other, routes them, writes the answers in order, until it ends
// or becomes a WebSocket. A coroutine; Beast's parser stays in the .cpp.

#include <memory>

#include "server/net/corked_stream.h"
#include "server/net/server_context.h"

namespace baithak {

// Serves the connection until it has ended. It is on the context's list meanwhile.
void startHttpConnection(std::shared_ptr<ServerContext> context, TcpSocket socket);

// Answers 503 without reading, for a connection too many, and closes it.
void refuseConnection(TcpSocket socket);

}  // namespace baithak
