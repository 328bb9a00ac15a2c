// SPDX-License-Identifier: MIT
#include "shared/protocol/validate.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>

#include <simdjson.h>

#include "shared/model/conversation.h"
#include "shared/protocol/limits.h"

namespace baithak {
namespace {

Error malformed(std::string_view field, std::string_view what) {
    return {Errc::malformed, std::string(field).append(" ").append(what)};
}

Error tooLong(std::string_view field, std::size_t limit) {
    return {Errc::tooLarge, std::string(field) + " is longer than " + std::to_string(limit) + " bytes"};
}

bool hasControl(std::string_view text) noexcept {
    return std::any_of(text.begin(), text.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7f;
    });
}

Result<> checkName(std::string_view field, std::string_view text, std::size_t limit) {
    if (text.empty()) return malformed(field, "is missing");
    if (text.size() > limit) return tooLong(field, limit);
    return {};
}

Result<> checkText(std::string_view field, std::string_view text, std::size_t limit) {
    if (auto name = checkName(field, text, limit); !name) return name;
    if (text.find('\0') != std::string_view::npos) return malformed(field, "holds a NUL");
    if (!isUtf8(text)) return malformed(field, "is not UTF-8");
    return {};
}

bool isUsernameLetter(char c) noexcept {
    const bool isAlphanumeric = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    return isAlphanumeric || std::string_view("._+@-").find(c) != std::string_view::npos;
}

std::string lowerCase(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

Result<> checkMetaText(const Meta& meta) {
    for (const auto& [key, value] : meta) {
        if (!isUtf8(key) || !isUtf8(value)) return malformed("meta", "is not UTF-8");
        const bool hasNul = key.find('\0') != std::string::npos || value.find('\0') != std::string::npos;
        if (hasNul) return malformed("meta", "holds a NUL");
    }
    return {};
}

}  // namespace

Result<> validateUsername(std::string_view name) {
    if (name.empty()) return malformed("username", "is missing");
    if (name.size() > limits::kUsernameBytes) return tooLong("username", limits::kUsernameBytes);
    if (!std::all_of(name.begin(), name.end(), isUsernameLetter)) {
        return malformed("username", "may hold A-Z a-z 0-9 . _ + @ - only");
    }
    // Names that differ in case alone would be taken for each other.
    const auto lower = lowerCase(name);
    if (lower == kServerName || lower == "system") return malformed("username", "is reserved");
    if (isGroupIdForm(lower)) return malformed("username", "has the form of a group id");
    return {};
}

Result<> validatePassword(std::string_view password) {
    if (password.size() < limits::kPasswordMinBytes) return malformed("password", "is shorter than 8 bytes");
    return checkText("password", password, limits::kPasswordMaxBytes);
}

Result<> validateDeviceId(std::string_view id) {
    if (auto text = checkText("deviceId", id, limits::kDeviceIdBytes); !text) return text;
    if (hasControl(id)) return malformed("deviceId", "holds a control character");
    return {};
}

Result<> validateNotificationToken(std::string_view token) {
    if (token.empty()) return {};
    if (auto text = checkText("notificationToken", token, limits::kNotificationTokenBytes); !text) return text;
    if (hasControl(token)) return malformed("notificationToken", "holds a control character");
    return {};
}

Result<> validateGroupName(std::string_view name) {
    if (auto text = checkText("name", name, limits::kGroupNameBytes); !text) return text;
    if (hasControl(name)) return malformed("name", "holds a control character");
    const bool isBlank = std::all_of(name.begin(), name.end(), [](char c) { return c == ' '; });
    if (isBlank) return malformed("name", "is blank");
    return {};
}

Result<> validateMessage(const Message& message) {
    if (auto id = checkText("id", message.id.view(), limits::kMessageIdBytes); !id) return id;
    if (auto to = checkText("destination", message.destination, limits::kDestinationBytes); !to) return to;
    if (auto text = checkMetaText(message.meta); !text) return text;
    return validateMessageSizes(message);
}

Result<> validateMessageSizes(const Message& message) {
    if (auto id = checkName("id", message.id.view(), limits::kMessageIdBytes); !id) return id;
    if (auto to = checkName("destination", message.destination, limits::kDestinationBytes); !to) return to;
    if (message.content.size() > limits::kContentBytes) return {Errc::tooLarge, "the content is larger than 128 KiB"};
    if (message.meta.size() > limits::kMetaEntries) return {Errc::tooLarge, "meta has more than 64 entries"};
    if (message.meta.bytes() > limits::kMetaBytes) return {Errc::tooLarge, "meta is larger than 16 KiB"};
    return {};
}

bool isUtf8(std::string_view text) noexcept {
    // Most names are short and ASCII: eight bytes at a time, and the library for the rest.
    constexpr std::uint64_t kHighBits = 0x8080808080808080U;
    const char* at = text.data();
    std::size_t left = text.size() <= 64 ? text.size() : 0;
    bool isAscii = left == text.size();
    for (; isAscii && left >= 8; left -= 8, at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, at, sizeof word);
        isAscii = (word & kHighBits) == 0;
    }
    for (; isAscii && left > 0; --left, ++at) isAscii = static_cast<unsigned char>(*at) < 0x80;
    return isAscii || simdjson::validate_utf8(text.data(), text.size());
}

}  // namespace baithak
