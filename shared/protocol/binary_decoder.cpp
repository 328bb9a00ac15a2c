// SPDX-License-Identifier: MIT

// Binary frames to messages (docs/protocol.md, A1). By hand, since every message of every connection passes here, and
// strictly: a known field of the wrong wire type is refused, where protobuf's own library would let it pass as unknown.
// Unknown fields are skipped; of a field that stands twice the last one counts, as proto3 has it.

#include <cmath>

#include "shared/protocol/codec.h"
#include "shared/protocol/limits.h"
#include "shared/protocol/proto_fields.h"
#include "shared/protocol/proto_reader.h"
#include "shared/protocol/validate.h"
#include "shared/protocol/wire_names.h"

namespace baithak {
namespace {

// Room for the entries that a server adds to the 64 of a client.
constexpr std::size_t kEntriesRead = limits::kMetaEntries + 16;

Error malformed(std::string_view what) { return {Errc::malformed, std::string(what)}; }

Error truncated() { return malformed("the frame is cut short, or not a protobuf message"); }

WireVersion versionOf(float number) noexcept {
    const float tenfold = number * 10.0F;
    if (std::fabs(tenfold - 10.0F) < 0.5F) return WireVersion::v1_0;
    if (std::fabs(tenfold - 20.0F) < 0.5F) return WireVersion::v2_0;
    if (std::fabs(tenfold - 21.0F) < 0.5F) return WireVersion::v2_1;
    return WireVersion::v3_0;
}

class BinaryReader {
public:
    explicit BinaryReader(std::string_view frame) noexcept : reader_(frame) {
        message_.type = MessageType::serverAck;  // what proto3 says by silence
        message_.channel = ChannelKind::unknown;
    }

    Result<> read() {
        while (!reader_.atEnd()) {
            std::uint32_t field = 0;
            WireType type{};
            if (!reader_.readTag(field, type)) return truncated();
            if (auto done = readField(field, type); !done) return done;
        }
        return {};
    }

    Message& message() noexcept { return message_; }

private:
    Result<> readField(std::uint32_t field, WireType type) {
        switch (field) {
            case proto_field::kVersion:
                return readVersion(type);
            case proto_field::kId:
                return readText(type, "id", message_.id.value);
            case proto_field::kType:
                return readType(type);
            case proto_field::kChannel:
                return readChannel(type);
            case proto_field::kEphemeral:
                return readEphemeral(type);
            case proto_field::kSource:
                return readText(type, "source", message_.source.value);
            case proto_field::kDestination:
                return readText(type, "destination", message_.destination);
            case proto_field::kContent:
                return readContent(type);
            case proto_field::kTimestamp:
                return readNumber(type, "timestamp", message_.sentAt.ms);
            case proto_field::kMeta:
                return readMetaEntry(type);
            case proto_field::kServerId:
                return readText(type, "serverId", message_.serverId);
            case proto_field::kServerTimestamp:
                return readNumber(type, "serverTimestamp", message_.serverTimestamp.ms);
            default:
                return reader_.skip(type) ? Result<>() : Result<>(truncated());
        }
    }

    static Error wrongType(std::string_view name) { return malformed(std::string(name) + " has the wrong wire type"); }

    Result<> readVersion(WireType type) {
        if (type != WireType::fixed32) return wrongType("version");
        float number = 0;
        if (!reader_.readFloat(number)) return truncated();
        message_.version = versionOf(number);
        return {};
    }

    Result<> readNumber(WireType type, std::string_view name, std::uint64_t& number) {
        if (type != WireType::varint) return wrongType(name);
        return reader_.readVarint(number) ? Result<>() : Result<>(truncated());
    }

    Result<> readType(WireType type) {
        std::uint64_t number = 0;
        if (auto read = readNumber(type, "type", number); !read) return read;
        const auto known = messageTypeNumbered(number);
        if (!known) return malformed("type is none of 0, 1, 2, 3 and 10");
        message_.type = *known;
        return {};
    }

    Result<> readChannel(WireType type) {
        std::uint64_t number = 0;
        if (auto read = readNumber(type, "channel", number); !read) return read;
        const auto known = channelNumbered(number);
        if (!known) return malformed("channel is none of 0, 1, 2, 3, 4 and 10");
        message_.channel = *known;
        return {};
    }

    Result<> readEphemeral(WireType type) {
        std::uint64_t number = 0;
        if (auto read = readNumber(type, "ephemeral", number); !read) return read;
        message_.ephemeral = number != 0;
        return {};
    }

    Result<> readContent(WireType type) {
        if (type != WireType::bytes) return wrongType("content");
        std::string_view bytes;
        if (!reader_.readBytes(bytes)) return truncated();
        message_.content = bytes;
        return {};
    }

    Result<> readText(WireType type, std::string_view name, std::string& into) {
        return readText(reader_, type, name, into);
    }

    static Result<> readText(ProtoReader& reader, WireType type, std::string_view name, std::string& into) {
        if (type != WireType::bytes) return wrongType(name);
        std::string_view bytes;
        if (!reader.readBytes(bytes)) return truncated();
        if (!isUtf8(bytes)) return malformed(std::string(name) + " is not UTF-8");
        if (bytes.find('\0') != std::string_view::npos) return malformed(std::string(name) + " holds a NUL");
        into = bytes;
        return {};
    }

    Result<> readMetaEntry(WireType type) {
        if (type != WireType::bytes) return wrongType("meta");
        std::string_view bytes;
        if (!reader_.readBytes(bytes)) return truncated();
        std::string key;
        std::string value;
        if (auto read = readKeyAndValue(ProtoReader(bytes), key, value); !read) return read;
        message_.meta.set(key, std::move(value));
        if (message_.meta.size() > kEntriesRead) return {Errc::tooLarge, "meta has more than 64 entries"};
        return {};
    }

    static Result<> readKeyAndValue(ProtoReader entry, std::string& key, std::string& value) {
        while (!entry.atEnd()) {
            std::uint32_t field = 0;
            WireType type{};
            if (!entry.readTag(field, type)) return truncated();
            if (field == proto_field::kMapKey) {
                if (auto read = readText(entry, type, "a key in meta", key); !read) return read;
            } else if (field == proto_field::kMapValue) {
                if (auto read = readText(entry, type, "a value in meta", value); !read) return read;
            } else if (!entry.skip(type)) {
                return truncated();
            }
        }
        return {};
    }

    ProtoReader reader_;
    Message message_;
};

void dropServerFields(Message& message) {
    message.serverId.clear();
    message.serverTimestamp = {};
    if (message.type == MessageType::clientAck) return;
    message.meta.erase(meta_key::kConversation);
    message.meta.erase(meta_key::kSeq);
}

Result<> acceptFromClient(Message& message, const UserId& source) {
    message.version = WireVersion::v3_0;
    message.source = source;
    if (message.type == MessageType::serverAck) message.type = MessageType::notification;
    dropServerFields(message);
    return validateMessageSizes(message);
}

}  // namespace

Result<Message> decodeBinary(std::string_view frame, const UserId& source, RefusedFrame& refused) {
    if (frame.size() > limits::kFrameBytes) return {Errc::tooLarge, "the frame is larger than 512 KiB"};
    BinaryReader reader(frame);
    auto outcome = reader.read();
    if (outcome) outcome = acceptFromClient(reader.message(), source);
    if (outcome) return std::move(reader.message());
    const auto& read = reader.message();
    refused.id = read.id.value.size() <= limits::kMessageIdBytes ? read.id.value : std::string();
    refused.isToServer = read.destination == kServerName;
    return outcome.error();
}

Result<Message> decodeBinary(std::string_view frame, const UserId& source, std::string* idOut) {
    RefusedFrame refused;
    auto decoded = decodeBinary(frame, source, refused);
    if (idOut != nullptr) *idOut = decoded ? decoded->id.value : std::move(refused.id);
    return decoded;
}

Result<Message> decodeTrustedBinary(std::string_view frame) {
    BinaryReader reader(frame);
    if (auto read = reader.read(); !read) return read.error();
    auto& message = reader.message();
    const bool isForeignAck = message.type == MessageType::serverAck && message.source.view() != kServerName;
    if (isForeignAck) message.type = MessageType::notification;
    return std::move(message);
}

}  // namespace baithak
