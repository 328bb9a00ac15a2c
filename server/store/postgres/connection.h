// SPDX-License-Identifier: MIT
#pragma once

// One connection, in libpq's asynchronous interface and pipeline mode: statements are added, and run() sends them
// together and waits for all their answers: one way to the server and back, whatever their number. Lives on the loop of
// the engine (engine.h), is used by one task at a time, and throws Failure.

#include <libpq-fe.h>

#include <chrono>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <boost/asio/posix/basic_stream_descriptor.hpp>

#include "server/runtime/task.h"
#include "server/store/postgres/address.h"
#include "server/store/postgres/failure.h"
#include "server/store/postgres/values.h"

namespace baithak::postgres {

// How long the server may take to answer; its own limit (statement_timeout) is shorter.
inline constexpr std::chrono::milliseconds kAnswerLimit{8000};
// How long one host may take to be connected to, and before that its name to be looked up.
inline constexpr std::chrono::milliseconds kConnectLimit{2000};

class Connection {
public:
    Connection(Loop& loop, const Address& address) : loop_(loop), address_(address), socket_(loop), timer_(loop) {}
    ~Connection() { close(); }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    bool isOpen() const noexcept { return handle_ != nullptr; }
    // Tries each host once, beginning with the last that served.
    Task<> open();
    void close() noexcept;

    void add(const Query& query, Params params = Params());
    // The answers of those added, one each, in order. When one of them fails, its Failure is thrown, and those behind
    // it were not done. Answers beyond `limit` are waited for no longer: the connection is lost then.
    Task<std::vector<Rows>> run(std::chrono::milliseconds limit = kAnswerLimit);
    // Runs plain statements, which may be several in one text, apart from the others; the rows of the last, as text.
    Task<Rows> execute(std::string sql, std::chrono::milliseconds limit = kAnswerLimit);

private:
    enum class Step { prepare, query };
    struct Sent {
        Step step;
        std::string name;
    };
    class Deadline;

    Task<> openHost(Address::Settings host);
    Task<> connect();
    Task<> flush();
    Task<> waitFor(boost::asio::posix::descriptor_base::wait_type what);
    Task<> waitForEither();
    Task<> receive(std::vector<Rows>& answers);
    Task<std::shared_ptr<PGresult>> nextResult();
    void note(const Sent& sent, const std::shared_ptr<PGresult>& result, std::vector<Rows>& answers);
    void watchSocket();
    [[noreturn]] void throwLost();
    void check(bool isSent) {
        if (!isSent) throwLost();
    }

    Loop& loop_;
    const Address& address_;
    std::size_t host_ = 0;
    PGconn* handle_ = nullptr;
    // A duplicate of libpq's descriptor, which libpq closes as it likes.
    boost::asio::posix::basic_stream_descriptor<LoopExecutor> socket_;
    LoopTimer timer_;
    bool isLate_ = false;
    std::uint64_t runs_ = 0;
    std::vector<Sent> sent_;
    std::set<std::string> prepared_;
    std::unique_ptr<Failure> failure_;  // the first of the pipeline
};

}  // namespace baithak::postgres
