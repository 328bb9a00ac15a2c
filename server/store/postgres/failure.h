// SPDX-License-Identifier: MIT
#pragma once

// What went wrong on a connection. Thrown inside this adapter and turned into an Error by its lanes (lane.h).

#include <stdexcept>
#include <string>
#include <string_view>

namespace baithak::postgres {

class Failure : public std::runtime_error {
public:
    // A statement was refused: with its SQLSTATE.
    Failure(std::string state, const std::string& text) : std::runtime_error(text), state_(std::move(state)) {}
    // The connection is gone, or does not answer.
    static Failure lost(const std::string& text) { return Failure(std::string(), text); }
    // Nothing is wrong: the same again will do.
    static Failure again(const std::string& text) { return Failure("40001", text); }

    const std::string& state() const noexcept { return state_; }

    // The server can't be had by this connection: it went away, is shutting down, or only takes readers now.
    bool isLost() const noexcept {
        return state_.empty() || isOf("08") || isOf("57P") || state_ == "25006" || state_ == "25P03";
    }
    // The server said so instead of committing: the transaction is not there. What the connection's end alone tells
    // leaves that open.
    bool isSurelyUndone() const noexcept { return !state_.empty() && !isOf("08"); }
    // The same transaction may succeed the next time: a deadlock, a lock not had in time.
    bool isPassing() const noexcept { return isOf("40") || isOf("55P") || state_ == "57014"; }
    // One of the jobs broke a rule of the data: a constraint, a value that can't be.
    bool isOfTheJob() const noexcept { return isOf("22") || isOf("23") || isOf("XX"); }

private:
    bool isOf(std::string_view group) const noexcept { return state_.starts_with(group); }
    std::string state_;
};

}  // namespace baithak::postgres
