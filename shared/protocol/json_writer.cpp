// SPDX-License-Identifier: MIT
#include "shared/protocol/json_writer.h"

#include <array>

namespace baithak {
namespace {

// 0: as it is; `u`: \u00xx; else the letter behind the backslash.
constexpr std::array<char, 256> kEscapes = [] {
    std::array<char, 256> escapes{};
    for (std::size_t c = 0; c < 0x20; ++c) escapes[c] = 'u';
    escapes['"'] = '"';
    escapes['\\'] = '\\';
    escapes['\b'] = 'b';
    escapes['\f'] = 'f';
    escapes['\n'] = 'n';
    escapes['\r'] = 'r';
    escapes['\t'] = 't';
    return escapes;
}();

void appendEscaped(std::string& out, unsigned char c, char escape) {
    constexpr std::string_view kHexDigits = "0123456789abcdef";
    out.push_back('\\');
    out.push_back(escape);
    if (escape != 'u') return;
    out.append("00");
    out.push_back(kHexDigits[c >> 4U]);
    out.push_back(kHexDigits[c & 15U]);
}

}  // namespace

void appendJsonString(std::string& out, std::string_view text) {
    out.push_back('"');
    std::size_t written = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        const char escape = kEscapes[c];
        if (escape == 0) continue;
        out.append(text.substr(written, i - written));
        appendEscaped(out, c, escape);
        written = i + 1;
    }
    out.append(text.substr(written));
    out.push_back('"');
}

void JsonObject::addKey(std::string_view key) {
    if (!isEmpty_) out_.push_back(',');
    isEmpty_ = false;
    appendJsonString(out_, key);
    out_.push_back(':');
}

void JsonObject::addString(std::string_view key, std::string_view value) {
    addKey(key);
    appendJsonString(out_, value);
}

void JsonObject::addRaw(std::string_view key, std::string_view json) {
    addKey(key);
    out_.append(json);
}

}  // namespace baithak
