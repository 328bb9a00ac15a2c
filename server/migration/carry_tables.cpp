// SPDX-License-Identifier: MIT

#include "server/migration/carry_tables.h"

#include <sodium.h>

#include <array>

namespace baithak {

namespace {

constexpr std::size_t kPartBytes = 4 * 1024 * 1024;

// Each cell with its kind and length, so that no two rows look alike.
std::string bytesOf(const TableRow& row) {
    std::string bytes;
    for (const auto& cell : row) {
        if (const auto* number = std::get_if<std::int64_t>(&cell)) {
            bytes += "n" + std::to_string(*number) + ";";
        } else if (const auto* text = std::get_if<std::string>(&cell)) {
            bytes += "t" + std::to_string(text->size()) + ":" + *text;
        } else {
            bytes += "-";
        }
    }
    return bytes;
}

Error differs(const Table& table, std::uint64_t there, std::uint64_t expected) {
    return {Errc::internal, "The table " + std::string(table.name) + " has " + std::to_string(there) +
                                " rows there, and " + std::to_string(expected) + " in the source."};
}

class Carrier {
public:
    Carrier(TableSource& source, TableTarget& target, std::size_t rowsInPart, const MigrationProgress& progress)
        : source_(source), target_(target), rowsInPart_(rowsInPart), progress_(progress) {}

    Result<MigrationReport::TableReport> carry(const Table& table, TableProgress done) {
        const auto total = source_.count(table);
        if (!total) return total.error();
        if (auto unchanged = checkUnchanged(table, done); !unchanged) return unchanged.error();
        while (true) {
            auto rows = source_.read(table, done.last, rowsInPart_, kPartBytes);
            if (!rows) return rows.error();
            if (rows->empty()) break;
            advance(done, table, *rows);
            if (auto written = target_.write(table, *rows, done); !written) return written.error();
            if (!tell(table, done.rows, *total)) return stopped();
        }
        const auto there = target_.count(table);
        if (!there) return there.error();
        if (*there != *total || done.rows != *total) return differs(table, *there, *total);
        return MigrationReport::TableReport{std::string(table.name), done.rows, done.digest};
    }

    // Whether the target still holds what was carried, which the source must.
    Result<bool> isStillThere(const Table& table, const TableProgress& carried) {
        const auto there = target_.count(table);
        if (!there) return there.error();
        bool isSame = *there == carried.rows;
        TableProgress now;
        while (true) {
            auto rows = source_.read(table, now.last, rowsInPart_, kPartBytes);
            if (!rows) return rows.error();
            if (rows->empty()) break;
            advance(now, table, *rows);
            const auto held = isSame ? target_.holds(table, *rows) : Result<bool>(false);
            if (!held) return held.error();
            isSame = *held;
            if (!tell(table, now.rows, carried.rows)) return stopped();
        }
        if (now.digest == carried.digest) return isSame;
        return usedSince(table, "was moved to this database before, and was used since",
                         "What is new in it is not there, and only an empty database takes it.");
    }

private:
    static void advance(TableProgress& progress, const Table& table, const std::vector<TableRow>& rows) {
        for (const auto& row : rows) progress.digest = extendDigest(progress.digest, row);
        progress.last = keyOf(table, rows.back());
        progress.rows += rows.size();
    }

    // What an earlier run has carried must be what the source holds now: a server that used it since has moved on what
    // later tables build on, the heads of conversations above all.
    Result<> checkUnchanged(const Table& table, const TableProgress& done) {
        TableProgress now;
        for (bool isPast = done.last.empty(); !isPast;) {
            auto rows = source_.read(table, now.last, rowsInPart_, kPartBytes);
            if (!rows) return rows.error();
            isPast = rows->empty();
            for (const auto& row : *rows) {
                if (keyOf(table, row) > done.last) {
                    isPast = true;
                    break;
                }
                now.last = keyOf(table, row);
                now.digest = extendDigest(now.digest, row);
            }
        }
        if (now.digest == done.digest) return {};
        return usedSince(table, "was used since the move began", "Begin again, with an empty database.");
    }
    static Error usedSince(const Table& table, const std::string& what, const std::string& advice) {
        return {Errc::conflict, "The store " + what + ": its table " + std::string(table.name) +
                                    " is not what was carried over. " + advice};
    }
    bool tell(const Table& table, std::uint64_t rows, std::uint64_t total) {
        return !progress_ || progress_({std::string(table.name), rows, total});
    }
    static Error stopped() { return {Errc::timedOut, "The move was stopped; the next run goes on from here."}; }

    TableSource& source_;
    TableTarget& target_;
    std::size_t rowsInPart_;
    const MigrationProgress& progress_;
};

TableProgress carriedOf(const TargetProgress& done, const Table& table) {
    const auto found = done.tables.find(table.name);
    return found == done.tables.end() ? TableProgress{} : found->second;
}

// An earlier run was done, and perhaps ended before it could say so.
Result<MigrationReport> lookAgain(Carrier& carrier, const TargetProgress& done) {
    MigrationReport report;
    report.isContinued = report.wasDone = true;
    for (const auto& table : storeTables()) {
        const auto carried = carriedOf(done, table);
        const auto isThere = carrier.isStillThere(table, carried);
        if (!isThere) return isThere.error();
        report.isThere = report.isThere && *isThere;
        report.tables.push_back({std::string(table.name), carried.rows, carried.digest});
    }
    return report;
}

}  // namespace

std::string extendDigest(const std::string& digest, const TableRow& row) {
    const auto bytes = digest + bytesOf(row);
    std::array<unsigned char, 32> hash{};
    crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                       nullptr, 0);
    std::array<char, 65> hex{};
    sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
    return hex.data();
}

Result<MigrationReport> carryTables(TableSource& source, TableTarget& target, std::size_t rowsInPart,
                                    const MigrationProgress& progress) {
    auto done = target.begin(source.identity());
    if (!done) return done.error();
    Carrier carrier(source, target, std::max<std::size_t>(rowsInPart, 1), progress);
    if (done->isFinished) return lookAgain(carrier, *done);
    MigrationReport report;
    report.isContinued = !done->tables.empty();
    for (const auto& table : storeTables()) {
        auto carried = carrier.carry(table, carriedOf(*done, table));
        if (!carried) return carried.error();
        report.tables.push_back(std::move(*carried));
    }
    const auto counters = source.counters();
    if (!counters) return counters.error();
    if (auto finished = target.finish(*counters); !finished) return finished.error();
    return report;
}

}  // namespace baithak
