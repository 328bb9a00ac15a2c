// SPDX-License-Identifier: MIT
#pragma once

// Structured log lines: one JSON object a line to stderr, `{"at":"2026-01-31T12:00:00.000Z","level":"info",
// "event":"gateway.connected","user":"ann",…}`. Safe from any thread; a line is written whole, with one write; a line
// that can't be written is dropped. What is not UTF-8 is replaced by U+FFFD. Never log message content, passwords, keys
// or tokens: ids, counts, codes and sentences of errors only.

#include <cstdint>
#include <initializer_list>
#include <mutex>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

namespace baithak {

enum class LogLevel : std::uint8_t { debug, info, warn, error };

class Log {
public:
    using Value = std::variant<std::string_view, std::int64_t, std::uint64_t, double, bool>;
    struct Field {
        std::string_view key;
        Value value;
        Field(std::string_view k, std::string_view v) : key(k), value(v) {}
        Field(std::string_view k, const char* v) : key(k), value(std::string_view(v)) {}
        Field(std::string_view k, const std::string& v) : key(k), value(std::string_view(v)) {}
        Field(std::string_view k, bool v) : key(k), value(v) {}
        Field(std::string_view k, double v) : key(k), value(v) {}
        template <class T>
            requires std::is_integral_v<T>
        Field(std::string_view k, T v) : key(k) {
            if constexpr (std::is_signed_v<T>)
                value = static_cast<std::int64_t>(v);
            else
                value = static_cast<std::uint64_t>(v);
        }
    };
    using Fields = std::initializer_list<Field>;

    explicit Log(LogLevel least = LogLevel::info, int fileDescriptor = 2)
        : least_(least), descriptor_(fileDescriptor) {}

    void write(LogLevel level, std::string_view event, Fields fields = {});
    void debug(std::string_view event, Fields fields = {}) { write(LogLevel::debug, event, fields); }
    void info(std::string_view event, Fields fields = {}) { write(LogLevel::info, event, fields); }
    void warn(std::string_view event, Fields fields = {}) { write(LogLevel::warn, event, fields); }
    void error(std::string_view event, Fields fields = {}) { write(LogLevel::error, event, fields); }
    bool wouldWrite(LogLevel level) const noexcept { return level >= least_; }

private:
    LogLevel least_;
    int descriptor_;
    std::mutex mutex_;  // keeps a long line whole, which the kernel may take in parts
};

}  // namespace baithak
