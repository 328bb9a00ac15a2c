// SPDX-License-Identifier: MIT

#include "server/store/postgres/append_job.h"

#include "server/store/postgres/append_batch.h"

namespace baithak::postgres {

namespace {

std::size_t weightOf(const std::vector<AppendRequest>& requests) {
    std::size_t bytes = 0;
    for (const auto& request : requests) {
        bytes += 256 + request.message->content.size() + request.message->meta.bytes();
    }
    return bytes;
}

}  // namespace

AppendJob::AppendJob(FenceBook& book, std::vector<AppendRequest> requests, std::unique_ptr<Resolver<Outcomes>> resolver)
    : Job(JobKind::write, weightOf(requests)), book_(book) {
    calls_.push_back({std::move(requests), std::move(resolver)});
}

Task<> AppendJob::run(Connection& connection) {
    std::vector<const AppendRequest*> requests;
    fences_ = std::make_unique<Fences>(book_);
    for (const auto& call : calls_) {
        for (const auto& request : call.requests) {
            requests.push_back(&request);
            fences_->add(request.fence);
        }
    }
    AppendBatch batch(std::move(requests), *fences_);
    outcomes_ = co_await batch.write(connection);
}

void AppendJob::succeed() {
    fences_->keep();
    auto next = std::make_move_iterator(outcomes_.begin());
    for (auto& call : calls_) {
        const auto count = static_cast<std::ptrdiff_t>(call.requests.size());
        call.resolver->resolve(Outcomes(next, next + count));
        next += count;
    }
}

void AppendJob::fail(const Error& error) {
    for (auto& call : calls_) call.resolver->resolve(error);
}

bool AppendJob::absorb(std::unique_ptr<Job>& next) {
    auto* other = dynamic_cast<AppendJob*>(next.get());
    if (other == nullptr) return false;
    for (auto& call : other->calls_) calls_.push_back(std::move(call));
    next.reset();
    return true;
}

std::vector<std::unique_ptr<Job>> AppendJob::split() {
    std::vector<std::unique_ptr<Job>> parts;
    for (auto& call : calls_) {
        parts.push_back(std::make_unique<AppendJob>(book_, std::move(call.requests), std::move(call.resolver)));
        parts.back()->queuedAt = queuedAt;
    }
    return parts;
}

}  // namespace baithak::postgres
