// SPDX-License-Identifier: MIT
#include "server/roles/gateway/frame_cache.h"

namespace baithak {
namespace {

SharedBytes share(std::string bytes) { return std::make_shared<const std::string>(std::move(bytes)); }

std::string encodeText(const ConversationId& conversation, const LogEntry& entry) {
    auto placed = *entry.message;
    placed.meta.set(meta_key::kConversation, conversation.value);
    placed.meta.set(meta_key::kSeq, std::to_string(entry.seq));
    return encode(placed, WireFormat::text);
}

}  // namespace

FrameCache::Slot& FrameCache::slotOf(const Message* message) {
    for (std::size_t i = 0; i < slots_.size(); ++i) {
        const auto index = (lastUsed_ + i) % slots_.size();
        if (slots_[index].message != message) continue;
        lastUsed_ = index;
        return slots_[index];
    }
    lastUsed_ = slots_.size();
    return slots_.emplace_back(Slot{message, nullptr, nullptr});
}

SharedBytes FrameCache::frame(const ConversationId& conversation, const LogEntry& entry, WireFormat format) {
    auto& slot = slotOf(entry.message.get());
    if (format == WireFormat::text) {
        if (!slot.text) slot.text = share(encodeText(conversation, entry));
        return slot.text;
    }
    if (!slot.binary) slot.binary = share(withLogPosition(encodeBinary(*entry.message), conversation.value, entry.seq));
    return slot.binary;
}

SharedBytes FrameCache::frame(const MessagePtr& message, WireFormat format) {
    auto& slot = slotOf(message.get());
    auto& bytes = format == WireFormat::text ? slot.text : slot.binary;
    if (!bytes) bytes = share(encode(*message, format));
    return bytes;
}

}  // namespace baithak
