// SPDX-License-Identifier: MIT
// migrate-store: from SQLite to PostgreSQL. Interrupted, it goes on where it was when it is called again.

#include <csignal>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "server/ctl/run.h"
#include "server/ctl/text_table.h"
#include "server/migration/migrate_store.h"

namespace baithak::ctl {
namespace {

using nlohmann::json;

volatile std::sig_atomic_t isStopWanted = 0;

void wantStop(int) { isStopWanted = 1; }

Result<std::string> needed(const Desk& desk, std::string_view option, const char* variable) {
    if (desk.invocation.has(option)) return desk.invocation.option(option);
    const auto value = desk.environment(variable);
    if (value && !value->empty()) return *value;
    return {Errc::malformed, "`migrate-store` needs --" + std::string(option) + ", or " + variable};
}

Result<std::string> postgresUrl(const Desk& desk) {
    if (!desk.invocation.has("postgres-url-file")) return needed(desk, "postgres-url", "BAITHAK_POSTGRES_URL");
    return firstLineOf(desk.invocation.option("postgres-url-file"));
}

// A line for each table on standard error, which grows in place.
bool show(const MigrationStep& step) {
    const auto text = printable(step.table) + ": " + std::to_string(step.rows) + " of " + std::to_string(step.total);
    std::fprintf(stderr, "\r%-60s%s", text.c_str(), step.rows >= step.total ? "\n" : "");
    return isStopWanted == 0;
}

json jsonOf(const MigrationReport& report) {
    json tables = json::array();
    for (const auto& table : report.tables) {
        tables.push_back({{"name", table.name}, {"rows", table.rows}, {"digest", table.digest}});
    }
    return {{"tables", std::move(tables)},
            {"isContinued", report.isContinued},
            {"wasDone", report.wasDone},
            {"isThere", report.isThere}};
}

std::string endingOf(const MigrationReport& report) {
    if (!report.isThere)
        return "An earlier run has moved these rows. The old store is as it was then; the database has been used "
               "since.\nNothing was written.\n";
    const std::string before = report.wasDone       ? "An earlier run has moved all of it; nothing was written.\n"
                               : report.isContinued ? "Went on where an earlier run had ended.\n"
                                                    : "";
    return before +
           "All of it is there, compared row by row. Start the server with `store` `postgres`; the old store is "
           "unchanged.\n";
}

std::string textOf(const MigrationReport& report) {
    TextTable table({"TABLE", "ROWS", "BLAKE2B OF ALL ROWS"});
    for (const auto& each : report.tables) table.add({each.name, std::to_string(each.rows), each.digest});
    return table.text() + "\n" + endingOf(report);
}

}  // namespace

int runMigrateStore(const Desk& desk) {
    auto directory = needed(desk, "data-dir", "BAITHAK_DATA_DIR");
    if (!directory) return desk.refuse(directory.error());
    auto url = postgresUrl(desk);
    if (!url) return desk.refuse(url.error());
    MigrationPlan plan;
    plan.dataDir = std::move(*directory);
    plan.postgresUrl = std::move(*url);
    std::signal(SIGINT, wantStop);
    std::signal(SIGTERM, wantStop);
    const auto report = migrateStore(plan, show);
    if (!report && report.error().code == Errc::timedOut)
        return desk.refuse({Errc::timedOut, "stopped; the same command goes on where it was"});
    if (!report) return desk.refuse(report.error());
    return desk.write(desk.isJson() ? jsonOf(*report).dump(2) + "\n" : textOf(*report));
}

}  // namespace baithak::ctl
