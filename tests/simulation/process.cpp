// SPDX-License-Identifier: MIT
#include "tests/simulation/process.h"

#include <algorithm>
#include <stdexcept>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>

namespace baithak::simulation {

// A timer of virtual time.
class Process::Alarm final : public Timer {
public:
    explicit Alarm(Process& process) : process_(process) { process_.alarms_.push_back(this); }
    ~Alarm() override {
        *current_ = 0;
        std::erase(process_.alarms_, this);
    }

    void start(std::chrono::milliseconds after, Action call) override {
        const auto number = ++last_;
        *current_ = number;
        call_ = [current = current_, number, call = std::move(call)] {
            if (std::exchange(*current, *current == number ? 0 : *current) == number) call();
        };
        if (process_.isGone_) return ring();
        process_.engine_.schedule.after(after, [process = process_.weak_from_this(), call = call_] {
            if (auto alive = process.lock()) alive->turn(call);
        });
    }
    void stop() override { *current_ = 0; }
    // Now, if it is set.
    void ring() {
        if (*current_ != 0) boost::asio::post(process_.loop_, call_);
    }

private:
    Process& process_;
    Action call_;
    std::uint64_t last_ = 0;
    std::shared_ptr<std::uint64_t> current_ = std::make_shared<std::uint64_t>(0);
};

namespace {

class VirtualClock final : public Clock {
public:
    VirtualClock(Process& process, std::chrono::milliseconds error) : process_(process), error_(error) {}

    Timestamp now() const override { return process_.engine().wallNow() + error_; }
    Time steadyNow() const override {
        // For one that is gone every deadline has passed.
        return process_.engine().schedule.now() +
               (process_.isGone() ? std::chrono::hours(1000) : std::chrono::hours(0));
    }
    std::unique_ptr<Timer> timer(Loop&) const override { return std::make_unique<Process::Alarm>(process_); }

private:
    Process& process_;
    std::chrono::milliseconds error_;
};

}  // namespace

Process::Process(Engine& engine, std::string name, std::chrono::milliseconds clockError)
    : engine_(engine), name_(std::move(name)), loop_(1), clock_(std::make_unique<VirtualClock>(*this, clockError)) {}

Process::~Process() {
    for (const auto& call : calls_) call->woken.reset();
}

void Process::turn(Action action) {
    if (isGone_) return;
    if (isPaused_) {
        waiting_.push_back(std::move(action));
        return;
    }
    action();
    runLoop();
}

void Process::resume() {
    isPaused_ = false;
    for (auto& action : std::exchange(waiting_, {})) turn(std::move(action));
}

void Process::runLoop() {
    loop_.restart();
    loop_.poll();
}

void Process::kill(Task<> stop) {
    constexpr int kRounds = 1000;
    isGone_ = true;
    waiting_.clear();
    const auto isStopped = std::make_shared<bool>(false);
    boost::asio::co_spawn(loop_, std::move(stop), [isStopped](std::exception_ptr) { *isStopped = true; });
    for (int round = 0; !*isStopped; ++round) {
        if (round == kRounds) throw std::logic_error("the process " + name_ + " does not end");
        for (auto* alarm : alarms_) alarm->ring();
        const auto calls = std::exchange(calls_, {});
        for (const auto& call : calls) {
            call->isCancelled = !call->isServed && engine_.random.chance(0.5);
            call->isAnswered = true;
            call->woken->cancel();
        }
        runLoop();
        for (const auto& call : calls) call->woken.reset();
    }
}

void Process::serveLater(const Trip& trip, const std::shared_ptr<Call>& call, Action serve) {
    calls_.push_back(call);
    auto arrival = engine_.schedule.now() + trip.there;
    if (trip.notBefore != nullptr) arrival = *trip.notBefore = std::max(arrival, *trip.notBefore);
    const auto back = trip.back;
    const bool isLost = trip.isLost;
    engine_.schedule.at(
        arrival, [self = weak_from_this(), &schedule = engine_.schedule, call, back, isLost, serve = std::move(serve)] {
            if (call->isCancelled) return;
            if (!isLost) serve();
            call->isServed = true;
            schedule.after(back, [self, call] {
                if (auto alive = self.lock()) alive->turn([alive = alive.get(), call] { alive->answer(*call); });
            });
        });
}

void Process::answer(Call& call) {
    call.isAnswered = true;
    call.woken->cancel();
    calls_.remove_if([&call](const auto& each) { return each.get() == &call; });
}

Task<> Process::answered(std::shared_ptr<Call> call) {
    while (!call->isAnswered) co_await call->woken->async_wait(asTuple);
}

}  // namespace baithak::simulation
