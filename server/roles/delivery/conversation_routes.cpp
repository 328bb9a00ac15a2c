// SPDX-License-Identifier: MIT
#include "server/roles/delivery/conversation_routes.h"

#include <charconv>

#include "server/net/json_body.h"
#include "shared/base/base64.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"

namespace baithak {
namespace {

using nlohmann::json;

std::string_view kindName(const ConversationId& conversation) {
    switch (kindOf(conversation.value).value_or(ConversationKind::system)) {
        case ConversationKind::direct:
            return "direct";
        case ConversationKind::group:
            return "group";
        case ConversationKind::channel:
            return "channel";
        case ConversationKind::bot:
            return "bot";
        case ConversationKind::system:
            break;
    }
    return "system";
}

// A message as its reader is sent it: the v2.1 object, or base64 of v3, each with `conv` and `seq` in its meta.
std::string messageJson(const ConversationId& conversation, const LogEntry& entry, WireFormat format) {
    if (format == WireFormat::binary) {
        const auto frame = withLogPosition(encodeBinary(*entry.message), conversation.value, entry.seq);
        return "\"" + encodeBase64(frame) + "\"";
    }
    auto placed = *entry.message;
    placed.meta.set(meta_key::kConversation, conversation.value);
    placed.meta.set(meta_key::kSeq, std::to_string(entry.seq));
    return encode(placed, WireFormat::text);
}

// nlohmann never sees the messages: their bodies keep the bytes they came with.
std::string summaryJson(const ConversationSummary& summary, WireFormat format) {
    json marks = json::array();
    for (const auto& mark : summary.marks) {
        marks.push_back({{"user", mark.user.value}, {"delivered", mark.delivered}, {"read", mark.read}});
    }
    const json head = {{"id", summary.conversation.value},
                       {"kind", kindName(summary.conversation)},
                       {"title", summary.title},
                       {"members", summary.memberCount},
                       {"lastSeq", summary.lastSeq},
                       {"readSeq", summary.readSeq},
                       {"deliveredSeq", summary.deliveredSeq},
                       {"unread", summary.unread},
                       {"mentions", summary.mentions},
                       {"muted", summary.muted},
                       {"pinned", summary.pinned},
                       {"archived", summary.archived},
                       {"isMember", summary.isMember},
                       {"marks", std::move(marks)},
                       {"deliveredCount", summary.deliveredCount},
                       {"readCount", summary.readCount}};
    auto text = head.dump();
    text.pop_back();
    text += ",\"last\":";
    text += summary.last ? messageJson(summary.conversation, *summary.last, format) : "null";
    text += '}';
    return text;
}

WireFormat formatOf(const HttpRequest& request) {
    return request.argument("format") == "binary" ? WireFormat::binary : WireFormat::text;
}

// A whole number in the query; nothing when absent.
Result<std::optional<std::uint64_t>> numberArgument(const HttpRequest& request, std::string_view name) {
    const auto text = request.argument(name);
    if (text.empty()) return std::optional<std::uint64_t>();
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) {
        return {Errc::malformed, "\"" + std::string(name) + "\" must be a whole number, zero or more"};
    }
    return std::optional<std::uint64_t>(value);
}

ConversationId conversationParameter(const HttpRequest& request) {
    const auto found = request.parameters.find("id");
    return ConversationId(found == request.parameters.end() ? std::string() : found->second);
}

}  // namespace

void ConversationRoutes::hangOn(HttpRoutes& routes) {
    routes.add("GET", "/conversations", [this](HttpRequestPtr request) { return list(std::move(request)); });
    routes.add("GET", "/conversations/{id}/messages",
               [this](HttpRequestPtr request) { return page(std::move(request)); });
    routes.add("PUT", "/conversations/{id}/read", [this](HttpRequestPtr request) { return read(std::move(request)); });
    routes.add("PATCH", "/conversations/{id}", [this](HttpRequestPtr request) { return flag(std::move(request)); });
}

Task<HttpResponse> ConversationRoutes::list(HttpRequestPtr request) {
    auto device = co_await authenticator_.authenticate(request);
    if (!device) co_return errorResponse(device.error());
    auto since = numberArgument(*request, "since");
    if (!since) co_return errorResponse(since.error());
    auto found = co_await messages_.conversations(device->user, since->value_or(0));
    if (!found) co_return errorResponse(found.error());
    std::string body = "{\"conversations\":[";
    bool isFirst = true;
    for (const auto& summary : found->conversations) {
        if (!std::exchange(isFirst, false)) body += ',';
        body += summaryJson(summary, formatOf(*request));
    }
    body += "],\"cursor\":" + std::to_string(found->cursor) + "}";
    co_return jsonResponse(200, std::move(body));
}

Task<HttpResponse> ConversationRoutes::page(HttpRequestPtr request) {
    auto device = co_await authenticator_.authenticate(request);
    if (!device) co_return errorResponse(device.error());
    auto after = numberArgument(*request, "after");
    if (!after) co_return errorResponse(after.error());
    auto before = numberArgument(*request, "before");
    if (!before) co_return errorResponse(before.error());
    auto limit = numberArgument(*request, "limit");
    if (!limit) co_return errorResponse(limit.error());
    if (*after && *before)
        co_return errorResponse(Error{Errc::malformed, "\"after\" and \"before\" exclude each other"});
    const auto count = limit->value_or(100);
    if (count == 0 || count > limits::kPageMessages) {
        co_return errorResponse(
            Error{Errc::malformed, "\"limit\" must be from 1 to " + std::to_string(limits::kPageMessages)});
    }
    auto range = co_await messages_.page(device->user, conversationParameter(*request), *after, *before, count);
    if (!range) co_return errorResponse(range.error());
    std::string body = "{\"messages\":[";
    bool isFirst = true;
    for (const auto& entry : range->entries) {
        if (!std::exchange(isFirst, false)) body += ',';
        body += messageJson(range->conversation, entry, formatOf(*request));
    }
    body += "],\"from\":" + std::to_string(range->from) + ",\"upto\":" + std::to_string(range->upto) +
            ",\"lastSeq\":" + std::to_string(range->head) + "}";
    co_return jsonResponse(200, std::move(body));
}

Task<HttpResponse> ConversationRoutes::read(HttpRequestPtr request) {
    auto device = co_await authenticator_.authenticate(request);
    if (!device) co_return errorResponse(device.error());
    JsonBody body(request->body);
    MarkUpdate update{conversationParameter(*request), device->user, kNoDevice, 0, body.requiredCount("seq")};
    if (auto valid = body.check(); !valid) co_return errorResponse(valid.error());
    std::vector<MarkUpdate> updates{std::move(update)};
    auto moved = co_await messages_.saveMarks(std::move(updates));
    if (!moved) co_return errorResponse(moved.error());
    co_await marksMoved_(std::move(*moved));
    co_return jsonResponse(200, R"({"status":true})");
}

Task<HttpResponse> ConversationRoutes::flag(HttpRequestPtr request) {
    auto device = co_await authenticator_.authenticate(request);
    if (!device) co_return errorResponse(device.error());
    JsonBody body(request->body);
    body.allowOnly({"muted", "pinned", "archived"});
    ConversationFlags flags{body.optionalBool("muted"), body.optionalBool("pinned"), body.optionalBool("archived")};
    if (auto valid = body.check(); !valid) co_return errorResponse(valid.error());
    auto set = co_await messages_.setFlags(device->user, conversationParameter(*request), flags);
    if (!set) co_return errorResponse(set.error());
    co_return jsonResponse(200, R"({"status":true})");
}

}  // namespace baithak
