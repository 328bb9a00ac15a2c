// SPDX-License-Identifier: MIT
#pragma once

// One thing to do with a connection, made by a call on some loop and done by a lane (lane.h) on the engine's. A job may
// be run again after its transaction was rolled back, so run() leaves what it holds as it is.

#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include "server/store/postgres/connection.h"
#include "server/store/postgres/resolver.h"

namespace baithak::postgres {

// write: within a transaction that the lane begins, with the job's first statements, and commits, with its last.
enum class JobKind : std::uint8_t { read, write };

class Job {
public:
    Job(JobKind kindOfJob, std::size_t jobWeight) : kind_(kindOfJob), weight_(jobWeight) {}
    virtual ~Job() = default;

    // What it adds to the connection last it need not run(): the lane does. Throws Failure.
    virtual Task<> run(Connection& connection) = 0;
    // After the commit: resolves with what run() answered.
    virtual void succeed() = 0;
    virtual void fail(const Error& error) = 0;
    // Takes the next one of its queue in, to share the transaction; leaves it, and answers false, when they don't fit.
    virtual bool absorb(std::unique_ptr<Job>&) { return false; }
    // How many calls it answers, and each of them as a job of its own.
    virtual std::size_t size() const { return 1; }
    virtual std::vector<std::unique_ptr<Job>> split() { return {}; }

    JobKind kind() const noexcept { return kind_; }
    // Roughly the bytes it holds.
    std::size_t weight() const noexcept { return weight_; }
    std::chrono::steady_clock::time_point queuedAt{};

protected:
    JobKind kind_;
    std::size_t weight_;
};

// A job that is one function: `body(connection)` gives the Task of its answer.
template <class Value, class Body>
class BodyJob final : public Job {
public:
    BodyJob(JobKind kindOfJob, Body body, std::unique_ptr<Resolver<Value>> resolver)
        : Job(kindOfJob, 512), body_(std::move(body)), resolver_(std::move(resolver)) {}

    Task<> run(Connection& connection) override {
        auto answer = co_await body_(connection);
        answer_.emplace(std::move(answer));
    }
    void succeed() override { resolver_->resolve(std::move(*answer_)); }
    void fail(const Error& error) override { resolver_->resolve(error); }

private:
    Body body_;
    std::unique_ptr<Resolver<Value>> resolver_;
    std::optional<Result<Value>> answer_;
};

// Awaits a function's run on a lane.
template <class Value, class Lane, class Body>
Task<Result<Value>> awaitJob(Lane& lane, JobKind kind, Body body) {
    auto start = [&lane, kind, held = std::move(body)](std::unique_ptr<Resolver<Value>> resolver) mutable {
        lane.enqueue(std::make_unique<BodyJob<Value, Body>>(kind, std::move(held), std::move(resolver)));
    };
    return awaitResolved<Value>(std::move(start));
}

}  // namespace baithak::postgres
