// SPDX-License-Identifier: MIT
#include "server/roles/gateway/post_messages.h"

#include <nlohmann/json.hpp>

#include "server/roles/gateway/intake.h"
#include "server/roles/gateway/send_batches.h"
#include "shared/base/base64.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/frames.h"
#include "shared/protocol/limits.h"

namespace baithak {
namespace {

using nlohmann::json;

struct Posted {
    MessagePtr message;  // null for what needs no answer
    ConversationId conversation;
    std::optional<AppendOutcome> outcome;
};

std::string at(std::size_t index, std::string_view text) {
    return "\"[" + std::to_string(index) + "]\" " + std::string(text);
}

// A v1 or v2 text begins with a brace; anything else is base64 of v3.
Result<Message> decodeItem(const std::string& item, const UserId& user) {
    const auto first = item.find_first_not_of(" \t\r\n");
    if (first != std::string::npos && item[first] == '{') return decodeText(item, user);
    auto bytes = decodeBase64(item);
    if (!bytes) return Error{Errc::malformed, "is neither a JSON message nor base64"};
    return decodeBinary(*bytes, user);
}

Error tooManyItems() {
    return {Errc::malformed,
            "\"value\" must contain less than or equal to " + std::to_string(limits::kPostMessages) + " items"};
}

// Deep values, and far more of them than there may be, are not built up first.
Result<json> parseItems(const std::string& text) {
    using Event = json::parse_event_t;
    constexpr int kDepth = 8;
    std::size_t values = 0;
    const auto isWanted = [&](int depth, Event event, json&) {
        const bool isOne = event == Event::value || event == Event::array_start || event == Event::object_start;
        if (isOne && depth > 0) ++values;
        if (depth > kDepth || values > limits::kPostMessages) throw json::other_error::create(599, "too much", nullptr);
        return true;
    };
    try {
        return json::parse(text, isWanted);
    } catch (const json::exception&) {
        if (values > limits::kPostMessages) return tooManyItems();
        return Error{Errc::malformed, "Invalid request payload JSON format"};
    }
}

Result<std::vector<Posted>> readAll(const HttpRequest& request, const UserId& user, UlidGenerator& ids, Timestamp now) {
    const auto parsed = parseItems(request.body);
    if (!parsed) return parsed.error();
    const auto& body = *parsed;
    if (!body.is_array()) return {Errc::malformed, "\"value\" must be an array"};
    if (body.empty()) return {Errc::malformed, "\"value\" must contain at least 1 items"};
    std::vector<Posted> posted;
    for (std::size_t i = 0; i < body.size(); ++i) {
        if (!body[i].is_string()) return {Errc::malformed, at(i, "must be a string")};
        auto message = decodeItem(body[i].get_ref<const std::string&>(), user);
        if (!message) return {Errc::malformed, at(i, message.error().text)};
        auto taken = takeIn(std::move(*message), ids, now);
        if (!taken) return {Errc::malformed, at(i, taken.error().text)};
        Posted item;
        if (taken->kind == IntakeKind::message) {
            item.conversation = std::move(taken->conversation);
            item.message = std::make_shared<const Message>(std::move(taken->message));
        }
        posted.push_back(std::move(item));
    }
    return posted;
}

// Notes the outcomes of one batch; the batch's messages are the posted ones of that conversation, in order.
void note(std::vector<Posted>& posted, const SendBatches::Batch& batch, const MessageOutcomes& outcomes) {
    for (std::size_t i = 0; i < batch.messages.size() && i < outcomes.outcomes.size(); ++i) {
        for (auto& item : posted) {
            if (item.message == batch.messages[i]) item.outcome = outcomes.outcomes[i];
        }
    }
}

std::string encodeAck(const Posted& item, WireFormat format) {
    auto ack = makeServerAck(*item.message, item.outcome->seq ? item.conversation.view() : std::string_view{},
                             item.outcome->seq);
    if (item.outcome->isRepeat) {
        ack.serverId = item.outcome->serverId;
        ack.serverTimestamp = item.outcome->serverTimestamp;
    }
    auto bytes = encode(ack, format);
    return format == WireFormat::text ? bytes : encodeBase64(bytes);
}

// 201 when anything was taken; what was refused is named, with its index. The status of the first refusal otherwise.
HttpResponse answer(const std::vector<Posted>& posted, bool wantsAcks, WireFormat format) {
    json acks = json::array();
    json errors = json::array();
    const Error* firstRefusal = nullptr;
    bool anyTaken = false;
    for (std::size_t i = 0; i < posted.size(); ++i) {
        const auto& item = posted[i];
        if (!item.outcome) {
            anyTaken = true;
            continue;
        }
        if (const auto& refusal = item.outcome->refusal) {
            if (!firstRefusal) firstRefusal = &*refusal;
            errors.push_back({{"index", i},
                              {"id", item.message->id.value},
                              {"code", wireName(refusal->code)},
                              {"reason", refusal->text}});
            continue;
        }
        anyTaken = true;
        if (wantsAcks) acks.push_back(encodeAck(item, format));
    }
    if (!anyTaken && firstRefusal) {
        auto response = errorResponse(*firstRefusal);
        auto body = json::parse(response.body);
        body["errors"] = std::move(errors);
        response.body = body.dump();
        return response;
    }
    json body = json::object();
    if (wantsAcks) body["acks"] = std::move(acks);
    if (!errors.empty()) body["errors"] = std::move(errors);
    return jsonResponse(201, body.dump());
}

}  // namespace

Task<HttpResponse> PostMessages::handle(HttpRequestPtr request) {
    auto device = co_await authenticator_.authenticate(request);
    if (!device) co_return errorResponse(device.error());
    const auto now = context_.clock.now();
    auto posted = readAll(*request, device->user, context_.ids, now);
    if (!posted) co_return errorResponse(posted.error());

    SendBatches batches;
    for (const auto& item : *posted) {
        // Nothing is awaited in a request of its own, so each is taken.
        if (item.message) (void)batches.add(item.conversation, item.message, context_.clock.steadyNow());
    }
    const ConnectionId requestId(context_.ids.next(now));
    ReplyBox::Expected expected(replies_, requestId);
    const auto publishReady = [&] {
        for (auto& batch : batches.takeReady(context_.clock.steadyNow())) {
            NewMessages messages{{context_.id, requestId, batch.number},
                                 device->user,
                                 device->number,
                                 batch.conversation,
                                 batch.messages,
                                 batch.isEphemeral};
            auto event = makeEvent(std::move(messages));
            (void)context_.bus.publish(topics::kNewMessage, batch.conversation.value, std::move(event));
        }
    };
    publishReady();
    const auto take = [&](const EventPtr& event) {
        const auto* outcomes = std::get_if<MessageOutcomes>(event.get());
        if (!outcomes) return false;
        if (auto decided = batches.onOutcome(outcomes->conversation, outcomes->batch))
            note(*posted, *decided, *outcomes);
        publishReady();
        return !batches.hasUndecided();
    };
    if (batches.hasUndecided()) {
        const bool isDecided = co_await expected.wait(context_.limits.ackTimeout, take);
        if (!isDecided) {
            co_return errorResponse(
                Error{Errc::unavailable, "the messages could not be stored in time; send them again"});
        }
    }
    const auto format = request->argument("format") == "binary" ? WireFormat::binary : WireFormat::text;
    co_return answer(*posted, request->argument("ack") == "true", format);
}

}  // namespace baithak
