// SPDX-License-Identifier: MIT
#pragma once

// /conversations: what a user has, pages of a log, the read mark, the flags (docs/protocol.md, B2). Owned by the
// delivery role; lives on its loop.

#include <functional>

#include "server/auth/access_keys.h"
#include "server/net/http_routes.h"
#include "server/store/message_store.h"

namespace baithak {

class ConversationRoutes {
public:
    using MarksMoved = std::function<Task<>(std::vector<Receipt> receipts)>;

    // `marksMoved` tells the members' connections.
    ConversationRoutes(MessageStore& messages, Authenticator& authenticator, MarksMoved marksMoved)
        : messages_(messages), authenticator_(authenticator), marksMoved_(std::move(marksMoved)) {}

    void hangOn(HttpRoutes& routes);

private:
    Task<HttpResponse> list(HttpRequestPtr request);
    Task<HttpResponse> page(HttpRequestPtr request);
    Task<HttpResponse> read(HttpRequestPtr request);
    Task<HttpResponse> flag(HttpRequestPtr request);

    MessageStore& messages_;
    Authenticator& authenticator_;
    MarksMoved marksMoved_;
};

}  // namespace baithak
