// SPDX-License-Identifier: MIT

// Text frames to messages: what the members of a frame mean (docs/protocol.md, A1). How they are found is json_frame's.

#include <charconv>
#include <optional>

#include "shared/model/conversation.h"
#include "shared/protocol/codec.h"
#include "shared/protocol/json_frame.h"
#include "shared/protocol/limits.h"
#include "shared/protocol/validate.h"
#include "shared/protocol/wire_names.h"

namespace baithak {
namespace {

constexpr std::string_view kMetaPrefix = "_m";

Error mustBeString(std::string_view field) { return {Errc::malformed, std::string(field) + " must be a string"}; }

JsonFrame& frameOfThisThread() {
    thread_local JsonFrame frame;
    return frame;
}

// Who wrote the frame.
enum class Trust : std::uint8_t { client, server };

class TextReader {
public:
    TextReader(const JsonFrame& frame, Trust trust) noexcept : frame_(frame), isTrusted_(trust == Trust::server) {}

    Result<Message> read(const UserId& source) {
        message_.source = source;
        auto version = readVersion();
        if (!version) return version.error();
        message_.version = *version;
        auto filled = *version == WireVersion::v1_0 ? readV1() : readV2();
        if (!filled) return filled.error();
        settleKind();
        if (!isTrusted_) {
            dropServerKeys();
            if (auto valid = validateMessageSizes(message_); !valid) return valid.error();
        }
        return std::move(message_);
    }

private:
    Result<WireVersion> readVersion() const {
        const auto& member = frame_.top(TopKey::version);
        if (!member.isPresent()) return WireVersion::v1_0;
        double version = 0;
        const auto* const end = member.raw.data() + member.raw.size();
        const auto [rest, failure] = std::from_chars(member.raw.data(), end, version);
        if (failure != std::errc{} || rest != end) return {Errc::malformed, "_v must be a number"};
        if (version < 2.0) return WireVersion::v1_0;
        if (version < 2.05) return WireVersion::v2_0;
        if (version < 3.0) return WireVersion::v2_1;
        return {Errc::malformed, "_v is 3 or more: version 3 is the binary form"};
    }

    Result<> readV2() {
        if (auto id = required(TopKey::id, "id", message_.id.value); !id) return id;
        const auto& head = frame_.top(TopKey::head);
        if (!head.isPresent()) return {Errc::malformed, "head is missing"};
        if (head.raw != "{}") return {Errc::malformed, "head must be an object"};
        for (const auto& member : frame_.head()) {
            if (auto read = readHeadMember(member); !read) return read;
        }
        if (!hasDestination_) return {Errc::malformed, "head.to is missing"};
        const auto& meta = frame_.top(TopKey::meta);
        if (meta.isPresent() && meta.raw != "{}") return {Errc::malformed, "meta must be an object"};
        for (const auto& member : frame_.meta()) {
            if (auto read = addMeta(member, "meta.", kMetaPrefix); !read) return read;
        }
        const auto body = frame_.top(TopKey::body).raw;
        message_.content = body.empty() ? std::string_view("{}") : body;
        return {};
    }

    Result<> readHeadMember(const JsonMember& member) {
        if (member.name == "type") return optionalText(member, "head.type", channelWord_);
        if (member.name == "from") return readFrom(member, "head.from");
        if (member.name == "ephemeral") return readEphemeral(member, "head.ephemeral");
        if (member.name == "to") {
            hasDestination_ = member.isPresent();
            return optionalText(member, "head.to", message_.destination);
        }
        if (member.name.starts_with(kMetaPrefix)) {
            return {Errc::malformed, "head: a key that begins with _m belongs into meta, without the _m"};
        }
        if (member.name == meta_key::kContentType) {
            if (auto read = optionalText(member, "head.contentType", typeWord_); !read) return read;
        }
        return addMeta(member, "head.", {});
    }

    Result<> readV1() {
        if (auto id = required(TopKey::msgId, "msgId", message_.id.value); !id) return id;
        if (auto to = required(TopKey::to, "to", message_.destination); !to) return to;
        const auto& chatType = frame_.top(TopKey::chatType);
        const auto& channel = chatType.isPresent() ? chatType : frame_.top(TopKey::module);
        if (auto read = optionalText(channel, "chatType", channelWord_); !read) return read;
        if (auto read = readFrom(frame_.top(TopKey::from), "from"); !read) return read;
        if (auto read = readEphemeral(frame_.top(TopKey::ephemeral), "ephemeral"); !read) return read;
        if (auto read = readV1Type(); !read) return read;
        if (auto read = readV1Meta(); !read) return read;
        return readV1Text();
    }

    // `type` is both the type and the content type. Where it names a type it says no more than that; any other word is
    // kept, so that an `image` arrives as one.
    Result<> readV1Type() {
        const auto& type = frame_.top(TopKey::type);
        if (auto read = optionalText(type, "type", typeWord_); !read) return read;
        if (typeWord_ && !messageTypeNamed(*typeWord_)) {
            message_.meta.set(meta_key::kContentType, std::string(*typeWord_));
        }
        return {};
    }

    Result<> readV1Meta() {
        const auto& camel = frame_.top(TopKey::chatIdCamel);
        const auto& chatId = camel.isPresent() ? camel : frame_.top(TopKey::chatIdLower);
        for (const auto& [name, member] :
             {std::pair{std::string_view("chatid"), &chatId}, std::pair{meta_key::kAction, &frame_.top(TopKey::action)},
              std::pair{std::string_view("state"), &frame_.top(TopKey::state)}}) {
            if (auto read = addMetaAs(name, *member, name); !read) return read;
        }
        return {};
    }

    Result<> readV1Text() {
        const auto& text = frame_.top(TopKey::text);
        if (!text.isPresent()) {
            message_.content = "{}";
            return {};
        }
        if (!text.isString()) return mustBeString("text");
        message_.content.reserve(text.raw.size() + 9);
        message_.content.append("{\"text\":").append(text.raw).append("}");
        return {};
    }

    Result<> required(TopKey key, std::string_view field, std::string& into) const {
        const auto& member = frame_.top(key);
        if (!member.isPresent()) return {Errc::malformed, std::string(field) + " is missing"};
        if (!member.isString()) return mustBeString(field);
        into = member.text;
        return {};
    }

    template <class Text>
    static Result<> optionalText(const JsonMember& member, std::string_view field, Text& into) {
        if (!member.isPresent()) return {};
        if (!member.isString()) return mustBeString(field);
        into = member.text;
        return {};
    }

    // Read for its form; believed only from a server.
    Result<> readFrom(const JsonMember& member, std::string_view field) {
        std::string_view claimed;
        if (auto read = optionalText(member, field, claimed); !read) return read;
        if (isTrusted_) message_.source = UserId(claimed);
        return {};
    }

    Result<> readEphemeral(const JsonMember& member, std::string_view field) {
        if (!member.isPresent()) return {};
        const auto word = member.isString() ? member.text : member.raw;
        const bool isTrue = isWord(word, "TRUE");
        if (!isTrue && !isWord(word, "FALSE")) return {Errc::malformed, std::string(field) + " must be true or false"};
        message_.ephemeral = isTrue;
        return {};
    }

    Result<> addMeta(const JsonMember& member, std::string_view parent, std::string_view prefix) {
        std::string key;
        key.reserve(prefix.size() + member.name.size());
        key.append(prefix).append(member.name);
        if (!member.isContainer()) return addMetaAs(key, member, {});
        return addMetaAs(key, member, std::string(parent) + std::string(member.name));
    }

    // Numbers and booleans keep their spelling; null is as good as absent.
    Result<> addMetaAs(std::string_view key, const JsonMember& member, std::string_view field) {
        if (!member.isPresent()) return {};
        if (member.isContainer()) {
            return {Errc::malformed, quotedForError(field) + " must be a string, a number or a boolean"};
        }
        message_.meta.set(key, std::string(member.isString() ? member.text : member.raw));
        return {};
    }

    void settleKind() {
        settleType();
        settleChannel();
    }

    void settleType() {
        const auto named = typeWord_ ? messageTypeNamed(*typeWord_) : std::nullopt;
        const bool isAddressedToServer = message_.destination == kServerName;
        if (named) {
            message_.type = *named;
        } else {
            message_.type = !typeWord_ && isAddressedToServer ? MessageType::clientAck : MessageType::message;
        }
        const bool isNotificationByHead = channelWord_ && isWord(*channelWord_, "NOTIFICATION");
        if (isNotificationByHead && named != MessageType::clientAck) message_.type = MessageType::notification;
        const bool isFromServer = isTrusted_ && message_.source.view() == kServerName;
        if (message_.type == MessageType::serverAck && !isFromServer) message_.type = MessageType::notification;
    }

    void settleChannel() {
        const auto named = channelWord_ ? channelNamed(*channelWord_) : std::nullopt;
        if (named) {
            message_.channel = *named;
            return;
        }
        const bool isNotification = channelWord_ && isWord(*channelWord_, "NOTIFICATION");
        const bool isGroup = !isNotification && isGroupIdForm(message_.destination);
        message_.channel = isGroup ? ChannelKind::group : ChannelKind::individual;
    }

    // The place in the log is the server's to say; a confirmation alone may name one.
    void dropServerKeys() {
        if (message_.type == MessageType::clientAck) return;
        message_.meta.erase(meta_key::kConversation);
        message_.meta.erase(meta_key::kSeq);
    }

    const JsonFrame& frame_;
    bool isTrusted_;
    bool hasDestination_ = false;
    Message message_;
    std::optional<std::string_view> channelWord_;
    std::optional<std::string_view> typeWord_;
};

// Which message a refused frame was: its id and destination, as far as they could be read.
RefusedFrame addressOf(const JsonFrame& frame) {
    RefusedFrame refused;
    const auto& v2Id = frame.top(TopKey::id);
    const auto& id = v2Id.isString() ? v2Id : frame.top(TopKey::msgId);
    if (id.text.size() <= limits::kMessageIdBytes) refused.id = id.text;
    auto destination = frame.top(TopKey::to).text;
    for (const auto& member : frame.head()) {
        if (member.name == "to") destination = member.text;
    }
    refused.isToServer = destination == kServerName;
    return refused;
}

}  // namespace

Result<Message> decodeText(std::string_view frame, const UserId& source, RefusedFrame& refused) {
    auto& members = frameOfThisThread();
    auto parsed = members.parse(frame);
    auto decoded = parsed ? TextReader(members, Trust::client).read(source) : Result<Message>(parsed.error());
    if (!decoded) refused = addressOf(members);
    return decoded;
}

Result<Message> decodeText(std::string_view frame, const UserId& source, std::string* idOut) {
    RefusedFrame refused;
    auto decoded = decodeText(frame, source, refused);
    if (idOut != nullptr) *idOut = decoded ? decoded->id.value : std::move(refused.id);
    return decoded;
}

Result<Message> decodeTrustedText(std::string_view frame) {
    auto& members = frameOfThisThread();
    if (auto parsed = members.parse(frame); !parsed) return parsed.error();
    return TextReader(members, Trust::server).read(UserId());
}

}  // namespace baithak
