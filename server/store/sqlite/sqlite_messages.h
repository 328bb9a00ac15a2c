// SPDX-License-Identifier: MIT
#pragma once

#include "server/store/message_store.h"
#include "server/store/sqlite/published.h"
#include "server/store/sqlite/reader.h"
#include "server/store/sqlite/writer.h"

namespace baithak::sqlite {

// MessageStore on the writer and the reader.
class SqliteMessages final : public MessageStore {
public:
    SqliteMessages(Writer& writer, Reader& reader, Published& published)
        : writer_(writer), reader_(reader), published_(published) {}

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
    Writer& writer_;
    Reader& reader_;
    Published& published_;
};

}  // namespace baithak::sqlite
