// SPDX-License-Identifier: MIT
#pragma once

// Reading the bytes of proto3, field by field, without a schema. Internal to the binary codec. A reader is
// a view: the bytes must outlive it. Every read says whether it could; after a failure the reader is of no more use.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace baithak {

enum class WireType : std::uint8_t { varint = 0, fixed64 = 1, bytes = 2, fixed32 = 5 };

class ProtoReader {
public:
    explicit ProtoReader(std::string_view bytes) noexcept : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

    bool atEnd() const noexcept { return at_ == end_; }
    std::size_t bytesLeft() const noexcept { return static_cast<std::size_t>(end_ - at_); }

    // At most ten bytes, and no bit beyond the 64th.
    bool readVarint(std::uint64_t& value) noexcept {
        value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (at_ == end_) return false;
            const auto byte = static_cast<unsigned char>(*at_++);
            if (shift == 63 && byte > 1) return false;
            value |= static_cast<std::uint64_t>(byte & 0x7fU) << shift;
            if (byte < 0x80) return true;
        }
        return false;
    }

    // Groups, which proto3 does not have, and unknown wire types are failures.
    bool readTag(std::uint32_t& field, WireType& type) noexcept {
        std::uint64_t tag = 0;
        if (!readVarint(tag) || tag > UINT32_MAX || tag >> 3U == 0) return false;
        field = static_cast<std::uint32_t>(tag >> 3U);
        type = static_cast<WireType>(tag & 7U);
        return type == WireType::varint || type == WireType::fixed64 || type == WireType::bytes ||
               type == WireType::fixed32;
    }

    bool readBytes(std::string_view& bytes) noexcept {
        std::uint64_t size = 0;
        if (!readVarint(size) || size > static_cast<std::uint64_t>(end_ - at_)) return false;
        bytes = {at_, static_cast<std::size_t>(size)};
        at_ += size;
        return true;
    }

    bool readFloat(float& value) noexcept {
        if (end_ - at_ < 4) return false;
        std::uint32_t bits = 0;
        for (unsigned i = 0; i < 4; ++i)
            bits |= static_cast<std::uint32_t>(static_cast<unsigned char>(at_[i])) << 8 * i;
        std::memcpy(&value, &bits, sizeof value);
        at_ += 4;
        return true;
    }

    bool skip(WireType type) noexcept {
        std::uint64_t number = 0;
        std::string_view bytes;
        switch (type) {
            case WireType::varint:
                return readVarint(number);
            case WireType::bytes:
                return readBytes(bytes);
            case WireType::fixed64:
                return skipBytes(8);
            case WireType::fixed32:
                return skipBytes(4);
        }
        return false;
    }

private:
    bool skipBytes(std::ptrdiff_t count) noexcept {
        if (end_ - at_ < count) return false;
        at_ += count;
        return true;
    }

    const char* at_;
    const char* end_;
};

}  // namespace baithak
