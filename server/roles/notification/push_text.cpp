// SPDX-License-Identifier: MIT
#include "server/roles/notification/push_text.h"

#include <array>

#include "shared/base/base64.h"
#include "shared/protocol/codec.h"

namespace baithak {
namespace {

// What older clients need to find the chat; everything else in meta is the sender's own.
constexpr std::array<std::string_view, 6> kKept{
    meta_key::kContentType, meta_key::kAction, meta_key::kCategory, "chatid", "chatId", "ref"};
constexpr std::size_t kKeptBytes = 128;

Message withoutContent(const Message& message) {
    auto bare = message;
    bare.content = "{}";
    bare.meta = {};
    for (const auto key : kKept) {
        const auto* value = message.meta.find(key);
        if (value != nullptr && value->size() <= kKeptBytes) bare.meta.set(key, *value);
    }
    return bare;
}

std::string encodedFor(WireVersion device, Message message, const ConversationId& conversation, std::uint64_t seq) {
    message.meta.set(meta_key::kConversation, conversation.value);
    message.meta.set(meta_key::kSeq, std::to_string(seq));
    return device >= WireVersion::v3_0 ? encodeBase64(encodeBinary(message)) : encodeText(message);
}

}  // namespace

std::string pushText(const LogEntry& entry, const ConversationId& conversation, WireVersion device, PushContent content,
                     std::size_t maxBytes) {
    if (content == PushContent::full) {
        auto text = encodedFor(device, *entry.message, conversation, entry.seq);
        if (text.size() <= maxBytes) return text;
    }
    auto text = encodedFor(device, withoutContent(*entry.message), conversation, entry.seq);
    return text.size() <= maxBytes ? text : std::string();
}

}  // namespace baithak
