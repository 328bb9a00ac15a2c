// SPDX-License-Identifier: MIT
#pragma once

// Messages for tests, of which only what matters is written out: `aMessage("m-1").from("ann").to("bob").text("hi")`.

#include <string>
#include <string_view>
#include <utility>

#include "shared/model/message.h"

namespace baithak::test {

class MessageBuilder {
public:
    explicit MessageBuilder(std::string_view id) {
        message_.id = MessageId(id);
        message_.source = UserId("ann");
        message_.destination = "bob";
        message_.content = R"({"text":"hello"})";
        message_.sentAt = Timestamp{1'700'000'000'000};
        message_.meta.set(meta_key::kContentType, "text");
        message_.meta.set(meta_key::kAction, "message");
    }

    MessageBuilder& from(std::string_view user) { return message_.source = UserId(user), *this; }
    MessageBuilder& to(std::string_view destination) { return message_.destination = destination, *this; }
    MessageBuilder& toGroup(std::string_view group) {
        message_.channel = ChannelKind::group;
        return to(group);
    }
    // The text must need no escapes.
    MessageBuilder& text(std::string_view text) {
        message_.content = R"({"text":")" + std::string(text) + R"("})";
        return *this;
    }
    MessageBuilder& content(std::string bytes) { return message_.content = std::move(bytes), *this; }
    MessageBuilder& ephemeral() { return message_.ephemeral = true, *this; }
    MessageBuilder& type(MessageType type) { return message_.type = type, *this; }
    MessageBuilder& meta(std::string_view key, std::string value) {
        message_.meta.set(key, std::move(value));
        return *this;
    }
    // As the server has placed it in a log.
    MessageBuilder& at(std::string_view conversation, std::uint64_t seq) {
        return meta(meta_key::kConversation, std::string(conversation)).meta(meta_key::kSeq, std::to_string(seq));
    }

    Message build() const { return message_; }
    operator Message() const {
        return message_;
    }  // NOLINT(google-explicit-constructor): reads as the message it builds

private:
    Message message_;
};

inline MessageBuilder aMessage(std::string_view id) { return MessageBuilder(id); }

}  // namespace baithak::test
