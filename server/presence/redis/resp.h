// SPDX-License-Identifier: MIT
#pragma once

// The protocol of Redis (RESP2): commands to bytes, bytes to replies. The one door to hiredis.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"

namespace baithak {

using RedisCommand = std::vector<std::string>;
// The bytes that ask a server for it: a list of texts, each of which may hold any bytes.
std::string encodeCommand(const RedisCommand& command);

struct RedisReply {
    enum class Kind : std::uint8_t { nothing, text, number, list, error };

    Kind kind = Kind::nothing;
    std::string text;  // of `text` and `error`
    std::int64_t number = 0;
    std::vector<RedisReply> items;  // of `list`

    bool isError() const noexcept { return kind == Kind::error; }
};
using RedisReplies = std::vector<RedisReply>;

// Takes bytes as they come and gives replies as they get whole.
class RespReader {
public:
    RespReader();
    ~RespReader();
    RespReader(const RespReader&) = delete;
    RespReader& operator=(const RespReader&) = delete;

    void feed(std::string_view bytes);
    // Nothing when more bytes are needed; an error when the bytes are no RESP: the connection is of no more use.
    Result<std::optional<RedisReply>> next();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace baithak
