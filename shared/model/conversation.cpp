// SPDX-License-Identifier: MIT
#include "shared/model/conversation.h"

#include <algorithm>
#include <array>

namespace baithak {
namespace {

struct KindRow {
    std::string_view prefix;
    ConversationKind kind;
};

constexpr std::array kKinds{
    KindRow{"dm:", ConversationKind::direct}, KindRow{"sys:", ConversationKind::system},
    KindRow{"grp:", ConversationKind::group}, KindRow{"chn:", ConversationKind::channel},
    KindRow{"bot:", ConversationKind::bot},
};

ConversationId named(std::string_view prefix, std::string_view subject) {
    std::string name;
    name.reserve(prefix.size() + subject.size());
    name.append(prefix).append(subject);
    return ConversationId(std::move(name));
}

ConversationId joined(std::string_view prefix, std::string_view first, std::string_view second) {
    std::string name;
    name.reserve(prefix.size() + first.size() + 1 + second.size());
    name.append(prefix).append(first).append(":").append(second);
    return ConversationId(std::move(name));
}

}  // namespace

ConversationId directConversation(const UserId& a, const UserId& b) {
    const bool isSorted = a.value <= b.value;
    return joined("dm:", (isSorted ? a : b).view(), (isSorted ? b : a).view());
}

ConversationId systemConversation(const UserId& user) { return named("sys:", user.view()); }

ConversationId groupConversation(const GroupId& group) { return named("grp:", group.view()); }

ConversationId botConversation(const UserId& bot, const UserId& user) {
    return joined("bot:", bot.view(), user.view());
}

ConversationId conversationOf(const Message& message) {
    switch (message.channel) {
        case ChannelKind::group:
            return named("grp:", message.destination);
        case ChannelKind::channel:
            return named("chn:", message.destination);
        case ChannelKind::bot:
            return joined("bot:", message.destination, message.source.view());
        case ChannelKind::unknown:
        case ChannelKind::individual:
        case ChannelKind::other:
            break;
    }
    if (message.type != MessageType::notification) {
        return directConversation(message.source, UserId(message.destination));
    }
    const bool isMembershipNotice = isGroupIdForm(message.destination);
    return named(isMembershipNotice ? "grp:" : "sys:", message.destination);
}

std::optional<ConversationKind> kindOf(std::string_view conversation) noexcept {
    for (const auto& row : kKinds) {
        if (conversation.starts_with(row.prefix) && conversation.size() > row.prefix.size()) return row.kind;
    }
    return std::nullopt;
}

std::optional<std::pair<UserId, UserId>> directPeers(std::string_view conversation) {
    if (kindOf(conversation) != ConversationKind::direct) return std::nullopt;
    const auto names = subjectOf(conversation);
    const auto colon = names.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon + 1 == names.size()) return std::nullopt;
    const auto second = names.substr(colon + 1);
    if (second.find(':') != std::string_view::npos || second < names.substr(0, colon)) return std::nullopt;
    return std::pair{UserId(names.substr(0, colon)), UserId(second)};
}

std::string_view subjectOf(std::string_view conversation) noexcept {
    const auto colon = conversation.find(':');
    return colon == std::string_view::npos ? std::string_view{} : conversation.substr(colon + 1);
}

bool isGroupIdForm(std::string_view name) noexcept {
    if (name.size() != 36) return false;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        const bool isDash = i == 8 || i == 13 || i == 18 || i == 23;
        const bool isHex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        if (isDash ? c != '-' : !isHex) return false;
    }
    return true;
}

}  // namespace baithak
