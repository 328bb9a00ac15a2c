// SPDX-License-Identifier: MIT
#include "server/presence/redis/redis_scripts.h"

#include <array>

#include <openssl/evp.h>

namespace baithak {
namespace {

// `living(key)`: the sessions of a user that count.
constexpr std::string_view kLiving = R"(
local prefix, sessionTime = ARGV[1], tonumber(ARGV[2])
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local leases = {}
local function isHeld(gateway)
  if leases[gateway] == nil then leases[gateway] = redis.call('EXISTS', prefix .. 'lease:' .. gateway) == 1 end
  return leases[gateway]
end
local function living(key)
  local found, removed = {}, false
  local all = redis.call('HGETALL', key)
  for i = 1, #all, 2 do
    local strict, at, connection, gateway = string.match(all[i + 1], '^(%d) (%d+) (%S+) (%S+)')
    if at and now - at < sessionTime and isHeld(gateway) then
      found[#found + 1] = {device = all[i], strict = strict, connection = connection, gateway = gateway}
    elseif at then
      redis.call('HDEL', key, all[i])
      removed = true
    end
  end
  if removed and #found == 0 then redis.call('PUBLISH', key, '') end
  return found
end
)";

constexpr std::string_view kPut = R"(
local key, openings, device, connection, gateway, strict = KEYS[1], KEYS[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local opened = tonumber(ARGV[7])
local sessions, replaced = living(key), {}
local function openingOf(session)
  local named, at = string.match(redis.call('HGET', openings, session.device) or '', '^(%S+) (%d+)')
  return named == session.connection and tonumber(at) or 0
end
for _, session in ipairs(sessions) do
  if session.device == device and session.connection ~= connection then
    local openedThere = openingOf(session)
    local isSure = opened ~= 0 and openedThere ~= 0
    local isEarlier = connection < session.connection
    if isSure and opened ~= openedThere then isEarlier = opened < openedThere end
    if isEarlier and not isSure then return {} end
    if isEarlier then return {device, strict, connection, gateway} end
    if isSure then replaced = {session.device, session.strict, session.connection, session.gateway} end
  end
end
local function whole(number) return string.format('%.0f', number) end
redis.call('HSET', key, device, table.concat({strict, whole(now), connection, gateway}, ' '))
redis.call('PEXPIRE', key, sessionTime)
if opened ~= 0 then
  redis.call('HSET', openings, device, connection .. ' ' .. whole(opened))
  redis.call('PEXPIRE', openings, sessionTime)
end
if #sessions == 0 then redis.call('PUBLISH', key, '') end
return replaced
)";

constexpr std::string_view kRemove = R"(
local key, connection = KEYS[1], ARGV[3]
local sessions = living(key)
for _, session in ipairs(sessions) do
  if session.connection == connection then
    redis.call('HDEL', key, session.device)
    redis.call('HDEL', KEYS[2], session.device)
    if #sessions == 1 then redis.call('PUBLISH', key, '') end
  end
end
return 1
)";

constexpr std::string_view kRead = R"(
local answer = {}
for i, key in ipairs(KEYS) do
  local texts = {}
  for _, session in ipairs(living(key)) do
    texts[#texts + 1] = session.device
    texts[#texts + 1] = session.strict
    texts[#texts + 1] = session.connection
    texts[#texts + 1] = session.gateway
  end
  answer[i] = texts
end
return answer
)";

constexpr std::string_view kAnnounce = R"(
local prefix, leaseTime, id, json, gateway = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
local kept = redis.call('EXISTS', prefix .. 'instance:' .. id)
redis.call('SET', prefix .. 'instance:' .. id, json, 'PX', leaseTime)
redis.call('SADD', prefix .. 'instances', id)
if gateway ~= '' then
  kept = kept * redis.call('EXISTS', prefix .. 'lease:' .. gateway)
  redis.call('SET', prefix .. 'lease:' .. gateway, id, 'PX', leaseTime)
  redis.call('SADD', prefix .. 'gateways', gateway)
end
local gateways = {}
for _, each in ipairs(redis.call('SMEMBERS', prefix .. 'gateways')) do
  if redis.call('EXISTS', prefix .. 'lease:' .. each) == 1 then
    gateways[#gateways + 1] = each
  else
    redis.call('SREM', prefix .. 'gateways', each)
  end
end
local clock = redis.call('TIME')
return {kept, gateways, clock[1] * 1000 + math.floor(clock[2] / 1000)}
)";

constexpr std::string_view kWithdraw = R"(
local prefix, id, gateway = ARGV[1], ARGV[2], ARGV[3]
redis.call('DEL', prefix .. 'instance:' .. id)
redis.call('SREM', prefix .. 'instances', id)
if gateway ~= '' then
  redis.call('DEL', prefix .. 'lease:' .. gateway)
  redis.call('SREM', prefix .. 'gateways', gateway)
  -- Who watches a user that was there looks again. A Redis user without this right is told with the lease's end.
  local watched = redis.pcall('PUBSUB', 'CHANNELS', prefix .. 'sessions:*')
  for _, key in ipairs(watched.err and {} or watched) do
    for _, session in ipairs(redis.call('HVALS', key)) do
      if string.match(session, '^%d %d+ %S+ (%S+)') == gateway then
        redis.call('PUBLISH', key, '')
        break
      end
    end
  end
end
return 1
)";

constexpr std::string_view kInstances = R"(
local prefix, all = ARGV[1], {}
for _, id in ipairs(redis.call('SMEMBERS', prefix .. 'instances')) do
  local json = redis.call('GET', prefix .. 'instance:' .. id)
  if json then all[#all + 1] = json else redis.call('SREM', prefix .. 'instances', id) end
end
return all
)";

RedisScript onSessions(std::string_view script) { return RedisScript(std::string(kLiving) + std::string(script)); }
RedisScript alone(std::string_view script) { return RedisScript(std::string(script)); }

std::string sha1(const std::string& text) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha1(), nullptr);
    std::string hex;
    for (unsigned i = 0; i < size; ++i) {
        hex += kDigits[digest[i] >> 4];
        hex += kDigits[digest[i] & 15];
    }
    return hex;
}

}  // namespace

RedisScript::RedisScript(std::string source) : text(std::move(source)), hash(sha1(text)) {}

const RedisScripts& redisScripts() {
    static const RedisScripts scripts{onSessions(kPut), onSessions(kRemove), onSessions(kRead),
                                      alone(kAnnounce), alone(kWithdraw),    alone(kInstances)};
    return scripts;
}

}  // namespace baithak
