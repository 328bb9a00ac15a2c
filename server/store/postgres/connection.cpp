// SPDX-License-Identifier: MIT

#include "server/store/postgres/connection.h"

#include <fcntl.h>

#include <boost/asio/experimental/awaitable_operators.hpp>

#include "server/store/postgres/host_lookup.h"

namespace baithak::postgres {

namespace {

using Wait = boost::asio::posix::descriptor_base;

// Every query here goes by keys: whatever the statistics say of a table that grew since, its index is the way, from key
// to key. A transaction whose process is paused or cut off holds its locks for three seconds.
constexpr const char* kSession =
    "SET search_path = baithak, pg_catalog; SET statement_timeout = '6s'; SET lock_timeout = '5s'; "
    "SET idle_in_transaction_session_timeout = '3s'; SET client_connection_check_interval = '2s'; "
    "SET default_transaction_isolation = 'read committed'; SET client_min_messages = 'error'; "
    "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET jit = off; "
    "SET plan_cache_mode = 'force_generic_plan'; "
    // A commit is on the server's disk when it is told: anything less would lose it with the server's process. What
    // waits for more (a synchronous standby) stays as the operator set it.
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";

std::string firstLine(const char* text) {
    std::string line = text == nullptr ? "" : text;
    line.resize(std::min(line.find('\n'), line.size()));
    return line;
}

std::shared_ptr<PGresult> owned(PGresult* result) { return {result, PQclear}; }

}  // namespace

// While it lives, the time for an answer runs.
class Connection::Deadline {
public:
    Deadline(Connection& connection, std::chrono::milliseconds limit) : connection_(connection) {
        connection.isLate_ = false;
        connection.timer_.expires_after(limit);
        connection.timer_.async_wait([&connection, run = ++connection.runs_](boost::system::error_code failure) {
            if (failure || run != connection.runs_) return;
            connection.isLate_ = true;
            connection.socket_.cancel(failure);
        });
    }
    ~Deadline() {
        ++connection_.runs_;
        connection_.timer_.cancel();
    }
    Deadline(const Deadline&) = delete;
    Deadline& operator=(const Deadline&) = delete;

private:
    Connection& connection_;
};

Task<> Connection::open() {
    const auto& hosts = address_.hosts();
    std::string reasons;
    for (std::size_t tried = 0; tried < hosts.size(); ++tried) {
        const auto host = (host_ + tried) % hosts.size();
        try {
            co_await openHost(hosts[host]);
            host_ = host;
            co_return;
        } catch (const Failure& failure) {
            if (!reasons.empty()) reasons += "; ";
            reasons += failure.what();
        }
        close();
    }
    throw Failure::lost(reasons);
}

Task<> Connection::openHost(Address::Settings host) {
    const auto settings = co_await withAddresses(loop_, std::move(host), kConnectLimit);
    std::vector<const char*> keys, values;
    for (const auto& [key, value] : settings) {
        keys.push_back(key.c_str());
        values.push_back(value.c_str());
    }
    keys.push_back(nullptr);
    values.push_back(nullptr);
    handle_ = PQconnectStartParams(keys.data(), values.data(), 0);
    if (handle_ == nullptr) throw Failure::lost("out of memory");
    PQsetNoticeProcessor(handle_, [](void*, const char*) {}, nullptr);
    {
        const Deadline deadline(*this, kConnectLimit);
        co_await connect();
    }
    if (PQserverVersion(handle_) < 140000) throw Failure::lost("the server is older than PostgreSQL 14");
    PQsetnonblocking(handle_, 1);
    watchSocket();
    co_await execute(kSession);
}

Task<> Connection::connect() {
    auto next = PGRES_POLLING_WRITING;
    while (PQstatus(handle_) != CONNECTION_BAD && next != PGRES_POLLING_OK) {
        watchSocket();  // another one with each address and try
        co_await waitFor(next == PGRES_POLLING_READING ? Wait::wait_read : Wait::wait_write);
        next = PQconnectPoll(handle_);
        if (next == PGRES_POLLING_FAILED) break;
    }
    if (PQstatus(handle_) != CONNECTION_OK) throwLost();
}

void Connection::close() noexcept {
    boost::system::error_code ignored;
    socket_.close(ignored);
    if (handle_ != nullptr) PQfinish(handle_);
    handle_ = nullptr;
    sent_.clear();
    prepared_.clear();
    failure_.reset();
}

void Connection::watchSocket() {
    boost::system::error_code ignored;
    socket_.close(ignored);
    const int descriptor = fcntl(PQsocket(handle_), F_DUPFD_CLOEXEC, 0);
    if (descriptor < 0) throwLost();
    socket_.assign(descriptor);
}

// With what the server said last, when it said why.
void Connection::throwLost() {
    if (const auto said = std::move(failure_)) throw Failure(*said);
    if (isLate_) throw Failure::lost("the server does not answer");
    auto text = firstLine(PQerrorMessage(handle_));
    throw Failure::lost(text.empty() ? "the connection was lost" : text);
}

void Connection::add(const Query& query, Params params) {
    if (!prepared_.contains(query.name)) {
        check(PQsendPrepare(handle_, query.name, query.sql, params.count(), params.types()) == 1);
        sent_.push_back({Step::prepare, query.name});
        prepared_.insert(query.name);
    }
    const auto* values = params.values();
    check(PQsendQueryPrepared(handle_, query.name, params.count(), values, params.lengths(), params.formats(), 1) == 1);
    sent_.push_back({Step::query, query.name});
}

Task<std::vector<Rows>> Connection::run(std::chrono::milliseconds limit) {
    const Deadline deadline(*this, limit);
    check(PQpipelineSync(handle_) == 1);
    co_await flush();
    std::vector<Rows> answers;
    co_await receive(answers);
    sent_.clear();
    if (const auto failure = std::move(failure_)) throw Failure(*failure);
    co_return answers;
}

Task<Rows> Connection::execute(std::string sql, std::chrono::milliseconds limit) {
    const Deadline deadline(*this, limit);
    if (PQpipelineStatus(handle_) != PQ_PIPELINE_OFF) check(PQexitPipelineMode(handle_) == 1);
    check(PQsendQuery(handle_, sql.c_str()) == 1);
    co_await flush();
    Rows last;
    const Sent sent{Step::query, {}};
    std::vector<Rows> answers;
    while (auto result = co_await nextResult()) note(sent, result, answers);
    if (PQstatus(handle_) == CONNECTION_BAD) throwLost();
    check(PQenterPipelineMode(handle_) == 1);
    if (const auto failure = std::move(failure_)) throw Failure(*failure);
    if (!answers.empty()) last = answers.back();
    co_return last;
}

Task<> Connection::flush() {
    while (true) {
        const int left = PQflush(handle_);
        check(left >= 0);
        if (left == 0) co_return;
        // The server may wait for us to read before it reads on.
        co_await waitForEither();
        check(PQconsumeInput(handle_) == 1);
    }
}

Task<> Connection::waitFor(Wait::wait_type what) {
    auto waited = co_await socket_.async_wait(what, asTuple);
    if (isLate_ || std::get<0>(waited)) throwLost();
}

Task<> Connection::waitForEither() {
    using namespace boost::asio::experimental::awaitable_operators;
    auto readable = socket_.async_wait(Wait::wait_read, asTuple);
    auto writable = socket_.async_wait(Wait::wait_write, asTuple);
    co_await (std::move(readable) || std::move(writable));
    if (isLate_) throwLost();
}

Task<std::shared_ptr<PGresult>> Connection::nextResult() {
    while (PQisBusy(handle_) != 0) {
        co_await waitFor(Wait::wait_read);
        // A failure leaves its reason in the next result.
        if (PQconsumeInput(handle_) != 1 && PQstatus(handle_) == CONNECTION_BAD && PQisBusy(handle_) != 0) throwLost();
    }
    co_return owned(PQgetResult(handle_));
}

Task<> Connection::receive(std::vector<Rows>& answers) {
    for (std::size_t done = 0; true;) {
        auto result = co_await nextResult();
        if (!result) {  // between two statements
            if (PQstatus(handle_) == CONNECTION_BAD) throwLost();
            continue;
        }
        if (PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC) co_return;
        if (done >= sent_.size()) throwLost();
        note(sent_[done++], result, answers);
        if (PQstatus(handle_) == CONNECTION_BAD) throwLost();
    }
}

void Connection::note(const Sent& sent, const std::shared_ptr<PGresult>& result, std::vector<Rows>& answers) {
    const auto status = PQresultStatus(result.get());
    if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) {
        if (sent.step == Step::query) answers.emplace_back(result);
        return;
    }
    if (sent.step == Step::prepare) prepared_.erase(sent.name);
    if (status == PGRES_PIPELINE_ABORTED || failure_) return;
    const char* state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
    failure_ = std::make_unique<Failure>(state == nullptr ? "" : state, firstLine(PQresultErrorMessage(result.get())));
}

}  // namespace baithak::postgres
