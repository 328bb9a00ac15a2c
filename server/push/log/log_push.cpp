// SPDX-License-Identifier: MIT
#include "server/push/log/log_push.h"

namespace baithak {
namespace {

constexpr std::size_t kMaxBytes = 64 * 1024;

class LogPush final : public PushProvider {
public:
    explicit LogPush(Log& log) : log_(log) {}

    Task<PushAnswer> push(PushMessage message) override {
        log_.info(
            "push.logged",
            {{"to", message.recipient}, {"conversation", message.conversation}, {"bytes", message.message.size()}});
        co_return PushAnswer{PushOutcome::sent, {}};
    }
    std::size_t maxBytes() const noexcept override { return kMaxBytes; }
    void hurry(std::chrono::milliseconds) override {}

private:
    Log& log_;
};

}  // namespace

std::unique_ptr<PushProvider> makeLogPush(Log& log) { return std::make_unique<LogPush>(log); }

}  // namespace baithak
