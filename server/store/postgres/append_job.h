// SPDX-License-Identifier: MIT
#pragma once

// Appends to logs: the requests of all calls that share one transaction. Two ways to the server: one that locks the
// conversations and brings all that is to be known about each request, one that writes and commits; a third between
// them when a conversation is new.

#include "server/store/message_store.h"
#include "server/store/postgres/fence_book.h"
#include "server/store/postgres/job.h"

namespace baithak::postgres {

class AppendJob final : public Job {
public:
    using Outcomes = std::vector<AppendOutcome>;

    AppendJob(FenceBook& book, std::vector<AppendRequest> requests, std::unique_ptr<Resolver<Outcomes>> resolver);

    Task<> run(Connection& connection) override;
    void succeed() override;
    void fail(const Error& error) override;
    bool absorb(std::unique_ptr<Job>& next) override;
    std::size_t size() const override { return calls_.size(); }
    std::vector<std::unique_ptr<Job>> split() override;

private:
    struct Call {
        std::vector<AppendRequest> requests;
        std::unique_ptr<Resolver<Outcomes>> resolver;
    };

    FenceBook& book_;
    std::vector<Call> calls_;
    // Of the last run.
    Outcomes outcomes_;
    std::unique_ptr<Fences> fences_;
};

}  // namespace baithak::postgres
