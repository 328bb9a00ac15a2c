// SPDX-License-Identifier: MIT
#pragma once

// Result<T>: a value, or the Error that stands in its place. Used wherever failure is expected; surprises are
// exceptions. One plain line carries an error up: `if (!user) return user.error();`

#include <cassert>
#include <utility>
#include <variant>

#include "shared/base/error.h"

namespace baithak {

template <class T = void>
class [[nodiscard]] Result {
public:
    Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}
    Result(Errc code, std::string text) : Result(Error{code, std::move(text)}) {}

    explicit operator bool() const noexcept { return state_.index() == 0; }

    // The value; asserts that there is one.
    T& operator*() & { return value(); }
    const T& operator*() const& { return value(); }
    T&& operator*() && { return std::move(value()); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }

    // The error; asserts that there is one.
    const Error& error() const {
        assert(!*this);
        return *std::get_if<1>(&state_);
    }

private:
    T& value() {
        assert(*this);
        return *std::get_if<0>(&state_);
    }
    const T& value() const {
        assert(*this);
        return *std::get_if<0>(&state_);
    }

    std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
public:
    Result() = default;
    Result(Error error) : error_(std::move(error)), failed_(true) {}
    Result(Errc code, std::string text) : Result(Error{code, std::move(text)}) {}

    explicit operator bool() const noexcept { return !failed_; }

    const Error& error() const {
        assert(failed_);
        return error_;
    }

private:
    Error error_;
    bool failed_ = false;
};

}  // namespace baithak
