// SPDX-License-Identifier: MIT
#include "server/runtime/log.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cmath>
#include <ctime>

namespace baithak {
namespace {

constexpr std::array<std::string_view, 4> kLevelNames{"debug", "info", "warn", "error"};
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD, for what is not UTF-8

// The length of the valid UTF-8 sequence at the start of `text` (1-4), or 0 (RFC 3629, section 4).
std::size_t sequenceLength(std::string_view text) {
    const auto byteAt = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byteAt(0);
    if (lead < 0x80) return 1;
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((byteAt(i) & 0xC0) != 0x80) return 0;
    }
    const unsigned char second = byteAt(1);
    const bool isOverlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
    const bool isOutside = (lead == 0xED && second > 0x9F) || (lead == 0xF4 && second > 0x8F);
    return isOverlong || isOutside ? 0 : length;
}

void appendControl(std::string& line, unsigned char byte) {
    constexpr std::string_view kHex = "0123456789abcdef";
    line += "\\u00";
    line += kHex[byte >> 4];
    line += kHex[byte & 0xF];
}

void appendString(std::string& line, std::string_view text) {
    line += '"';
    while (!text.empty()) {
        const std::size_t length = sequenceLength(text);
        const char first = text.front();
        if (length == 0) {
            line += kReplacement;
        } else if (first == '"' || first == '\\') {
            line += '\\';
            line += first;
        } else if (first == '\n') {
            line += "\\n";
        } else if (static_cast<unsigned char>(first) < 0x20 || first == 0x7F) {
            appendControl(line, static_cast<unsigned char>(first));
        } else {
            line += text.substr(0, length);
        }
        text.remove_prefix(length == 0 ? 1 : length);
    }
    line += '"';
}

void appendValue(std::string& line, std::string_view text) { appendString(line, text); }
void appendValue(std::string& line, bool value) { line += value ? "true" : "false"; }
template <class Number>
    requires std::is_arithmetic_v<Number>
void appendValue(std::string& line, Number value) {
    if constexpr (std::is_floating_point_v<Number>) {
        if (!std::isfinite(value)) {
            line += "null";
            return;
        }
    }
    std::array<char, 32> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    line.append(digits.data(), end);
}

void appendTime(std::string& line) {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
    const std::time_t seconds = ms / 1000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 24> text;
    line.append(text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S.", &parts));
    line += static_cast<char>('0' + ms / 100 % 10);
    line += static_cast<char>('0' + ms / 10 % 10);
    line += static_cast<char>('0' + ms % 10);
    line += 'Z';
}

// One write for a line; more only when the kernel takes a part. What can't be written is dropped: a log never fails its
// caller.
void writeAll(int descriptor, std::string_view line) {
    while (!line.empty()) {
        const ssize_t written = ::write(descriptor, line.data(), line.size());
        if (written > 0) {
            line.remove_prefix(static_cast<std::size_t>(written));
        } else if (errno != EINTR) {
            return;
        }
    }
}

}  // namespace

void Log::write(LogLevel level, std::string_view event, Fields fields) {
    if (!wouldWrite(level)) return;
    std::string line;
    line.reserve(256);
    line += R"({"at":")";
    appendTime(line);
    line += R"(","level":")";
    line += kLevelNames[static_cast<std::size_t>(level)];
    line += R"(","event":)";
    appendString(line, event);
    for (const auto& field : fields) {
        line += ',';
        appendString(line, field.key);
        line += ':';
        std::visit([&line](auto value) { appendValue(line, value); }, field.value);
    }
    line += "}\n";
    const std::lock_guard lock(mutex_);
    writeAll(descriptor_, line);
}

}  // namespace baithak
