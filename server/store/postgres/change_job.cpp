// SPDX-License-Identifier: MIT

#include "server/store/postgres/change_job.h"

#include "server/store/postgres/membership_change.h"

namespace baithak::postgres {

namespace {

constexpr std::size_t kWeight = 512;

}  // namespace

ChangeJob::ChangeJob(FenceBook& book, MembershipChange change, std::unique_ptr<Resolver<MembershipOutcome>> resolver)
    : Job(JobKind::write, kWeight), book_(book), change_(std::move(change)), resolver_(std::move(resolver)) {}

Task<> ChangeJob::run(Connection& connection) {
    fences_ = std::make_unique<Fences>(book_);
    auto outcome = co_await changeMembership(connection, change_, *fences_);
    outcome_.emplace(std::move(outcome));
}

void ChangeJob::succeed() {
    fences_->keep();
    resolver_->resolve(std::move(*outcome_));
}

void ChangeJob::fail(const Error& error) { resolver_->resolve(error); }

}  // namespace baithak::postgres
