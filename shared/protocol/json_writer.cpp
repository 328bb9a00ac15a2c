// SPDX-License-Identifier: MIT
#include "shared/protocol/json_writer.h"

#include "shared/protocol/json_text.h"

namespace baithak {
namespace {

// The letter behind the backslash; `u` stands for \u00xx.
constexpr char escapeOf(unsigned char c) noexcept {
    switch (c) {
        case '"':
        case '\\':
            return static_cast<char>(c);
        case '\b':
            return 'b';
        case '\f':
            return 'f';
        case '\n':
            return 'n';
        case '\r':
            return 'r';
        case '\t':
            return 't';
        default:
            return 'u';
    }
}

void appendEscaped(std::string& out, unsigned char c) {
    constexpr std::string_view kHexDigits = "0123456789abcdef";
    const char escape = escapeOf(c);
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
    const char* at = text.data();
    const char* const end = at + text.size();
    while (true) {
        const char* const stop = skipPlainText(at, end);
        out.append(at, stop);
        if (stop == end) break;
        appendEscaped(out, static_cast<unsigned char>(*stop));
        at = stop + 1;
    }
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
