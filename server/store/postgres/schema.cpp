// SPDX-License-Identifier: MIT

#include "server/store/postgres/schema.h"

namespace baithak::postgres {

namespace {

constexpr std::chrono::minutes kMigrationLimit{30};

constexpr const char* kLock = "SELECT pg_advisory_lock(hashtextextended('baithak.schema', 0))";
constexpr const char* kUnlock = "SELECT pg_advisory_unlock(hashtextextended('baithak.schema', 0))";

// PostgreSQL looks up what the path names once, and again when it hears of a schema that was made. A session that does
// so just while another makes this one can miss that, and would not find the tables: it is told to look once more.
constexpr const char* kLookAgain = "SET search_path = baithak, pg_catalog";

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

struct Standing {
    std::int64_t needs = -1;  // the steps that a process must know; -1 when the schema is another program's
    std::int64_t steps = 0;   // those that were made
};

// `needs` stands in schema_version, which the first processes read as all there is: they know one step, and can be
// started as long as it says 1. They leave no steps behind.
Task<Standing> readStanding(Connection& connection) {
    auto marker = co_await connection.execute(
        "SELECT to_regclass('baithak.schema_version') IS NOT NULL, to_regclass('baithak.schema_steps') IS NOT NULL, "
        "EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = 'baithak'), "
        "EXISTS (SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'baithak')");
    const bool isMade = marker.bytes(0, 0) == "t";
    const bool hasSteps = marker.bytes(0, 1) == "t";
    const bool hasSchema = marker.bytes(0, 2) == "t";
    const bool hasTables = marker.bytes(0, 3) == "t";
    if (!isMade && hasTables) co_return Standing();
    std::string make;
    if (!hasSchema) make += "CREATE SCHEMA baithak; ";
    if (!isMade) {
        make +=
            "CREATE TABLE baithak.schema_version (version integer NOT NULL); "
            "INSERT INTO baithak.schema_version VALUES (0); ";
    }
    if (!hasSteps) {
        make +=
            "CREATE TABLE baithak.schema_steps (steps integer NOT NULL); "
            "INSERT INTO baithak.schema_steps SELECT version FROM baithak.schema_version";
    }
    if (!make.empty()) co_await connection.execute(std::move(make));
    auto found = co_await connection.execute(
        "SELECT version, greatest(version, (SELECT max(steps) FROM baithak.schema_steps)) FROM baithak.schema_version");
    Standing standing;
    if (found.empty()) co_return standing;
    standing.needs = std::stoll(found.text(0, 0));
    standing.steps = std::stoll(found.text(0, 1));
    co_return standing;
}

Task<Result<>> migrate(Connection& connection, Filling mayFill, const std::vector<Migration>& all) {
    const auto known = static_cast<std::int64_t>(all.size());
    const auto standing = co_await readStanding(connection);
    if (standing.needs < 0) co_return Error{Errc::unavailable, "holds a schema `baithak` of another program"};
    if (standing.needs > known) {
        co_return Error{Errc::unavailable, "was made by a newer version (needs schema " +
                                               std::to_string(standing.needs) + ", this version knows up to " +
                                               std::to_string(known) + ")"};
    }
    co_await connection.execute(kLookAgain);
    for (auto next = standing.steps; next < known; ++next) {
        const auto& migration = all[static_cast<std::size_t>(next)];
        std::string step = "BEGIN; ";
        step += migration.sql;
        step += "; UPDATE baithak.schema_version SET version = greatest(version, " + std::to_string(migration.needs) +
                "); UPDATE baithak.schema_steps SET steps = " + std::to_string(next + 1) + "; COMMIT";
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

Task<Result<>> prepareSchema(Connection& connection, Filling filling, const std::vector<Migration>& known) {
    co_await connection.open();
    co_await connection.execute("SET lock_timeout = 0; SET statement_timeout = 0; SET enable_seqscan = on");
    auto encoding = co_await connection.execute("SHOW server_encoding");
    if (encoding.bytes(0, 0) != "UTF8") {
        co_return Error{Errc::unavailable, "keeps text as " + encoding.text(0, 0) + ", and must as UTF8"};
    }
    co_await connection.execute(kLock, kMigrationLimit);
    auto done = co_await migrate(connection, filling, known);
    co_await connection.execute(kUnlock);
    co_return done;
}

}  // namespace baithak::postgres
