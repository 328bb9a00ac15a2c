// SPDX-License-Identifier: MIT

#include "server/store/tables.h"

namespace baithak {

std::span<const Table> storeTables() {
    using enum ColumnKind;
    static const std::vector<Table> all = {
        {"users",
         {{"number"},
          {"username", text},
          {"folded", text},
          {"account"},
          {"name", text},
          {"password_hash", text},
          {"created_at"}},
         1},
        {"subjects", {{"user"}, {"issuer", text}, {"subject", text}, {"bound_at"}}, 1},
        {"devices",
         {{"number"},
          {"user"},
          {"id", text},
          {"key_hash", bytes},
          {"notification_token", bytes},
          {"message_version"},
          {"created_at"},
          {"last_used_at"},
          {"key_expires_at"}},
         1},
        {"conversations", {{"number"}, {"name", text}, {"kind"}, {"head"}, {"changed"}}, 1},
        {"groups", {{"conversation"}, {"name", text}, {"profile_pic", text}, {"version"}, {"next_standing"}}, 1},
        {"participants",
         {{"conversation"},
          {"user"},
          {"role"},
          {"standing"},
          {"left_at"},
          {"delivered"},
          {"read"},
          {"muted", flag},
          {"pinned", flag},
          {"archived", flag},
          {"changed"}},
         2},
        {"intervals", {{"conversation"}, {"user"}, {"first_seq"}, {"last_seq"}}, 3},
        {"cursors", {{"device"}, {"conversation"}, {"seq"}}, 2},
        {"messages", {{"conversation"}, {"seq"}, {"source"}, {"origin"}, {"tally"}, {"id", text}, {"frame", bytes}}, 2},
        {"files",
         {{"number"},
          {"id", text},
          {"owner"},
          {"category", text},
          {"extension", text},
          {"content_type", text},
          {"bytes"},
          {"state"},
          {"is_sent", flag},
          {"created_at"}},
         1},
        {"file_references", {{"file"}, {"conversation"}, {"seq"}}, 3},
    };
    return all;
}

TableKey keyOf(const Table& table, const TableRow& row) {
    TableKey key;
    for (std::size_t i = 0; i < table.keys; ++i) key.push_back(std::get<std::int64_t>(row[i]));
    return key;
}

}  // namespace baithak
