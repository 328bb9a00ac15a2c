// SPDX-License-Identifier: MIT
#include "shared/protocol/frames.h"

#include <charconv>
#include <cstring>
#include <system_error>

#include <simdjson.h>

#include "shared/protocol/json_writer.h"
#include "shared/protocol/limits.h"

namespace baithak {
namespace {

namespace dom = simdjson::dom;

constexpr std::string_view kErrorAction = "error";
constexpr std::string_view kReceiptAction = "receipt";
constexpr std::string_view kStateAction = "state";
constexpr std::string_view kTypingAction = "typing";

// The content as an object; it holds until the next call on this thread.
std::optional<dom::object> parseObject(std::string_view content) {
    thread_local dom::parser parser(limits::kFrameBytes);
    dom::object object;
    if (content.size() > limits::kFrameBytes) return std::nullopt;
    if (parser.parse(content.data(), content.size()).get_object().get(object) != simdjson::SUCCESS) return std::nullopt;
    return object;
}

// The content's object when the message is a notification of that action.
std::optional<dom::object> bodyOf(const Message& message, std::string_view action) {
    const bool isOne = message.type == MessageType::notification && message.meta.get(meta_key::kAction) == action;
    return isOne ? parseObject(message.content) : std::nullopt;
}

template <class Value>
std::optional<Value> memberOf(const dom::object& body, std::string_view name) {
    Value value{};
    if (body[name].get(value) != simdjson::SUCCESS) return std::nullopt;
    return value;
}

// `<word>:<what>` as an id, or the word alone when that would be too long.
MessageId noticeId(std::string_view word, std::string_view what) {
    std::string id(word);
    if (!what.empty() && id.size() + 1 + what.size() <= limits::kMessageIdBytes) id.append(":").append(what);
    return MessageId(std::move(id));
}

Message ephemeralNotice(std::string_view action, const UserId& to) {
    Message notice;
    notice.type = MessageType::notification;
    notice.ephemeral = true;
    notice.destination = to.value;
    notice.meta.set(meta_key::kContentType, "NOTIFICATION");
    notice.meta.set(meta_key::kAction, std::string(action));
    notice.meta.set(meta_key::kCategory, "system");
    return notice;
}

Message serverNotice(std::string_view action, const UserId& to) {
    auto notice = ephemeralNotice(action, to);
    notice.source = UserId(kServerName);
    return notice;
}

void setLogPosition(Message& message, std::string_view conversation, std::uint64_t seq) {
    if (conversation.empty()) return;
    message.meta.set(meta_key::kConversation, std::string(conversation));
    message.meta.set(meta_key::kSeq, std::to_string(seq));
}

}  // namespace

Message makeServerAck(const Message& accepted, std::string_view conversation, std::uint64_t seq) {
    Message ack;
    ack.version = accepted.version;
    ack.type = MessageType::serverAck;
    ack.ephemeral = true;
    ack.id = accepted.id;
    ack.source = UserId(kServerName);
    ack.destination = accepted.source.value;
    ack.serverId = accepted.serverId;
    ack.serverTimestamp = accepted.serverTimestamp;
    setLogPosition(ack, conversation, seq);
    return ack;
}

Message makeClientAck(const MessageId& id, std::string_view conversation, std::uint64_t seq) {
    Message ack;
    ack.type = MessageType::clientAck;
    ack.ephemeral = true;
    ack.id = id;
    ack.destination = kServerName;
    ack.content = "{}";
    setLogPosition(ack, conversation, seq);
    return ack;
}

Message makeErrorNotice(const UserId& to, const Error& error, std::string_view refusedId) {
    auto notice = serverNotice(kErrorAction, to);
    // Not the refused id itself: a client that confirms everything would confirm a message of that id.
    notice.id = noticeId(kErrorAction, refusedId);
    JsonObject body(notice.content);
    body.addString("code", wireName(error.code));
    body.addString("reason", error.text);
    body.addString("id", refusedId);
    body.close();
    return notice;
}

Message makeReceiptNotice(const UserId& to, const Receipt& receipt) {
    auto notice = serverNotice(kReceiptAction, to);
    notice.id = noticeId(kReceiptAction, receipt.conversation);
    JsonObject body(notice.content);
    body.addString("conv", receipt.conversation);
    body.addString("user", receipt.user.view());
    body.addNumber("delivered", receipt.delivered);
    body.addNumber("read", receipt.read);
    body.close();
    return notice;
}

Message makeTyping(const UserId& to, bool typing) {
    auto notice = ephemeralNotice(kTypingAction, to);
    notice.id = noticeId(kTypingAction, to.view());
    JsonObject body(notice.content);
    body.addBool("typing", typing);
    body.close();
    return notice;
}

std::optional<Receipt> readReceipt(const Message& message) {
    const auto body = bodyOf(message, kReceiptAction);
    if (!body) return std::nullopt;
    const auto conversation = memberOf<std::string_view>(*body, "conv");
    const auto user = memberOf<std::string_view>(*body, "user");
    const auto delivered = memberOf<std::uint64_t>(*body, "delivered");
    const auto read = memberOf<std::uint64_t>(*body, "read");
    if (!conversation || !user || !delivered || !read) return std::nullopt;
    return Receipt{std::string(*conversation), UserId(*user), *delivered, *read};
}

std::optional<ErrorNotice> readErrorNotice(const Message& message) {
    const auto body = bodyOf(message, kErrorAction);
    if (!body) return std::nullopt;
    const auto code = memberOf<std::string_view>(*body, "code");
    const auto reason = memberOf<std::string_view>(*body, "reason");
    const auto id = memberOf<std::string_view>(*body, "id");
    if (!code || !reason || !id) return std::nullopt;
    return ErrorNotice{{errcFromWireName(*code), std::string(*reason)}, std::string(*id)};
}

std::optional<StateNotice> readStateNotice(const Message& message) {
    const auto body = bodyOf(message, kStateAction);
    if (!body) return std::nullopt;
    const auto state = memberOf<std::string_view>(*body, "state");
    const auto ids = memberOf<dom::array>(*body, "ids");
    if (!state || !ids || (*state != "READ" && *state != "DELIVERED")) return std::nullopt;
    StateNotice notice;
    notice.isRead = *state == "READ";
    for (const auto element : *ids) {
        std::string_view id;
        if (element.get(id) != simdjson::SUCCESS) return std::nullopt;
        notice.ids.emplace_back(id);
    }
    return notice;
}

std::optional<bool> readTyping(const Message& message) {
    const auto body = bodyOf(message, kTypingAction);
    return body ? memberOf<bool>(*body, "typing") : std::nullopt;
}

std::optional<LogPosition> logPosition(const Message& message) {
    const auto* conversation = message.meta.find(meta_key::kConversation);
    const auto* seq = message.meta.find(meta_key::kSeq);
    if (conversation == nullptr || conversation->empty() || seq == nullptr) return std::nullopt;
    LogPosition position{*conversation, 0};
    const auto* const end = seq->data() + seq->size();
    const auto [rest, failure] = std::from_chars(seq->data(), end, position.seq);
    if (failure != std::errc{} || rest != end || position.seq == 0) return std::nullopt;
    return position;
}

}  // namespace baithak
