// SPDX-License-Identifier: MIT
#pragma once

// Messages thrown by dice, for property tests: the same seed gives the same messages. What comes out has passed every
// limit of the protocol, and is otherwise as odd as it may be.

#include <array>
#include <cstdint>
#include <string>

#include "shared/base/random.h"
#include "shared/model/message.h"

namespace baithak::test {

class MessageDice {
public:
    explicit MessageDice(std::uint64_t seed) : random_(seededRandom(seed)) {}

    std::uint64_t below(std::uint64_t limit) {
        std::array<std::uint8_t, 8> bytes{};
        random_(bytes);
        std::uint64_t number = 0;
        for (const auto byte : bytes) number = number << 8U | byte;
        return number % limit;
    }

    bool coin() { return below(2) == 0; }

    // UTF-8 without NUL: control characters, quotes, letters of one to four bytes.
    std::string text(std::size_t minLetters, std::size_t maxLetters) {
        static const std::array<std::string, 24> kLetters{
            "a",  "b",  "Z",    "0",    "9", ".", "-", "_", " ", "\"",           "\\", "/",
            "\n", "\t", "\x01", "\x7f", "é", "ß", "न", "म", "€", "\xe2\x80\xa8", "👋", "🏽"};
        std::string text;
        const auto count = minLetters + below(maxLetters - minLetters + 1);
        for (std::size_t i = 0; i < count; ++i) text += kLetters[below(kLetters.size())];
        return text;
    }

    // Any bytes at all.
    std::string bytes(std::size_t maxSize) {
        std::string some(below(maxSize + 1), '\0');
        for (char& c : some) c = static_cast<char>(below(256));
        return some;
    }

    // One JSON value in some spelling, blanks included.
    std::string json(int depth = 3) {
        const auto kind = below(depth == 0 ? 5 : 7);
        if (kind == 0) return quoted();
        if (kind == 1) return number();
        if (kind == 2) return coin() ? "true" : "false";
        if (kind == 3) return "null";
        if (kind == 4) return "\"\\u00e9\\n\\ud83d\\ude00\\/\"";
        return kind == 5 ? array(depth - 1) : object(depth - 1);
    }

    std::string object(int depth = 3) {
        std::string json = "{";
        const auto count = below(4);
        for (std::uint64_t i = 0; i < count; ++i) {
            if (i > 0) json += blanks() + ",";
            const bool isText = below(3) == 0;
            json += blanks() + (isText ? "\"text\"" : quoted()) + blanks() + ":" + blanks() + this->json(depth);
        }
        return json + blanks() + "}";
    }

    // Of any type and channel that a client may send, with JSON content.
    Message message() {
        constexpr std::array kTypes{MessageType::message, MessageType::message, MessageType::notification,
                                    MessageType::custom, MessageType::clientAck};
        constexpr std::array kChannels{ChannelKind::unknown, ChannelKind::individual, ChannelKind::group,
                                       ChannelKind::channel, ChannelKind::bot,        ChannelKind::other};
        Message message;
        message.type = kTypes[below(kTypes.size())];
        message.channel = kChannels[below(kChannels.size())];
        message.ephemeral = coin();
        message.id = MessageId(text(1, 30));
        message.source = UserId(coin() ? "ann" : "bob.2@example-1");
        message.destination = text(1, 30);
        message.content = coin() ? object() : json();
        message.sentAt = Timestamp{below(UINT64_MAX)};
        addMeta(message);
        return message;
    }

private:
    void addMeta(Message& message) {
        const auto count = below(6);
        for (std::uint64_t i = 0; i < count; ++i) {
            const char* const prefix = below(3) == 0 ? "_m" : "k";
            message.meta.set(prefix + text(0, 6), text(0, 12));
        }
        if (coin()) message.meta.set(meta_key::kAction, coin() ? "state" : text(1, 8));
        if (coin()) message.meta.set(meta_key::kCategory, text(1, 8));
        if (coin()) message.meta.set("chatid", text(1, 8));
        if (message.type == MessageType::message && coin()) message.meta.set(meta_key::kContentType, "x" + text(1, 8));
    }

    std::string blanks() {
        static const std::array<std::string, 6> kBlanks{"", "", "", " ", "\n", " \t\r\n"};
        return kBlanks[below(kBlanks.size())];
    }

    std::string number() {
        static const std::array<std::string, 10> kNumbers{
            "0",    "-0",  "1.50", "1e3", "-2.5E-7", "9007199254740993", "123456789012345678901234567890",
            "1E+2", "0.1", "-7"};
        return kNumbers[below(kNumbers.size())];
    }

    std::string quoted() {
        static const std::array<std::string, 8> kStrings{"\"\"",     "\"a\"",       "\"\\\"\"", "\"\\\\\"",
                                                         "\"नमस्ते\"", "\"\\u0000\"", "\"}{\"",   "\",:\""};
        return kStrings[below(kStrings.size())];
    }

    std::string array(int depth) {
        std::string json = "[";
        const auto count = below(4);
        for (std::uint64_t i = 0; i < count; ++i) json += (i > 0 ? "," : "") + blanks() + this->json(depth) + blanks();
        return json + "]";
    }

    RandomSource random_;
};

}  // namespace baithak::test
