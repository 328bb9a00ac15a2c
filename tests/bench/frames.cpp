// SPDX-License-Identifier: MIT
#include "tests/bench/frames.h"

#include <cstring>
#include <stdexcept>

#include "shared/protocol/codec.h"
#include "shared/protocol/frames.h"

namespace baithak::bench {

namespace {

constexpr std::string_view kIdForm = "s0000n00000000";
constexpr std::size_t kSenderAt = 1;
constexpr std::size_t kSenderDigits = 4;
constexpr std::size_t kNumberAt = 6;
constexpr std::size_t kNumberDigits = 8;

void writeNumber(char* at, std::size_t digits, std::uint32_t number) {
    for (std::size_t i = digits; i-- > 0; number /= 10) at[i] = static_cast<char>('0' + number % 10);
}

bool readNumber(std::string_view text, std::uint32_t& number) {
    number = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return false;
        number = number * 10 + static_cast<std::uint32_t>(c - '0');
    }
    return true;
}

std::optional<Seen> seen(std::string_view id, bool isAck) {
    Seen seen{{}, id, isAck};
    if (id.size() != kIdForm.size() || id[0] != 's' || id[kNumberAt - 1] != 'n') return std::nullopt;
    const bool isNumbered = readNumber(id.substr(kSenderAt, kSenderDigits), seen.id.sender) &&
                            readNumber(id.substr(kNumberAt, kNumberDigits), seen.id.number);
    return isNumbered ? std::optional(seen) : std::nullopt;
}

// v3: version (tag 0x0D, 4 bytes), id (0x12, length), type (0x18, a small number; absent for SERVER_ACK, which is 0).
std::optional<Seen> readBinary(std::string_view payload) {
    std::size_t at = payload.starts_with('\x0D') ? 5 : 0;
    if (payload.size() < at + 2 + kIdForm.size() || payload[at] != '\x12') return std::nullopt;
    const auto length = static_cast<std::uint8_t>(payload[at + 1]);
    if (length != kIdForm.size()) return std::nullopt;
    const auto id = payload.substr(at + 2, length);
    at += 2 + length;
    const bool hasType = payload.size() > at + 1 && payload[at] == '\x18';
    return seen(id, !hasType || payload[at + 1] == '\0');
}

std::optional<Seen> readText(std::string_view payload) {
    constexpr std::string_view kBefore = R"("id":")";
    const auto at = payload.find(kBefore);
    if (at == std::string_view::npos || payload.size() < at + kBefore.size() + kIdForm.size()) return std::nullopt;
    const bool isAck = payload.find("SERVER_ACK") != std::string_view::npos;
    return seen(payload.substr(at + kBefore.size(), kIdForm.size()), isAck);
}

}  // namespace

FrameTemplate::FrameTemplate(const Message& message, WireVersion version)
    : bytes_(encodeAs(message, version)), hole_(bytes_.find(kIdForm)) {
    if (hole_ == std::string::npos) throw std::logic_error("The frame has no id.");
}

FrameTemplate FrameTemplate::message(WireVersion version, ChannelKind channel, std::string_view from,
                                     std::string_view to, std::size_t bodyBytes) {
    constexpr std::string_view kFrame = R"({"text":""})";
    Message message;
    message.id = MessageId(kIdForm);
    message.channel = channel;
    message.source = UserId(from);
    message.destination = to;
    message.content = R"({"text":")" + std::string(bodyBytes - kFrame.size(), 'x') + R"("})";
    message.sentAt = Timestamp{1'700'000'000'000};
    message.meta.set(meta_key::kContentType, "text");
    message.meta.set(meta_key::kAction, "message");
    return FrameTemplate(message, version);
}

FrameTemplate FrameTemplate::confirmation(WireVersion version) {
    return FrameTemplate(makeClientAck(MessageId(kIdForm)), version);
}

std::string_view FrameTemplate::with(LoadId id) {
    writeNumber(bytes_.data() + hole_ + kSenderAt, kSenderDigits, id.sender);
    writeNumber(bytes_.data() + hole_ + kNumberAt, kNumberDigits, id.number);
    return bytes_;
}

std::string_view FrameTemplate::with(std::string_view id) {
    std::memcpy(bytes_.data() + hole_, id.data(), kIdForm.size());
    return bytes_;
}

std::optional<Seen> readFrame(std::string_view payload, bool isBinary) {
    return isBinary ? readBinary(payload) : readText(payload);
}

}  // namespace baithak::bench
