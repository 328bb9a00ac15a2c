// SPDX-License-Identifier: MIT
#pragma once

// Moves cursors and marks: the updates of all calls that share one transaction. Locks the participants' rows, in order;
// takes no lock of those who append.

#include "server/store/message_store.h"
#include "server/store/postgres/job.h"

namespace baithak::postgres {

class MarkJob final : public Job {
public:
    using Receipts = std::vector<Receipt>;

    MarkJob(std::vector<MarkUpdate> updates, std::unique_ptr<Resolver<Receipts>> resolver);

    Task<> run(Connection& connection) override;
    void succeed() override;
    void fail(const Error& error) override;
    bool absorb(std::unique_ptr<Job>& next) override;
    std::size_t size() const override { return calls_.size(); }
    std::vector<std::unique_ptr<Job>> split() override;

private:
    struct Call {
        std::vector<MarkUpdate> updates;
        std::unique_ptr<Resolver<Receipts>> resolver;
    };
    void ask(Connection& connection, const std::vector<const MarkUpdate*>& updates);
    void decide(Connection& connection, const std::vector<const MarkUpdate*>& updates, const Rows& rows);

    std::vector<Call> calls_;
    std::vector<std::optional<Receipt>> receipts_;  // of the last run: one an update
};

}  // namespace baithak::postgres
