// SPDX-License-Identifier: MIT
#include "shared/protocol/wire_names.h"

#include <algorithm>
#include <array>

namespace baithak {
namespace {

template <class Kind>
struct NameRow {
    Kind kind;
    std::string_view name;
};

constexpr std::array kTypeNames{
    NameRow<MessageType>{MessageType::message, "MESSAGE"},
    NameRow<MessageType>{MessageType::notification, "NOTIFICATION"},
    NameRow<MessageType>{MessageType::clientAck, "CLIENT_ACK"},
    NameRow<MessageType>{MessageType::serverAck, "SERVER_ACK"},
    NameRow<MessageType>{MessageType::custom, "CUSTOM"},
};

constexpr std::array kChannelNames{
    NameRow<ChannelKind>{ChannelKind::individual, "INDIVIDUAL"}, NameRow<ChannelKind>{ChannelKind::group, "GROUP"},
    NameRow<ChannelKind>{ChannelKind::channel, "CHANNEL"},       NameRow<ChannelKind>{ChannelKind::bot, "BOT"},
    NameRow<ChannelKind>{ChannelKind::other, "OTHER"},           NameRow<ChannelKind>{ChannelKind::unknown, "UNKNOWN"},
};

template <class Rows, class Kind>
std::string_view nameIn(const Rows& rows, Kind kind) noexcept {
    for (const auto& row : rows) {
        if (row.kind == kind) return row.name;
    }
    return rows.back().name;
}

template <class Kind, std::size_t Count>
std::optional<Kind> kindIn(const std::array<NameRow<Kind>, Count>& rows, std::string_view word) noexcept {
    for (const auto& row : rows) {
        if (isWord(word, row.name)) return row.kind;
    }
    return std::nullopt;
}

template <class Kind, std::size_t Count>
std::optional<Kind> kindNumbered(const std::array<NameRow<Kind>, Count>& rows, std::uint64_t number) noexcept {
    for (const auto& row : rows) {
        if (static_cast<std::uint64_t>(row.kind) == number) return row.kind;
    }
    return std::nullopt;
}

constexpr bool isBlank(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

constexpr char upperCase(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

}  // namespace

std::string_view nameOf(MessageType type) noexcept { return nameIn(kTypeNames, type); }

std::string_view nameOf(ChannelKind channel) noexcept { return nameIn(kChannelNames, channel); }

std::optional<MessageType> messageTypeNamed(std::string_view word) noexcept { return kindIn(kTypeNames, word); }

std::optional<ChannelKind> channelNamed(std::string_view word) noexcept {
    if (isWord(word, "CHAT")) return ChannelKind::individual;
    return kindIn(kChannelNames, word);
}

bool isWord(std::string_view word, std::string_view name) noexcept {
    while (!word.empty() && isBlank(word.front())) word.remove_prefix(1);
    while (!word.empty() && isBlank(word.back())) word.remove_suffix(1);
    return std::equal(word.begin(), word.end(), name.begin(), name.end(),
                      [](char a, char b) { return upperCase(a) == b; });
}

std::optional<MessageType> messageTypeNumbered(std::uint64_t number) noexcept {
    return kindNumbered(kTypeNames, number);
}

std::optional<ChannelKind> channelNumbered(std::uint64_t number) noexcept {
    return kindNumbered(kChannelNames, number);
}

std::string quotedForError(std::string_view text) {
    constexpr std::size_t kShown = 48;
    std::size_t size = std::min(text.size(), kShown);
    // Never cut a UTF-8 letter in two: the sentence becomes JSON.
    while (size > 0 && size < text.size() && (static_cast<unsigned char>(text[size]) & 0xc0U) == 0x80U) --size;
    std::string quoted = "\"";
    quoted.append(text.substr(0, size));
    quoted.append(size < text.size() ? "…\"" : "\"");
    return quoted;
}

}  // namespace baithak
