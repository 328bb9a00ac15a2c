// SPDX-License-Identifier: MIT
#pragma once

// What goes into a statement and what comes out of it, in PostgreSQL's binary form.

#include <libpq-fe.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "shared/base/ids.h"
#include "shared/base/timestamp.h"

namespace baithak::postgres {

// A statement, prepared once on each connection under its name.
struct Query {
    const char* name;
    const char* sql;
};

// Bytes for a bytea; a plain string is text.
struct Blob {
    std::string_view bytes;
};
struct Blobs {
    std::vector<std::string_view> all;
};

using Numbers = std::vector<std::int64_t>;
using Texts = std::vector<std::string_view>;

// The parameters of one run of a statement, with their types, in order. What is no text to PostgreSQL (a NUL, bytes
// that are not UTF-8) goes in with U+FFFD in its place: a name of that form names nobody.
class Params {
public:
    template <class... Values>
    explicit Params(const Values&... values) {
        (add(values), ...);
    }

    // For lists made at run time.
    enum class Kind : std::uint8_t { text, bytes };
    void append(std::int64_t value) { addNumber(value); }
    void append(const std::vector<std::optional<std::int64_t>>& values);
    void append(const std::vector<std::optional<std::string_view>>& values, Kind kind);

    int count() const noexcept { return static_cast<int>(types_.size()); }
    const Oid* types() const noexcept { return types_.data(); }
    const int* lengths() const noexcept { return lengths_.data(); }
    const int* formats() const noexcept { return formats_.data(); }
    // Holds until the next call.
    const char* const* values();

private:
    template <class Number>
        requires(std::is_integral_v<Number> || std::is_enum_v<Number>)
    void add(Number value) {
        if constexpr (std::is_same_v<Number, bool>)
            addFlag(value);
        else
            addNumber(static_cast<std::int64_t>(value));
    }
    void add(Timestamp value) { addNumber(static_cast<std::int64_t>(value.ms)); }
    void add(std::string_view value) { addText(value); }
    void add(const std::string& value) { addText(value); }
    void add(const char* value) { addText(value); }
    template <class Tag>
    void add(const Id<Tag>& id) {
        addText(id.view());
    }
    void add(Blob value);
    void add(const Numbers& values);
    void add(const Texts& values);
    void add(const Blobs& values);
    template <class Value>
    void add(const std::optional<Value>& value) {
        if (value) return add(*value);
        add(Value{});
        isNull_.back() = true;
    }

    void addNumber(std::int64_t value);
    void addFlag(bool value);
    void addText(std::string_view value);
    void begin(Oid type);
    void finish();

    std::string bytes_;
    std::vector<std::size_t> starts_;
    std::vector<Oid> types_;
    std::vector<int> lengths_, formats_;
    std::vector<bool> isNull_;
    std::vector<const char*> values_;
};

// What a statement answered. Cheap to copy.
class Rows {
public:
    Rows() = default;
    explicit Rows(std::shared_ptr<PGresult> result) : result_(std::move(result)) {}

    int size() const { return result_ ? PQntuples(result_.get()) : 0; }
    bool empty() const { return size() == 0; }
    bool isNull(int row, int column) const { return PQgetisnull(result_.get(), row, column) != 0; }
    // An integer of any width, or a boolean; 0 for null.
    std::int64_t integer(int row, int column) const;
    std::uint64_t count(int row, int column) const { return static_cast<std::uint64_t>(integer(row, column)); }
    bool flag(int row, int column) const { return integer(row, column) != 0; }
    // Holds as long as the rows.
    std::string_view bytes(int row, int column) const {
        return {PQgetvalue(result_.get(), row, column),
                static_cast<std::size_t>(PQgetlength(result_.get(), row, column))};
    }
    std::string text(int row, int column) const { return std::string(bytes(row, column)); }

private:
    std::shared_ptr<PGresult> result_;
};

}  // namespace baithak::postgres
