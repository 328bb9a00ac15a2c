// SPDX-License-Identifier: MIT
#pragma once

// Writing JSON by hand into a string that grows. Internal to the codecs and the frames. Text must be UTF-8.

#include <cstdint>
#include <string>
#include <string_view>

namespace baithak {

// The text as a JSON string, with its quotes.
void appendJsonString(std::string& out, std::string_view text);

// An object, member by member. Starts with `{`; close() ends it.
class JsonObject {
public:
    explicit JsonObject(std::string& out) : out_(out) { out_.push_back('{'); }

    void addString(std::string_view key, std::string_view value);
    // The value stands as it is: a number, a literal, a slice of JSON.
    void addRaw(std::string_view key, std::string_view json);
    void addNumber(std::string_view key, std::uint64_t value) { addRaw(key, std::to_string(value)); }
    void addBool(std::string_view key, bool value) { addRaw(key, value ? "true" : "false"); }
    // Writes the key; the caller writes the value behind it.
    void addKey(std::string_view key);
    void close() { out_.push_back('}'); }

private:
    std::string& out_;
    bool isEmpty_ = true;
};

}  // namespace baithak
