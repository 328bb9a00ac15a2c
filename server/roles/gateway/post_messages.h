// SPDX-License-Identifier: MIT
#pragma once

// POST /messages: sending without a socket (docs/protocol.md, A2). All messages are read before the first is taken;
// the answer follows the commit.

#include "server/auth/access_keys.h"
#include "server/bus/reply_box.h"
#include "server/roles/gateway/gateway_context.h"

namespace baithak {

class PostMessages {
public:
    PostMessages(GatewayContext& context, ReplyBox& replies, Authenticator& authenticator)
        : context_(context), replies_(replies), authenticator_(authenticator) {}

    Task<HttpResponse> handle(HttpRequestPtr request);

private:
    GatewayContext& context_;
    ReplyBox& replies_;
    Authenticator& authenticator_;
};

}  // namespace baithak
