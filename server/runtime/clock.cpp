// SPDX-License-Identifier: MIT
#include "server/runtime/clock.h"

#include <utility>

namespace baithak {
namespace {

class SystemTimer final : public Timer {
public:
    explicit SystemTimer(Loop& loop) : timer_(loop) {}
    ~SystemTimer() override { *current_ = 0; }

    void start(std::chrono::milliseconds after, std::function<void()> call) override {
        const auto number = ++lastStart_;
        *current_ = number;
        timer_.expires_after(after);
        // Asio hands out a call that was due already even when it is cancelled: the number tells.
        timer_.async_wait([current = current_, number, call = std::move(call)](const boost::system::error_code& error) {
            if (!error && *current == number) call();
        });
    }

    void stop() override {
        *current_ = 0;
        timer_.cancel();
    }

private:
    LoopTimer timer_;
    std::uint64_t lastStart_ = 0;
    std::shared_ptr<std::uint64_t> current_ = std::make_shared<std::uint64_t>(0);  // 0: nothing is due
};

}  // namespace

std::unique_ptr<Timer> Clock::timer(Loop& loop) const { return std::make_unique<SystemTimer>(loop); }

}  // namespace baithak
