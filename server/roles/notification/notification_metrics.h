// SPDX-License-Identifier: MIT
#pragma once

// What the notification role shows of itself: counters and gauges, and lines in the log for what goes wrong for a
// while.

#include <chrono>
#include <string_view>
#include <utility>

#include "server/runtime/log.h"
#include "server/runtime/metrics.h"
#include "shared/base/result.h"

namespace baithak {

// What became of a push: the ends of PushOutcome, and one that needs no service.
enum class PushEnd : std::uint8_t { sent, deadToken, refused, failed, unneeded };

// What the role counts and shows, on its loop.
class NotificationMetrics {
public:
    using Age = std::chrono::duration<double>;  // since the message was stored, in seconds

    explicit NotificationMetrics(Metrics& metrics);

    // A push has come to its end.
    void end(PushEnd end, Age age);
    // `what`: recipient, push, sign_in; `why` is one word, too, of the few in docs/operations.md.
    void drop(std::string_view what, std::string_view why, std::size_t count = 1);
    // Nobody could say whether a recipient is connected.
    void unsure() { unsure_.add(); }
    // How many wait, the oldest of them, and how many of them wait to be tried again.
    void show(std::size_t depth, Age oldest, std::size_t paused);

private:
    Metrics& metrics_;
    Gauge& depth_;
    Gauge& oldest_;
    Gauge& paused_;
    Histogram& age_;
    Counter& unsure_;
    Counter* ends_[5];
};

// Something that goes wrong for a while: the log hears when it begins and when it is over, and not each time.
class Trouble {
public:
    // The names are literals: `"notification.store_away"`.
    Trouble(Log& log, std::string_view began, std::string_view over) : log_(log), began_(began), over_(over) {}

    void begin(std::string_view reason) {
        if (!std::exchange(isThere_, true)) log_.warn(began_, {{"reason", reason}});
    }
    void end() {
        if (std::exchange(isThere_, false)) log_.info(over_);
    }
    template <class Value>
    void note(const Result<Value>& result) {
        if (result)
            end();
        else
            begin(result.error().text);
    }

private:
    Log& log_;
    std::string_view began_, over_;
    bool isThere_ = false;
};

}  // namespace baithak
