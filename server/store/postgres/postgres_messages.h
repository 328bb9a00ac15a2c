// SPDX-License-Identifier: MIT
#pragma once

#include "server/store/message_store.h"
#include "server/store/postgres/engine.h"

namespace baithak::postgres {

// MessageStore on the engine's lanes. A call whose requests are of several conversations goes by the first of them.
class PostgresMessages final : public MessageStore {
public:
    explicit PostgresMessages(Engine& engine) : engine_(engine) {}

    Task<Result<std::vector<AppendOutcome>>> append(std::vector<AppendRequest> requests) override;
    Task<Result<MembershipOutcome>> change(MembershipChange change) override;
    Task<Result<std::vector<StreamHead>>> behind(UserId user, DeviceNumber device) override;
    Task<Result<LogRange>> fetch(UserId user, DeviceNumber device, ConversationId conversation, std::uint64_t from,
                                 std::size_t maxMessages, std::size_t maxBytes) override;
    Task<Result<LogRange>> page(UserId user, ConversationId conversation, std::optional<std::uint64_t> after,
                                std::optional<std::uint64_t> before, std::size_t limit) override;
    Task<Result<std::vector<Receipt>>> saveMarks(std::vector<MarkUpdate> updates) override;
    Task<Result<std::uint64_t>> lastSeqOf(ConversationId conversation, UserId author,
                                          std::vector<MessageId> ids) override;
    Task<Result<ConversationPage>> conversations(UserId user, std::uint64_t since) override;
    Task<Result<>> setFlags(UserId user, ConversationId conversation, ConversationFlags flags) override;

private:
    Engine& engine_;
};

}  // namespace baithak::postgres
