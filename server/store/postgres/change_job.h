// SPDX-License-Identifier: MIT
#pragma once

// A change of membership as a job: a transaction of its own. Made on any loop, done on the engine's (lane.h).

#include <memory>
#include <optional>

#include "server/store/postgres/fence_book.h"
#include "server/store/postgres/job.h"

namespace baithak::postgres {

class ChangeJob final : public Job {
public:
    ChangeJob(FenceBook& book, MembershipChange change, std::unique_ptr<Resolver<MembershipOutcome>> resolver);

    Task<> run(Connection& connection) override;
    void succeed() override;
    void fail(const Error& error) override;

private:
    FenceBook& book_;
    MembershipChange change_;
    std::unique_ptr<Resolver<MembershipOutcome>> resolver_;
    std::unique_ptr<Fences> fences_;  // of the last run
    std::optional<Result<MembershipOutcome>> outcome_;
};

}  // namespace baithak::postgres
