// SPDX-License-Identifier: MIT
#pragma once

// The names of types and channels in the text forms, once. Internal to the codecs.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/model/message.h"

namespace baithak {

// As a v2 receiver sees them: `NOTIFICATION`, `INDIVIDUAL`.
std::string_view nameOf(MessageType type) noexcept;
std::string_view nameOf(ChannelKind channel) noexcept;

// In any letter case, blanks around it ignored; nothing for another word.
std::optional<MessageType> messageTypeNamed(std::string_view word) noexcept;
std::optional<ChannelKind> channelNamed(std::string_view word) noexcept;

// Whether the word is `name` (given in upper case), in any letter case, blanks around it ignored.
bool isWord(std::string_view word, std::string_view name) noexcept;

// For the numbers of the v3 form; nothing for a number that stands for none.
std::optional<MessageType> messageTypeNumbered(std::uint64_t number) noexcept;
std::optional<ChannelKind> channelNumbered(std::uint64_t number) noexcept;

// A name that a client gave, in quotes and of bearable length, for a sentence. The text must be UTF-8.
std::string quotedForError(std::string_view text);

}  // namespace baithak
