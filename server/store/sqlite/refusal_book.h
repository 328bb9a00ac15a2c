// SPDX-License-Identifier: MIT
#pragma once

// The messages that were refused lately (append_rules.h, kRefusalKept). On the writer's thread, within its transaction.

#include <optional>

#include "server/store/records.h"
#include "server/store/sqlite/connection.h"

namespace baithak::sqlite {

class RefusalBook {
public:
    explicit RefusalBook(Connection& connection);

    // Why a copy of that message was refused, if one was.
    std::optional<Errc> find(const AppendRequest& request);
    // In the transaction that refuses it, so that no copy is taken later. The oldest are forgotten.
    void note(const AppendRequest& request, Errc code);

private:
    Statement selectAny_, select_, insert_, forgetOld_;
    bool mayHave_ = true;  // false: there was none when it was last looked at, and none was noted since
};

}  // namespace baithak::sqlite
