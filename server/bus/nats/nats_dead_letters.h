// SPDX-License-Identifier: MIT
#pragma once

// The stream of dead letters: each is a record as it was, with headers that say whose it was and why it was given up.

#include "server/bus/dead_letters.h"
#include "server/bus/nats/nats_reader.h"
#include "server/runtime/worker_pool.h"

namespace baithak {

class NatsDeadLetters final : public DeadLetters {
public:
    explicit NatsDeadLetters(NatsPartsPtr parts) : parts_(std::move(parts)) {}

    Task<Result<std::vector<DeadLetter>>> list(std::size_t limit) override;
    Task<Result<>> replay(std::string id) override;
    Task<Result<>> drop(std::string id) override;

private:
    NatsPartsPtr parts_;
    WorkerPool workers_{1};  // its own: a long list holds up nothing else
};

}  // namespace baithak
