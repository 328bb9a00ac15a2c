// SPDX-License-Identifier: MIT

#include "server/store/postgres/schema.h"

namespace baithak::postgres {

namespace {

constexpr std::chrono::minutes kMigrationLimit{30};

constexpr const char* kLock = "SELECT pg_advisory_lock(hashtextextended('baithak.schema', 0))";
constexpr const char* kUnlock = "SELECT pg_advisory_unlock(hashtextextended('baithak.schema', 0))";

// A change stamp is the number of its transaction plus what `state` says. Restored elsewhere from a dump, transactions
// are numbered anew: what is added then lifts the next stamps above all that clients may know, those given out after
// the dump was made too.
constexpr const char* kSettle =
    "WITH here AS (SELECT (SELECT system_identifier FROM pg_control_system())::text || '/' || "
    "(SELECT oid FROM pg_database WHERE datname = current_database()) AS home), "
    "moved AS (UPDATE state SET value = here.home FROM here WHERE name = 'home' AND value <> here.home RETURNING 1), "
    "last AS (SELECT greatest((SELECT max(changed) FROM conversations), (SELECT max(changed) FROM participants), "
    "(SELECT max(changed) FROM marked)) AS stamp WHERE EXISTS (SELECT 1 FROM moved)) "
    "UPDATE state SET value = (last.stamp + 4294967296 - pg_current_xact_id()::text::bigint)::text "
    "FROM last WHERE name = 'stamps' AND last.stamp IS NOT NULL";

// Answers the version; -1 when the schema is another program's.
Task<std::int64_t> readVersion(Connection& connection) {
    auto marker = co_await connection.execute(
        "SELECT to_regclass('baithak.schema_version') IS NOT NULL, "
        "EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = 'baithak'), "
        "EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'baithak')");
    const bool isMade = marker.bytes(0, 0) == "t";
    const bool hasSchema = marker.bytes(0, 1) == "t";
    const bool hasTables = marker.bytes(0, 2) == "t";
    if (!isMade && hasTables) co_return -1;
    if (!isMade) {
        std::string make = hasSchema ? "" : "CREATE SCHEMA baithak; ";
        make +=
            "CREATE TABLE baithak.schema_version (version integer NOT NULL); "
            "INSERT INTO baithak.schema_version VALUES (0)";
        co_await connection.execute(std::move(make));
        co_return 0;
    }
    auto version = co_await connection.execute("SELECT version FROM baithak.schema_version");
    co_return version.empty() ? -1 : std::stoll(version.text(0, 0));
}

Task<Result<>> migrate(Connection& connection, Filling mayFill) {
    const auto& all = migrations();
    const auto known = static_cast<std::int64_t>(all.size());
    const auto version = co_await readVersion(connection);
    if (version < 0) co_return Error{Errc::unavailable, "holds a schema `baithak` of another program"};
    if (version > known) {
        co_return Error{Errc::unavailable, "was made by a newer version (schema " + std::to_string(version) +
                                               ", this version knows up to " + std::to_string(known) + ")"};
    }
    for (auto next = version; next < known; ++next) {
        std::string step = "BEGIN; ";
        step += all[static_cast<std::size_t>(next)];
        step += "; UPDATE baithak.schema_version SET version = " + std::to_string(next + 1) + "; COMMIT";
        co_await connection.execute(std::move(step), kMigrationLimit);
    }
    auto filling = co_await connection.execute("SELECT 1 FROM state WHERE name = 'filling'");
    if (!filling.empty() && mayFill == Filling::refused) {
        co_return Error{Errc::unavailable, "is being filled from another store: let `baithakctl migrate-store` finish"};
    }
    co_await connection.execute(kSettle, kMigrationLimit);
    co_return Result<>();
}

}  // namespace

Task<Result<>> prepareSchema(Connection& connection, Filling filling) {
    co_await connection.open();
    co_await connection.execute("SET lock_timeout = 0; SET statement_timeout = 0; SET enable_seqscan = on");
    auto encoding = co_await connection.execute("SHOW server_encoding");
    if (encoding.bytes(0, 0) != "UTF8") {
        co_return Error{Errc::unavailable, "keeps text as " + encoding.text(0, 0) + ", and must as UTF8"};
    }
    co_await connection.execute(kLock, kMigrationLimit);
    auto done = co_await migrate(connection, filling);
    co_await connection.execute(kUnlock);
    co_return done;
}

}  // namespace baithak::postgres
