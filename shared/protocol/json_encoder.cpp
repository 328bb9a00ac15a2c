// SPDX-License-Identifier: MIT

// Messages to text frames (docs/protocol.md, A1). Written by hand: this runs once for each message that a text reader
// gets. The content is copied, never rewritten.

#include <array>
#include <optional>

#include "shared/protocol/codec.h"
#include "shared/protocol/json_scan.h"
#include "shared/protocol/json_writer.h"
#include "shared/protocol/validate.h"
#include "shared/protocol/wire_names.h"

namespace baithak {
namespace {

constexpr std::string_view kMetaPrefix = "_m";
constexpr std::string_view kNoText = "\"[unknown]\"";

// A body and its text, both JSON as they stand; the text may be missing.
struct Body {
    std::string_view json = "{}";
    std::string_view text;
};

Body bodyOf(const Message& message) {
    const bool isAck = message.type == MessageType::serverAck || message.type == MessageType::clientAck;
    const auto text = scanForMember(message.content, "text");
    if (text && isUtf8(message.content)) return {message.content, *text};
    return {"{}", isAck ? std::string_view{} : kNoText};
}

std::string_view contentTypeOf(const Message& message) noexcept {
    const auto* spelled = message.meta.find(meta_key::kContentType);
    return spelled == nullptr ? nameOf(message.type) : std::string_view(*spelled);
}

std::string_view categoryOf(const Message& message) noexcept {
    if (const auto* given = message.meta.find(meta_key::kCategory)) return *given;
    const auto action = message.meta.get(meta_key::kAction);
    return action == "state" || action == "ack" ? "system" : "message";
}

// What never stands in `head` as a meta entry: the head's own fields, and what belongs into the top-level `meta`.
bool hasOtherPlace(std::string_view key) noexcept {
    constexpr std::array<std::string_view, 6> kOwnFields{
        "type", "to", "from", "ephemeral", meta_key::kContentType, meta_key::kCategory};
    for (const auto field : kOwnFields) {
        if (key == field) return true;
    }
    return key.starts_with(kMetaPrefix);
}

void addMetaEntries(JsonObject& head, const Meta& meta) {
    for (const auto& [key, value] : meta) {
        if (!hasOtherPlace(key)) head.addString(key, value);
    }
}

// The entries that came from a top-level `meta`, if any.
void addTopLevelMeta(JsonObject& frame, std::string& out, const Meta& meta) {
    std::optional<JsonObject> entries;
    for (const auto& [key, value] : meta) {
        if (!key.starts_with(kMetaPrefix)) continue;
        if (!entries) {
            frame.addKey("meta");
            entries.emplace(out);
        }
        entries->addString(std::string_view(key).substr(kMetaPrefix.size()), value);
    }
    if (entries) entries->close();
}

void addReceiverHead(JsonObject& frame, std::string& out, const Message& message) {
    frame.addKey("head");
    JsonObject head(out);
    head.addString("type", nameOf(message.channel));
    head.addString("from", message.source.view());
    head.addString("to", message.destination);
    head.addString("contentType", contentTypeOf(message));
    head.addBool("ephemeral", message.ephemeral);
    addMetaEntries(head, message.meta);
    head.addString("category", categoryOf(message));
    head.close();
}

// The names that a v1 receiver looks for.
void addOldNames(JsonObject& frame, const Message& message, std::string_view text) {
    frame.addString("from", message.source.view());
    frame.addString("to", message.destination);
    frame.addString("msgId", message.id.view());
    frame.addString("type", contentTypeOf(message));
    if (const auto* chatId = message.meta.find("chatId")) frame.addString("chatId", *chatId);
    if (!text.empty()) frame.addRaw("text", text);
    frame.addString("module", nameOf(message.channel));
    if (const auto* action = message.meta.find(meta_key::kAction)) frame.addString("action", *action);
    frame.addString("chatType", nameOf(message.channel));
}

std::size_t expectedSize(const Message& message, const Body& body) noexcept {
    constexpr std::size_t kFixedParts = 384;
    const std::size_t names = message.id.value.size() + message.source.value.size() + message.destination.size();
    return kFixedParts + 2 * names + 2 * message.meta.bytes() + 8 * message.meta.size() + body.json.size() +
           body.text.size();
}

std::string encodeClientV2(const Message& message, WireVersion version) {
    const bool isNewer = version == WireVersion::v2_1;
    const Body body = bodyOf(message);
    std::string out;
    out.reserve(expectedSize(message, body));
    JsonObject frame(out);
    frame.addRaw("_v", isNewer ? "2.1" : "2");
    frame.addString("id", message.id.view());
    frame.addKey("head");
    JsonObject head(out);
    head.addString("type", nameOf(message.channel));
    head.addString("to", message.destination);
    if (!message.source.empty()) head.addString("from", message.source.view());
    head.addString("contentType", contentTypeOf(message));
    if (isNewer) head.addBool("ephemeral", message.ephemeral);
    addMetaEntries(head, message.meta);
    const auto* category = message.meta.find(meta_key::kCategory);
    if (isNewer && category != nullptr) head.addString(meta_key::kCategory, *category);
    head.close();
    addTopLevelMeta(frame, out, message.meta);
    frame.addRaw("body", body.json);
    frame.close();
    return out;
}

std::string encodeClientV1(const Message& message) {
    const Body body = bodyOf(message);
    std::string out;
    out.reserve(expectedSize(message, body));
    JsonObject frame(out);
    frame.addString("msgId", message.id.view());
    frame.addString("chatType", nameOf(message.channel));
    frame.addString("type", contentTypeOf(message));
    if (!message.source.empty()) frame.addString("from", message.source.view());
    frame.addString("to", message.destination);
    if (const auto* chatId = message.meta.find("chatid")) frame.addString("chatId", *chatId);
    if (!body.text.empty()) frame.addRaw("text", body.text);
    for (const std::string_view key : {meta_key::kAction, std::string_view("state")}) {
        if (const auto* value = message.meta.find(key)) frame.addString(key, *value);
    }
    frame.close();
    return out;
}

}  // namespace

std::string encodeText(const Message& message) {
    const Body body = bodyOf(message);
    std::string out;
    out.reserve(expectedSize(message, body));
    JsonObject frame(out);
    frame.addRaw("_v", "2.1");
    frame.addString("id", message.id.view());
    addReceiverHead(frame, out, message);
    addTopLevelMeta(frame, out, message.meta);
    frame.addRaw("body", body.json);
    addOldNames(frame, message, body.text);
    frame.close();
    return out;
}

std::string encodeAs(const Message& message, WireVersion version) {
    switch (version) {
        case WireVersion::v1_0:
            return encodeClientV1(message);
        case WireVersion::v2_0:
        case WireVersion::v2_1:
            return encodeClientV2(message, version);
        case WireVersion::v3_0:
            break;
    }
    if (message.version == WireVersion::v3_0) return encodeBinary(message);
    Message sent = message;
    sent.version = WireVersion::v3_0;
    return encodeBinary(sent);
}

}  // namespace baithak
