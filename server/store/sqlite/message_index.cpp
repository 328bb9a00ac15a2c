// SPDX-License-Identifier: MIT

#include "server/store/sqlite/message_index.h"

#include <sodium.h>

#include <cstring>

#include "shared/protocol/codec.h"

namespace baithak::sqlite {

MessageIndex::MessageIndex(Connection& connection)
    : insert_(connection.handle(), "INSERT INTO known (slot, seq) VALUES (?, ?) ON CONFLICT DO NOTHING"),
      select_(connection.handle(), "SELECT seq FROM known WHERE slot = ?"),
      selectFrame_(connection.handle(), "SELECT frame FROM messages WHERE position = ?") {
    const auto key = connection.text("SELECT value FROM state WHERE name = 'id_key'");
    if (key.size() != key_.size()) throw Failure(SQLITE_CORRUPT, "the key of the message ids is missing");
    std::memcpy(key_.data(), key.data(), key_.size());
}

// The hash is keyed, so that nobody can choose ids that fall on one slot.
std::uint32_t MessageIndex::firstSlot(const UserId& source, const MessageId& id) {
    hashed_.assign(source.view());
    hashed_.push_back('\0');
    hashed_.append(id.view());
    std::array<unsigned char, crypto_shorthash_BYTES> hash{};
    crypto_shorthash(hash.data(), reinterpret_cast<const unsigned char*>(hashed_.data()), hashed_.size(), key_.data());
    std::uint32_t slot = 0;
    for (int byte = 3; byte >= 0; --byte) slot = (slot << 8) | hash[static_cast<std::size_t>(byte)];
    return slot;
}

std::optional<KnownMessage> MessageIndex::find(std::int64_t conversation, const UserId& source, const MessageId& id) {
    for (std::uint32_t slot = firstSlot(source, id);; ++slot) {
        auto rows = select_.query(positionOf(conversation, slot));
        if (!rows.next()) return std::nullopt;
        if (auto known = readIfSame(conversation, rows.count(0), source, id)) return known;
    }
}

std::optional<KnownMessage> MessageIndex::add(std::int64_t conversation, const UserId& source, const MessageId& id,
                                              std::uint64_t seq) {
    for (std::uint32_t slot = firstSlot(source, id);; ++slot) {
        const auto place = positionOf(conversation, slot);
        if (insert_.change(place, seq) != 0) return std::nullopt;
        auto rows = select_.query(place);
        if (!rows.next()) throw Failure(SQLITE_CORRUPT, "a known message has no place");
        if (auto known = readIfSame(conversation, rows.count(0), source, id)) return known;
    }
}

// The message at that seq, if it is of that source and id; another one when two ids fall on one slot.
std::optional<KnownMessage> MessageIndex::readIfSame(std::int64_t conversation, std::uint64_t seq, const UserId& source,
                                                     const MessageId& id) {
    auto rows = selectFrame_.query(positionOf(conversation, seq));
    if (!rows.next()) return std::nullopt;
    auto stored = decodeTrustedBinary(rows.bytes(0));
    if (!stored) throw Failure(SQLITE_CORRUPT, "a stored message can't be read");
    if (stored->id != id || stored->source != source) return std::nullopt;
    return KnownMessage{seq, std::move(*stored)};
}

}  // namespace baithak::sqlite
