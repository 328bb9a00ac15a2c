// SPDX-License-Identifier: MIT

#include "server/store/sqlite/schema.h"

namespace baithak::sqlite {

namespace {

constexpr std::int64_t kApplicationId = 0x6261'6974;  // "bait", in the header of the file
constexpr std::int64_t kCheckedBytes = 16 * 1024 * 1024;

Result<> checkOrigin(Connection& connection) {
    const auto version = connection.number("PRAGMA user_version");
    const auto application = connection.number("PRAGMA application_id");
    const auto tables = connection.number("SELECT count(*) FROM sqlite_schema");
    const auto known = static_cast<std::int64_t>(migrations().size());
    if (application != kApplicationId && (application != 0 || tables != 0)) {
        return {Errc::unavailable, "is a database of another program"};
    }
    if (version > known) {
        return {Errc::unavailable, "was made by a newer version (schema " + std::to_string(version) +
                                       ", this version knows up to " + std::to_string(known) + ")"};
    }
    return {};
}

Result<> checkWhole(Connection& connection) {
    const auto bytes = connection.number("PRAGMA page_count") * connection.number("PRAGMA page_size");
    if (bytes > kCheckedBytes) return {};
    const auto finding = connection.text("PRAGMA quick_check(1)");
    if (finding != "ok") return {Errc::unavailable, "is corrupt (" + finding + ")"};
    return {};
}

void migrate(Connection& connection) {
    const auto& all = migrations();
    for (auto version = static_cast<std::size_t>(connection.number("PRAGMA user_version")); version < all.size();
         ++version) {
        connection.execute("BEGIN IMMEDIATE");
        connection.execute(std::string(all[version]));
        connection.execute("PRAGMA application_id = " + std::to_string(kApplicationId));
        connection.execute("PRAGMA user_version = " + std::to_string(version + 1));
        connection.execute("COMMIT");
    }
}

}  // namespace

void configureWriter(Connection& connection, Durability durability) {
    // The page size counts for a new file only. 4096: most pages that a commit writes hold one new row (`known`).
    connection.execute("PRAGMA page_size = 4096");
    connection.execute("PRAGMA journal_mode = WAL");
    connection.execute(durability == Durability::full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
    connection.execute("PRAGMA wal_autocheckpoint = 0");  // checkpointer.h
    connection.execute("PRAGMA journal_size_limit = 67108864");
    connection.execute("PRAGMA cache_size = -8192");
    connection.execute("PRAGMA temp_store = MEMORY");
    connection.execute("PRAGMA cell_size_check = 1");
}

void configureCheckpointer(Connection& connection) {
    connection.execute("PRAGMA synchronous = NORMAL");  // of a checkpoint: syncs the log before, the file after
    connection.execute("PRAGMA wal_autocheckpoint = 0");
    connection.execute("PRAGMA cache_size = 0");
}

void configureReader(Connection& connection) {
    connection.execute("PRAGMA cache_size = -4096");
    connection.execute("PRAGMA temp_store = MEMORY");
    connection.execute("PRAGMA cell_size_check = 1");
}

Result<> prepareSchema(Connection& connection) {
    if (auto ours = checkOrigin(connection); !ours) return ours;
    if (auto whole = checkWhole(connection); !whole) return whole;
    migrate(connection);
    return {};
}

}  // namespace baithak::sqlite
