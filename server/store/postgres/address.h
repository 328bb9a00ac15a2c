// SPDX-License-Identifier: MIT
#pragma once

// Where the server is: a URL, or keywords and values, as libpq reads them. Several hosts are tried one after the other,
// each with a deadline of its own. Pure.

#include <string>
#include <utility>
#include <vector>

#include "shared/base/result.h"

namespace baithak::postgres {

class Address {
public:
    // The error says what is wrong without repeating the text, which may hold a password.
    static Result<Address> parse(const std::string& url);

    // For each host, the keywords and values of a connection to it.
    using Settings = std::vector<std::pair<std::string, std::string>>;
    const std::vector<Settings>& hosts() const noexcept { return hosts_; }
    // For people: `db1:5432, db2:5432 (database chat)`. No password, no user.
    const std::string& shown() const noexcept { return shown_; }

private:
    std::vector<Settings> hosts_;
    std::string shown_;
};

}  // namespace baithak::postgres
