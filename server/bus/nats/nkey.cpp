// SPDX-License-Identifier: MIT
#include "server/bus/nats/nkey.h"

#include <array>
#include <fstream>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace baithak {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::uint8_t kSeedPrefix = 18U << 3U;  // S
constexpr std::uint8_t kUserPrefix = 20U << 3U;  // U
constexpr std::size_t kKeyBytes = 32;

using Bytes = std::vector<std::uint8_t>;

std::optional<Bytes> fromBase32(std::string_view text) {
    Bytes bytes;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char c : text) {
        const auto value = kAlphabet.find(c);
        if (value == kAlphabet.npos) return std::nullopt;
        bits = bits << 5U | static_cast<std::uint32_t>(value);
        count += 5;
        if (count < 8) continue;
        count -= 8;
        bytes.push_back(static_cast<std::uint8_t>(bits >> count));
    }
    return bytes;
}

std::string toBase32(const Bytes& bytes) {
    std::string text;
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const auto byte : bytes) {
        bits = bits << 8U | byte;
        for (count += 8; count >= 5; count -= 5) text += kAlphabet[bits >> (count - 5) & 0x1FU];
    }
    if (count > 0) text += kAlphabet[bits << (5 - count) & 0x1FU];
    return text;
}

// CRC-16/XMODEM.
std::uint16_t checksumOf(const std::uint8_t* bytes, std::size_t size) {
    std::uint16_t sum = 0;
    for (std::size_t i = 0; i < size; ++i) {
        sum = static_cast<std::uint16_t>(sum ^ bytes[i] << 8);
        for (int bit = 0; bit < 8; ++bit) sum = static_cast<std::uint16_t>(sum & 0x8000 ? sum << 1 ^ 0x1021 : sum << 1);
    }
    return sum;
}

// Two bytes of prefix, which hold `S` and `U` in five bits each, the key, the checksum.
std::optional<std::array<std::uint8_t, kKeyBytes>> privateKeyOf(std::string_view seed) {
    auto bytes = fromBase32(seed);
    if (!bytes || bytes->size() != 2 + kKeyBytes + 2) return std::nullopt;
    const auto& raw = *bytes;
    const auto kind = static_cast<std::uint8_t>((raw[0] & 7U) << 5U | raw[1] >> 3U);
    const auto sum = static_cast<std::uint16_t>(raw[2 + kKeyBytes] | raw[3 + kKeyBytes] << 8);
    const bool isUserSeed = (raw[0] & 0xF8U) == kSeedPrefix && kind == kUserPrefix;
    if (!isUserSeed || sum != checksumOf(raw.data(), 2 + kKeyBytes)) return std::nullopt;
    std::array<std::uint8_t, kKeyBytes> key{};
    std::copy(raw.begin() + 2, raw.begin() + 2 + kKeyBytes, key.begin());
    OPENSSL_cleanse(bytes->data(), bytes->size());
    return key;
}

std::optional<std::string> publicKeyOf(std::array<std::uint8_t, kKeyBytes>& privateKey) {
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, privateKey.data(), privateKey.size()), EVP_PKEY_free);
    OPENSSL_cleanse(privateKey.data(), privateKey.size());
    Bytes bytes(1 + kKeyBytes);
    bytes[0] = kUserPrefix;
    std::size_t size = kKeyBytes;
    if (!key || EVP_PKEY_get_raw_public_key(key.get(), bytes.data() + 1, &size) != 1) return std::nullopt;
    const auto sum = checksumOf(bytes.data(), bytes.size());
    bytes.push_back(static_cast<std::uint8_t>(sum));
    bytes.push_back(static_cast<std::uint8_t>(sum >> 8U));
    return toBase32(bytes);
}

}  // namespace

Result<std::string> publicKeyOfSeedFile(const std::string& path) {
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
        auto privateKey = line.starts_with("SU") ? privateKeyOf(line) : std::nullopt;
        OPENSSL_cleanse(line.data(), line.size());
        if (!privateKey) continue;
        if (auto publicKey = publicKeyOf(*privateKey)) return *publicKey;
    }
    return {Errc::malformed, "the file " + path + " holds no user seed (SU…)"};
}

}  // namespace baithak
