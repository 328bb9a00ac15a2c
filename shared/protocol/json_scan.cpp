// SPDX-License-Identifier: MIT
#include "shared/protocol/json_scan.h"

#include <algorithm>
#include <charconv>
#include <system_error>

#include "shared/protocol/json_text.h"
#include "shared/protocol/limits.h"

namespace baithak {
namespace {

constexpr bool isDigit(char c) noexcept { return c >= '0' && c <= '9'; }

constexpr bool isHexDigit(char c) noexcept { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

class Scanner {
public:
    Scanner(std::string_view text, std::string_view wanted) noexcept
        : at_(text.data()), end_(text.data() + text.size()), wanted_(wanted) {}

    bool document() noexcept {
        skipBlanks();
        if (!value(0)) return false;
        skipBlanks();
        return at_ == end_;
    }

    std::string_view found() const noexcept { return found_; }

private:
    bool value(std::size_t depth) noexcept {
        if (at_ == end_) return false;
        switch (*at_) {
            case '{':
                return depth < limits::kJsonDepth && object(depth + 1);
            case '[':
                return depth < limits::kJsonDepth && array(depth + 1);
            case '"':
                return string();
            case 't':
                return literal("true");
            case 'f':
                return literal("false");
            case 'n':
                return literal("null");
            default:
                return number();
        }
    }

    bool object(std::size_t depth) noexcept {
        ++at_;
        skipBlanks();
        if (take('}')) return true;
        while (true) {
            if (!member(depth)) return false;
            skipBlanks();
            if (take('}')) return true;
            if (!take(',')) return false;
            skipBlanks();
        }
    }

    bool member(std::size_t depth) noexcept {
        const char* const key = at_;
        if (at_ == end_ || *at_ != '"' || !string()) return false;
        const std::string_view name(key + 1, static_cast<std::size_t>(at_ - key) - 2);
        skipBlanks();
        if (!take(':')) return false;
        skipBlanks();
        const char* const start = at_;
        if (!value(depth)) return false;
        if (depth == 1 && name == wanted_) found_ = {start, static_cast<std::size_t>(at_ - start)};
        return true;
    }

    bool array(std::size_t depth) noexcept {
        ++at_;
        skipBlanks();
        if (take(']')) return true;
        while (true) {
            skipBlanks();
            if (!value(depth)) return false;
            skipBlanks();
            if (take(']')) return true;
            if (!take(',')) return false;
        }
    }

    bool string() noexcept {
        ++at_;
        while (true) {
            at_ = skipPlainText(at_, end_);
            if (at_ == end_) return false;
            if (*at_ == '"') {
                ++at_;
                return true;
            }
            if (*at_ != '\\' || !escape()) return false;
        }
    }

    bool escape() noexcept {
        if (end_ - at_ < 2) return false;
        const char kind = at_[1];
        at_ += 2;
        if (kind != 'u') return std::string_view("\"\\/bfnrt").find(kind) != std::string_view::npos;
        if (end_ - at_ < 4 || !std::all_of(at_, at_ + 4, isHexDigit)) return false;
        at_ += 4;
        return true;
    }

    bool literal(std::string_view word) noexcept {
        if (static_cast<std::size_t>(end_ - at_) < word.size() || std::string_view(at_, word.size()) != word)
            return false;
        at_ += word.size();
        return true;
    }

    bool number() noexcept {
        const char* const start = at_;
        take('-');
        const char* const whole = at_;
        if (!take('0') && skipDigits() == 0) return false;
        const char* const wholeEnd = at_;
        if (take('.') && skipDigits() == 0) return false;
        const char* const mantissaEnd = at_;
        if (at_ != end_ && (*at_ == 'e' || *at_ == 'E')) {
            ++at_;
            if (!take('+')) take('-');
            if (skipDigits() == 0) return false;
        }
        // Nearly every number is short and plain, and then small enough.
        if (at_ == mantissaEnd && wholeEnd - whole <= 300) return true;
        return isWithinDouble(start, at_);
    }

    static bool isWithinDouble(const char* start, const char* end) noexcept {
        double value = 0;
        const auto [rest, error] = std::from_chars(start, end, value);
        if (error == std::errc{}) return true;
        // Out of range: too small is as good as zero, too large is refused. The sign of the exponent tells them apart.
        const std::string_view spelled(start, static_cast<std::size_t>(end - start));
        const auto exponent = spelled.find_first_of("eE");
        if (exponent != std::string_view::npos) return spelled[exponent + 1] == '-';
        return spelled.starts_with("0") || spelled.starts_with("-0");
    }

    std::size_t skipDigits() noexcept {
        const char* const start = at_;
        while (at_ != end_ && isDigit(*at_)) ++at_;
        return static_cast<std::size_t>(at_ - start);
    }

    bool take(char c) noexcept {
        if (at_ == end_ || *at_ != c) return false;
        ++at_;
        return true;
    }

    void skipBlanks() noexcept {
        while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\t' || *at_ == '\r')) ++at_;
    }

    const char* at_;
    const char* end_;
    std::string_view wanted_;
    std::string_view found_;
};

}  // namespace

bool isJson(std::string_view text) noexcept { return Scanner(text, {}).document(); }

std::optional<std::string_view> scanForMember(std::string_view text, std::string_view name) noexcept {
    Scanner scanner(text, name);
    if (!scanner.document()) return std::nullopt;
    return scanner.found();
}

}  // namespace baithak
