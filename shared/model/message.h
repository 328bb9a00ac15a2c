// SPDX-License-Identifier: MIT
#pragma once

// The message: the one model that all wire forms decode to and encode from (docs/protocol.md, A1). A plain value; a
// message that travels between roles is immutable and shared (MessagePtr).

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/base/ids.h"
#include "shared/base/timestamp.h"

namespace baithak {

// The wire form in which a message arrived. The numbers are the wire's own, times ten.
enum class WireVersion : std::uint8_t { v1_0 = 10, v2_0 = 20, v2_1 = 21, v3_0 = 30 };

// The numbers are those of the v3 form.
enum class MessageType : std::uint8_t { serverAck = 0, clientAck = 1, message = 2, notification = 3, custom = 10 };
enum class ChannelKind : std::uint8_t { unknown = 0, individual = 1, group = 2, channel = 3, bot = 4, other = 10 };

// A small map from string to string that keeps the order of first insertion. Linear: it holds at most 64 entries.
class Meta {
public:
    using Entry = std::pair<std::string, std::string>;

    // The value, or nullptr. The pointer holds until the next change.
    const std::string* find(std::string_view key) const noexcept;
    // The value, or an empty view.
    std::string_view get(std::string_view key) const noexcept;
    bool contains(std::string_view key) const noexcept { return find(key) != nullptr; }
    // Adds the entry, or replaces the value of that key.
    void set(std::string_view key, std::string value);
    // Does nothing when there is no such key.
    void erase(std::string_view key);

    bool empty() const noexcept { return entries_.empty(); }
    std::size_t size() const noexcept { return entries_.size(); }
    // Bytes of all keys and values.
    std::size_t bytes() const noexcept;
    auto begin() const noexcept { return entries_.begin(); }
    auto end() const noexcept { return entries_.end(); }

    // Equal as maps: the order does not count.
    friend bool operator==(const Meta& a, const Meta& b) noexcept;

private:
    std::vector<Entry> entries_;
};

struct Message {
    WireVersion version = WireVersion::v3_0;
    MessageType type = MessageType::message;
    ChannelKind channel = ChannelKind::individual;
    bool ephemeral = false;
    MessageId id;
    UserId source;            // always the authenticated user
    std::string destination;  // username, group id, channel id, bot id, or `server`
    std::string content;      // bytes, never parsed on the way: the raw JSON of `body`, or what a v3 client sent
    Timestamp sentAt;         // the sender's clock; 0 where the form has none
    Meta meta;
    std::string serverId;       // ULID, assigned by the gateway; empty before
    Timestamp serverTimestamp;  // assigned by the gateway; 0 before

    friend bool operator==(const Message&, const Message&) = default;
};

using MessagePtr = std::shared_ptr<const Message>;

// The name of everything that the server itself says.
inline constexpr std::string_view kServerName = "server";

// Keys in `meta` that mean something to the server.
namespace meta_key {
inline constexpr std::string_view kContentType = "contentType";
inline constexpr std::string_view kAction = "action";
inline constexpr std::string_view kCategory = "category";
inline constexpr std::string_view kConversation = "conv";  // the server's: what a client puts there is dropped
inline constexpr std::string_view kSeq = "seq";            // the server's
inline constexpr std::string_view kMentions = "mentions";  // usernames, space-separated
}  // namespace meta_key

}  // namespace baithak
