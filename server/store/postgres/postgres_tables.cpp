// SPDX-License-Identifier: MIT

#include "server/store/postgres/postgres_tables.h"

#include <boost/asio/co_spawn.hpp>

#include "server/store/postgres/schema.h"
#include "server/store/postgres/table_queries.h"

namespace baithak {

namespace postgres {

namespace {

constexpr std::chrono::minutes kLimit{30};  // of one step: counting a large table, say

class PostgresTables final : public TableTarget {
public:
    explicit PostgresTables(Address address) : address_(std::move(address)), connection_(loop_, address_) {}

    Result<> open() { return run<void>(openTables()); }

    Result<TargetProgress> begin(const std::string& identity) override {
        return run<TargetProgress>(beginFor(identity));
    }
    Result<> write(const Table& table, const std::vector<TableRow>& rows, const TableProgress& progress) override {
        return run<void>(writeRows(table, rows, progress));
    }
    Result<std::uint64_t> count(const Table& table) override { return run<std::uint64_t>(countRows(table)); }
    Result<bool> holds(const Table& table, const std::vector<TableRow>& rows) override {
        return run<bool>(compareRows(table, rows));
    }
    Result<> finish(const StoreCounters& counters) override { return run<void>(finishAll(counters)); }

private:
    // Turns the loop until the task has ended.
    template <class Value>
    Result<Value> run(Task<Result<Value>> task) {
        std::optional<Result<Value>> answer;
        std::exception_ptr thrown;
        loop_.restart();
        boost::asio::co_spawn(loop_, keep<Value>(std::move(task), answer),
                              [&thrown](std::exception_ptr failure) { thrown = failure; });
        loop_.run();
        if (!thrown) return std::move(*answer);
        connection_.close();
        try {
            std::rethrow_exception(thrown);
        } catch (const std::exception& failure) {
            return Error{Errc::unavailable,
                         "PostgreSQL at " + address_.shown() + " did not serve: " + failure.what() + "."};
        }
    }
    template <class Value>
    static Task<> keep(Task<Result<Value>> task, std::optional<Result<Value>>& into) {
        auto value = co_await std::move(task);
        into.emplace(std::move(value));
    }

    Error about(const std::string& what) const {
        return {Errc::conflict, "PostgreSQL at " + address_.shown() + " " + what + "."};
    }

    Task<Result<>> openTables() {
        auto ready = co_await prepareSchema(connection_, Filling::allowed);
        if (!ready) co_return Error{ready.error().code, about(ready.error().text).text};
        co_return ready;
    }

    Task<Result<TargetProgress>> beginFor(const std::string& identity) {
        auto locked =
            co_await connection_.execute("SELECT pg_try_advisory_lock(hashtextextended('baithak.migration', 0))");
        if (locked.bytes(0, 0) != "t") co_return about("is being filled by another run");
        auto found = co_await connection_.execute(
            "SELECT value, name = 'filled_from' FROM state WHERE name IN ('filling', 'filled_from') ORDER BY 2");
        TargetProgress progress;
        const bool isFinished = !found.empty() && found.bytes(0, 1) == "t";
        const bool isOurs = !found.empty() && found.bytes(0, 0) == identity;
        if (found.empty() || (isFinished && !isOurs)) {
            auto held = co_await connection_.execute(anyRowSql(), kLimit);
            if (held.bytes(0, 0) == "t") co_return about("holds data already: an empty database is needed");
            co_await connection_.execute("DELETE FROM state WHERE name = 'filled_from'; DELETE FROM filled");
            connection_.add(kBeginFilling, Params(identity));
            co_await connection_.run();
            co_return progress;
        }
        if (!isOurs) co_return about("is half filled from another store");
        progress.isFinished = isFinished;
        connection_.add(kProgress);
        auto answers = co_await connection_.run();
        for (int row = 0; row < answers.front().size(); ++row) {
            progress.tables.emplace(answers.front().text(row, 0), progressOf(answers.front(), row));
        }
        co_return progress;
    }

    Task<Result<>> writeRows(const Table& table, const std::vector<TableRow>& rows, const TableProgress& progress) {
        const TableQueries queries(table);
        connection_.add(kBegin);
        connection_.add(queries.insert(), insertParams(table, rows));
        connection_.add(kSaveProgress, Params(table.name, textOf(progress.last), progress.rows, progress.digest));
        connection_.add(queries.select(), rangeParams(keyOf(table, rows.front()), keyOf(table, rows.back())));
        auto answers = co_await connection_.run(kLimit);
        const bool isSame = rowsOf(table, answers.back()) == rows;
        connection_.add(isSame ? kCommit : kRollBack);
        co_await connection_.run(kLimit);
        if (isSame) co_return Result<>();
        co_return Error{Errc::internal, "What was written into the table " + std::string(table.name) +
                                            " reads differently; nothing of that part was kept."};
    }

    Task<Result<bool>> compareRows(const Table& table, const std::vector<TableRow>& rows) {
        const TableQueries queries(table);
        connection_.add(queries.select(), rangeParams(keyOf(table, rows.front()), keyOf(table, rows.back())));
        auto answers = co_await connection_.run(kLimit);
        co_return rowsOf(table, answers.front()) == rows;
    }

    Task<Result<std::uint64_t>> countRows(const Table& table) {
        const auto sql = "SELECT count(*) FROM " + quoted(table.name);
        auto counted = co_await connection_.execute(sql, kLimit);
        co_return static_cast<std::uint64_t>(std::stoull(counted.text(0, 0)));
    }

    Task<Result<>> finishAll(const StoreCounters& counters) {
        co_await connection_.execute(finishSql(counters), kLimit);
        co_return Result<>();
    }

    Loop loop_;
    const Address address_;
    Connection connection_;
};

}  // namespace

}  // namespace postgres

Result<std::unique_ptr<TableTarget>> openPostgresTables(const std::string& url) {
    auto address = postgres::Address::parse(url);
    if (!address) return Error{Errc::malformed, "The PostgreSQL URL won't do: " + address.error().text + "."};
    auto tables = std::make_unique<postgres::PostgresTables>(std::move(*address));
    if (auto opened = tables->open(); !opened) return opened.error();
    return std::unique_ptr<TableTarget>(std::move(tables));
}

}  // namespace baithak
