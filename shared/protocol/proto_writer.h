// SPDX-License-Identifier: MIT
#pragma once

// Writing the bytes of proto3, field by field, behind what a string already holds. Internal to the binary codec.

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "shared/protocol/proto_reader.h"

namespace baithak {

inline std::size_t varintSize(std::uint64_t value) noexcept {
    std::size_t size = 1;
    while (value >= 0x80) {
        value >>= 7U;
        ++size;
    }
    return size;
}

class ProtoWriter {
public:
    explicit ProtoWriter(std::string& out) noexcept : out_(out) {}

    void addVarint(std::uint32_t field, std::uint64_t value) {
        writeTag(field, WireType::varint);
        writeVarint(value);
    }

    void addBytes(std::uint32_t field, std::string_view bytes) {
        writeTag(field, WireType::bytes);
        writeVarint(bytes.size());
        out_.append(bytes);
    }

    void addFloat(std::uint32_t field, float value) {
        writeTag(field, WireType::fixed32);
        std::uint32_t bits = 0;
        std::memcpy(&bits, &value, sizeof bits);
        for (unsigned i = 0; i < 4; ++i) out_.push_back(static_cast<char>(bits >> 8 * i & 0xffU));
    }

    // One entry of a map from string to string.
    void addMapEntry(std::uint32_t field, std::string_view key, std::string_view value) {
        writeTag(field, WireType::bytes);
        writeVarint(2 + varintSize(key.size()) + key.size() + varintSize(value.size()) + value.size());
        addBytes(1, key);
        addBytes(2, value);
    }

    // What is written between the two stands in the field, as a message of its own. Its length is known at its end
    // only: room is left for it, filled with a varint of fixed width.
    std::size_t beginMessage(std::uint32_t field) {
        writeTag(field, WireType::bytes);
        out_.append(kLengthBytes, '\0');
        return out_.size();
    }

    void endMessage(std::size_t begin) noexcept {
        auto length = out_.size() - begin;
        for (std::size_t i = 0; i < kLengthBytes; ++i, length >>= 7U) {
            const auto more = i + 1 < kLengthBytes ? 0x80U : 0U;
            out_[begin - kLengthBytes + i] = static_cast<char>((length & 0x7fU) | more);
        }
    }

private:
    static constexpr std::size_t kLengthBytes = 5;

    void writeTag(std::uint32_t field, WireType type) { writeVarint(field << 3U | static_cast<std::uint32_t>(type)); }

    void writeVarint(std::uint64_t value) {
        while (value >= 0x80) {
            out_.push_back(static_cast<char>(value | 0x80U));
            value >>= 7U;
        }
        out_.push_back(static_cast<char>(value));
    }

    std::string& out_;
};

}  // namespace baithak
