// SPDX-License-Identifier: MIT

// The contract of Presence, in a real Redis.

#include "server/presence/redis/redis_presence.h"
#include "tests/server/presence/presence_contract.h"
#include "tests/support/register_test.h"
#include "tests/support/services/redis.h"

namespace baithak::test {

class RedisContractTest : public PresenceContract {
    Q_OBJECT

protected:
    // One server for all: each presence has a prefix of its own.
    std::unique_ptr<Presence> makePresence(baithak::Loop&) override {
        RedisPresenceConfig config;
        config.url = redis_.url();
        config.prefix = "test-" + std::to_string(++made_) + ":";
        auto presence = makeRedisPresence(std::move(config), log_, metrics_);
        if (!presence) qFatal("%s", presence.error().text.c_str());
        return std::move(*presence);
    }

private:
    RedisService redis_;
    Log log_;
    Metrics metrics_;
    int made_ = 0;
};

BAITHAK_REGISTER_TEST(RedisContractTest);

}  // namespace baithak::test

#include "redis_contract_test.moc"
