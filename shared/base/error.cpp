// SPDX-License-Identifier: MIT
#include "shared/base/error.h"

#include <array>

namespace baithak {
namespace {

struct ErrorRow {
    Errc code;
    std::string_view wire;
    int status;
};

// The first row of a wire name is the one that the name is read back as.
constexpr std::array kErrorTable{
    ErrorRow{Errc::malformed, "malformed", 400},
    ErrorRow{Errc::tooLarge, "too-large", 413},
    ErrorRow{Errc::duplicateId, "duplicate-id", 409},
    ErrorRow{Errc::unknownDestination, "unknown-destination", 404},
    ErrorRow{Errc::notAMember, "not-a-member", 403},
    ErrorRow{Errc::forbidden, "forbidden", 403},
    ErrorRow{Errc::blocked, "blocked", 403},
    ErrorRow{Errc::rateLimited, "rate-limited", 429},
    ErrorRow{Errc::unavailable, "unavailable", 503},
    ErrorRow{Errc::unauthenticated, "forbidden", 401},
    ErrorRow{Errc::notFound, "unknown-destination", 404},
    ErrorRow{Errc::conflict, "duplicate-id", 409},
    ErrorRow{Errc::timedOut, "unavailable", 503},
    ErrorRow{Errc::fenced, "unavailable", 503},
    ErrorRow{Errc::internal, "unavailable", 500},
};

const ErrorRow& rowOf(Errc code) noexcept {
    for (const auto& row : kErrorTable) {
        if (row.code == code) return row;
    }
    return kErrorTable.back();
}

}  // namespace

std::string_view wireName(Errc code) noexcept { return rowOf(code).wire; }

Errc errcFromWireName(std::string_view name) noexcept {
    for (const auto& row : kErrorTable) {
        if (row.wire == name) return row.code;
    }
    return Errc::internal;
}

int httpStatus(Errc code) noexcept { return rowOf(code).status; }

}  // namespace baithak
