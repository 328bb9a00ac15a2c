// SPDX-License-Identifier: MIT
#pragma once

// The topic of dead letters: a record each, by its id, with headers that say whose it was and why it was given up; what
// was replayed or dropped has a tombstone, and goes when Kafka compacts the topic. Letters go by themselves, too: after
// 30 days, and the oldest when there are more than 256 MiB of them.

#include "server/bus/dead_letters.h"
#include "server/bus/kafka/kafka_client.h"
#include "server/runtime/worker_pool.h"

namespace baithak {

// Bytes that are kept free in each record for what a letter says beside it.
inline constexpr std::size_t kLetterRoom = 4096;

std::string deadLetterTopic(const KafkaClient& client);
KafkaSettings deadLetterSettings();

// How much of a record is kept: all of it, or as much as there is always room for.
enum class KeptPart { whole, beginning };
// Puts the letter there under its id, with the record as it came. Says in `report` that it is kept, or that it must be
// kept again; Errc::tooLarge: by its beginning only. Called from any thread; the report may be called before this
// returns.
void keepDeadLetter(KafkaClient& client, const DeadLetter& letter, const std::string& bytes, KeptPart part,
                    const KafkaClient::Report& report);

// A letter of which the beginning was kept can't be replayed (Errc::tooLarge).
class KafkaDeadLetters final : public DeadLetters {
public:
    KafkaDeadLetters(KafkaClientPtr client, WorkerPool& workers) : client_(std::move(client)), workers_(workers) {}

    Task<Result<std::vector<DeadLetter>>> list(std::size_t limit) override;
    Task<Result<>> replay(std::string id) override;
    Task<Result<>> drop(std::string id) override;

private:
    KafkaClientPtr client_;
    WorkerPool& workers_;
};

}  // namespace baithak
