// SPDX-License-Identifier: MIT

#include "server/store/postgres/values.h"

#include <algorithm>

#include "shared/protocol/validate.h"

namespace baithak::postgres {

namespace {

// As in the server's catalogue of types, which keeps them for ever.
constexpr Oid kBool = 16, kBytea = 17, kBigint = 20, kText = 25, kByteas = 1001, kTexts = 1009, kBigints = 1016;

template <class Number>
void put(std::string& bytes, Number value) {
    for (int shift = static_cast<int>(sizeof value - 1) * 8; shift >= 0; shift -= 8) {
        bytes.push_back(static_cast<char>(static_cast<std::make_unsigned_t<Number>>(value) >> shift));
    }
}

void appendArrayHead(std::string& bytes, Oid element, std::size_t size, bool mayHoldNulls = false) {
    put<std::int32_t>(bytes, size == 0 ? 0 : 1);  // dimensions
    put<std::int32_t>(bytes, mayHoldNulls ? 1 : 0);
    put<std::uint32_t>(bytes, element);
    if (size == 0) return;
    put(bytes, static_cast<std::int32_t>(size));
    put<std::int32_t>(bytes, 1);  // the first index
}

bool isText(std::string_view text) { return text.find('\0') == text.npos && isUtf8(text); }

void appendText(std::string& bytes, std::string_view text) {
    if (isText(text)) {
        bytes.append(text);
        return;
    }
    for (const char c : text) {
        if (c > 0)
            bytes.push_back(c);
        else
            bytes.append("\xef\xbf\xbd");
    }
}

// An element of an array, behind its length.
template <class Append>
void appendElement(std::string& bytes, Append appendValue) {
    const auto at = bytes.size();
    put<std::int32_t>(bytes, 0);
    appendValue();
    std::string length;
    put(length, static_cast<std::int32_t>(bytes.size() - at - 4));
    std::copy(length.begin(), length.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
}

}  // namespace

void Params::begin(Oid type) {
    starts_.push_back(bytes_.size());
    types_.push_back(type);
}

void Params::finish() {
    lengths_.push_back(static_cast<int>(bytes_.size() - starts_.back()));
    formats_.push_back(1);
    isNull_.push_back(false);
}

void Params::addNumber(std::int64_t value) {
    begin(kBigint);
    put(bytes_, value);
    finish();
}

void Params::addFlag(bool value) {
    begin(kBool);
    bytes_.push_back(value ? '\1' : '\0');
    finish();
}

void Params::addText(std::string_view value) {
    begin(kText);
    appendText(bytes_, value);
    finish();
}

void Params::add(Blob value) {
    begin(kBytea);
    bytes_.append(value.bytes);
    finish();
}

void Params::add(const Numbers& values) {
    begin(kBigints);
    appendArrayHead(bytes_, kBigint, values.size());
    for (const auto value : values) {
        put<std::int32_t>(bytes_, 8);
        put(bytes_, value);
    }
    finish();
}

void Params::add(const Texts& values) {
    begin(kTexts);
    appendArrayHead(bytes_, kText, values.size());
    for (const auto value : values) {
        appendElement(bytes_, [this, value] { appendText(bytes_, value); });
    }
    finish();
}

void Params::add(const Blobs& values) {
    begin(kByteas);
    appendArrayHead(bytes_, kBytea, values.all.size());
    for (const auto value : values.all) {
        put(bytes_, static_cast<std::int32_t>(value.size()));
        bytes_.append(value);
    }
    finish();
}

void Params::append(const std::vector<std::optional<std::int64_t>>& values) {
    begin(kBigints);
    appendArrayHead(bytes_, kBigint, values.size(), true);
    for (const auto& value : values) {
        put<std::int32_t>(bytes_, value ? 8 : -1);
        if (value) put(bytes_, *value);
    }
    finish();
}

void Params::append(const std::vector<std::optional<std::string_view>>& values, Kind kind) {
    begin(kind == Kind::bytes ? kByteas : kTexts);
    appendArrayHead(bytes_, kind == Kind::bytes ? kBytea : kText, values.size(), true);
    for (const auto& value : values) {
        put<std::int32_t>(bytes_, value ? static_cast<std::int32_t>(value->size()) : -1);
        if (value) bytes_.append(*value);
    }
    finish();
}

const char* const* Params::values() {
    values_.clear();
    bytes_.push_back('\0');  // so that an empty value behind the last one has an address
    bytes_.pop_back();
    for (std::size_t i = 0; i < starts_.size(); ++i) {
        values_.push_back(isNull_[i] ? nullptr : bytes_.data() + starts_[i]);
    }
    return values_.data();
}

std::int64_t Rows::integer(int row, int column) const {
    const auto value = bytes(row, column);
    if (value.empty()) return 0;
    auto number = static_cast<std::int64_t>(static_cast<signed char>(value[0]));
    for (const char c : value.substr(1)) number = (number << 8) | static_cast<unsigned char>(c);
    return number;
}

}  // namespace baithak::postgres
