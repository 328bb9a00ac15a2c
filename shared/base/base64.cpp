// SPDX-License-Identifier: MIT
#include "shared/base/base64.h"

#include <array>

namespace baithak {
namespace {

constexpr std::string_view kStandardAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kUrlAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::uint8_t kNoLetter = 0xff;

using LetterValues = std::array<std::uint8_t, 256>;

constexpr LetterValues valuesOf(std::string_view alphabet) {
    LetterValues values{};
    values.fill(kNoLetter);
    for (std::size_t i = 0; i < alphabet.size(); ++i) {
        values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::uint8_t>(i);
    }
    return values;
}

constexpr LetterValues kStandardValues = valuesOf(kStandardAlphabet);
constexpr LetterValues kUrlValues = valuesOf(kUrlAlphabet);

std::uint32_t byteAt(std::string_view bytes, std::size_t i) noexcept { return static_cast<unsigned char>(bytes[i]); }

// The letters without their padding, or nothing when the padding is not as the variant wants it.
bool stripPadding(std::string_view& text, Base64 variant) noexcept {
    if (variant == Base64::url) return text.size() % 4 != 1;
    if (text.size() % 4 != 0) return false;
    for (int i = 0; i < 2 && !text.empty() && text.back() == '='; ++i) text.remove_suffix(1);
    return true;
}

}  // namespace

std::string encodeBase64(std::string_view bytes, Base64 variant) {
    const auto alphabet = variant == Base64::standard ? kStandardAlphabet : kUrlAlphabet;
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    std::size_t i = 0;
    for (; i + 3 <= bytes.size(); i += 3) {
        const std::uint32_t group = byteAt(bytes, i) << 16U | byteAt(bytes, i + 1) << 8U | byteAt(bytes, i + 2);
        for (const unsigned shift : {18U, 12U, 6U, 0U}) text.push_back(alphabet[group >> shift & 63U]);
    }
    const std::size_t rest = bytes.size() - i;
    if (rest == 0) return text;
    const std::uint32_t group = byteAt(bytes, i) << 16U | (rest == 2 ? byteAt(bytes, i + 1) << 8U : 0U);
    text.push_back(alphabet[group >> 18U & 63U]);
    text.push_back(alphabet[group >> 12U & 63U]);
    if (rest == 2) text.push_back(alphabet[group >> 6U & 63U]);
    if (variant == Base64::standard) text.append(3 - rest, '=');
    return text;
}

Result<std::string> decodeBase64(std::string_view text, Base64 variant) {
    if (!stripPadding(text, variant)) return {Errc::malformed, "base64: the length is wrong"};
    const auto& values = variant == Base64::standard ? kStandardValues : kUrlValues;
    std::string bytes;
    bytes.reserve(text.size() / 4 * 3 + 2);
    std::uint32_t bits = 0;
    unsigned count = 0;
    for (const char letter : text) {
        const auto value = values[static_cast<unsigned char>(letter)];
        if (value == kNoLetter) return {Errc::malformed, "base64: a letter outside the alphabet"};
        bits = bits << 6U | value;
        count += 6;
        if (count < 8) continue;
        count -= 8;
        bytes.push_back(static_cast<char>(bits >> count & 0xffU));
        bits &= (1U << count) - 1U;
    }
    if (count == 6) return {Errc::malformed, "base64: the length is wrong"};
    if (bits != 0) return {Errc::malformed, "base64: bits left over behind the last byte"};
    return bytes;
}

}  // namespace baithak
