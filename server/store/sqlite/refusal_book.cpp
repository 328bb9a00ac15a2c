// SPDX-License-Identifier: MIT

#include "server/store/sqlite/refusal_book.h"

#include "server/store/append_rules.h"

namespace baithak::sqlite {

namespace {

constexpr std::int64_t kKeptSeconds = std::chrono::seconds(kRefusalKept).count();

}  // namespace

RefusalBook::RefusalBook(Connection& connection)
    : selectAny_(connection.handle(), "SELECT EXISTS (SELECT 1 FROM refusals)"),
      select_(
          connection.handle(),
          "SELECT code FROM refusals WHERE conversation = ? AND source = ? AND id = ? AND refused_at >= unixepoch() - "
          "?"),
      insert_(connection.handle(),
              "INSERT OR REPLACE INTO refusals (conversation, source, id, code, refused_at) "
              "VALUES (?, ?, ?, ?, unixepoch())"),
      forgetOld_(connection.handle(), "DELETE FROM refusals WHERE refused_at < unixepoch() - ?") {}

std::optional<Errc> RefusalBook::find(const AppendRequest& request) {
    // Most servers refuse nothing for days: their appends pay nothing for it.
    if (!mayHave_) return std::nullopt;
    {
        auto any = selectAny_.query();
        mayHave_ = any.next() && any.integer(0) != 0;
    }
    if (!mayHave_) return std::nullopt;
    const auto& message = *request.message;
    auto rows = select_.query(request.conversation, message.source, message.id, kKeptSeconds);
    if (!rows.next()) return std::nullopt;
    return refusalNumbered(rows.integer(0));
}

void RefusalBook::note(const AppendRequest& request, Errc code) {
    const auto& message = *request.message;
    forgetOld_.run(kKeptSeconds);
    insert_.run(request.conversation, message.source, message.id, numberOfRefusal(code));
    mayHave_ = true;
}

}  // namespace baithak::sqlite
