// SPDX-License-Identifier: MIT

// Messages to binary frames (docs/protocol.md, A1), field by field in the order of the recorded clients and server.

#include "shared/protocol/codec.h"
#include "shared/protocol/proto_fields.h"
#include "shared/protocol/proto_writer.h"

namespace baithak {
namespace {

std::size_t expectedSize(const Message& message) noexcept {
    constexpr std::size_t kFixedParts = 80;
    constexpr std::size_t kPerEntry = 16;
    return kFixedParts + message.id.value.size() + message.source.value.size() + message.destination.size() +
           message.content.size() + message.serverId.size() + message.meta.bytes() + kPerEntry * message.meta.size();
}

}  // namespace

std::string encodeBinary(const Message& message) {
    std::string out;
    out.reserve(expectedSize(message));
    ProtoWriter writer(out);
    writer.addFloat(proto_field::kVersion, static_cast<float>(message.version) / 10.0F);
    writer.addBytes(proto_field::kId, message.id.view());
    writer.addVarint(proto_field::kType, static_cast<std::uint64_t>(message.type));
    writer.addVarint(proto_field::kChannel, static_cast<std::uint64_t>(message.channel));
    writer.addVarint(proto_field::kEphemeral, message.ephemeral ? 1 : 0);
    writer.addBytes(proto_field::kSource, message.source.view());
    writer.addBytes(proto_field::kDestination, message.destination);
    if (!message.content.empty() || message.type != MessageType::serverAck) {
        writer.addBytes(proto_field::kContent, message.content);
    }
    if (message.sentAt.ms != 0) writer.addVarint(proto_field::kTimestamp, message.sentAt.ms);
    for (const auto& [key, value] : message.meta) writer.addMapEntry(proto_field::kMeta, key, value);
    if (!message.serverId.empty()) writer.addBytes(proto_field::kServerId, message.serverId);
    if (message.serverTimestamp.ms != 0) writer.addVarint(proto_field::kServerTimestamp, message.serverTimestamp.ms);
    return out;
}

std::string withLogPosition(std::string_view binaryFrame, std::string_view conversation, std::uint64_t seq) {
    const std::string number = std::to_string(seq);
    constexpr std::size_t kTwoEntries = 40;
    std::string out;
    out.reserve(binaryFrame.size() + conversation.size() + number.size() + kTwoEntries);
    out.append(binaryFrame);
    ProtoWriter writer(out);
    writer.addMapEntry(proto_field::kMeta, meta_key::kConversation, conversation);
    writer.addMapEntry(proto_field::kMeta, meta_key::kSeq, number);
    return out;
}

}  // namespace baithak
