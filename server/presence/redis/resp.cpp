// SPDX-License-Identifier: MIT
#include "server/presence/redis/resp.h"

#include <hiredis/hiredis.h>

namespace baithak {
namespace {

RedisReply convert(const redisReply& from) {
    RedisReply reply;
    switch (from.type) {
        case REDIS_REPLY_STRING:
        case REDIS_REPLY_STATUS:
            reply.kind = RedisReply::Kind::text;
            reply.text.assign(from.str, from.len);
            break;
        case REDIS_REPLY_ERROR:
            reply.kind = RedisReply::Kind::error;
            reply.text.assign(from.str, from.len);
            break;
        case REDIS_REPLY_INTEGER:
            reply.kind = RedisReply::Kind::number;
            reply.number = from.integer;
            break;
        case REDIS_REPLY_ARRAY:
            reply.kind = RedisReply::Kind::list;
            reply.items.reserve(from.elements);
            for (std::size_t i = 0; i < from.elements; ++i) reply.items.push_back(convert(*from.element[i]));
            break;
        default:
            break;
    }
    return reply;
}

}  // namespace

std::string encodeCommand(const RedisCommand& command) {
    std::vector<const char*> words;
    std::vector<std::size_t> lengths;
    for (const auto& word : command) {
        words.push_back(word.data());
        lengths.push_back(word.size());
    }
    char* bytes = nullptr;
    const int size = redisFormatCommandArgv(&bytes, static_cast<int>(words.size()), words.data(), lengths.data());
    std::string encoded(bytes, size < 0 ? 0 : static_cast<std::size_t>(size));
    redisFreeCommand(bytes);
    return encoded;
}

struct RespReader::State {
    std::unique_ptr<redisReader, decltype(&redisReaderFree)> reader{redisReaderCreate(), redisReaderFree};
};

RespReader::RespReader() : state_(std::make_unique<State>()) {}
RespReader::~RespReader() = default;

void RespReader::feed(std::string_view bytes) {
    // An error stays with the reader: next() tells of it.
    (void)redisReaderFeed(state_->reader.get(), bytes.data(), bytes.size());
}

Result<std::optional<RedisReply>> RespReader::next() {
    void* raw = nullptr;
    if (redisReaderGetReply(state_->reader.get(), &raw) != REDIS_OK) {
        return Error{Errc::malformed, "the answer is not of Redis' protocol: " + std::string(state_->reader->errstr)};
    }
    if (raw == nullptr) return std::optional<RedisReply>();
    const std::unique_ptr<void, decltype(&freeReplyObject)> held(raw, freeReplyObject);
    return std::optional(convert(*static_cast<const redisReply*>(raw)));
}

}  // namespace baithak
