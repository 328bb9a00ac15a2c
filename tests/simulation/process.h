// SPDX-License-Identifier: MIT
#pragma once

// A process of the simulated cluster: a loop, a clock, and what it has asked of others. Roles run on it unchanged. It
// gets its turns from the schedule, one thing at a time; it can be paused (its turns wait), and killed: from then on
// nothing that it does reaches anyone. A killed process's code is run to the end of its tasks, against ports that
// answer `unavailable`, so that its memory is given back in order; nobody sees that.

#include <list>
#include <memory>
#include <optional>
#include <string>

#include "server/runtime/clock.h"
#include "server/runtime/gate.h"
#include "shared/base/result.h"
#include "tests/simulation/engine.h"

namespace baithak::simulation {

class Process : public std::enable_shared_from_this<Process> {
public:
    Process(Engine& engine, std::string name, std::chrono::milliseconds clockError);
    ~Process();

    const std::string& name() const noexcept { return name_; }
    Engine& engine() noexcept { return engine_; }
    Loop& loop() noexcept { return loop_; }
    const Clock& clock() const noexcept { return *clock_; }

    // Lets the process do one thing and what follows from it on its loop; when it is paused, once it goes on.
    void turn(Action action);
    void pause() { isPaused_ = true; }
    void resume();
    bool isPaused() const noexcept { return isPaused_; }
    // Nothing that it does is seen by others from now on.
    bool isGone() const noexcept { return isGone_; }
    // Cut off from the bus and from presence, not from the store.
    bool isCutOff = false;
    // How much longer its writes are on their way to the store than those of others.
    Duration storeLag{};

    // Kills it. `stop` is awaited on the loop, then the process may be destroyed.
    void kill(Task<> stop);

    // Something that is due on the process's loop later, unless it is gone by then: then at once.
    class Alarm;

    // A request to something outside: it travels, is served there at one moment, and the answer travels back. What was
    // on its way when the process was killed may be served or not.
    struct Trip {
        Duration there{};
        Duration back{};
        bool isLost = false;        // never arrives
        bool isAnswerLost = false;  // served, but the caller hears `unavailable`
        Time* notBefore = nullptr;  // keeps the order of those that share it
    };
    template <class T>
    Task<Result<T>> ask(Trip trip, std::function<Result<T>()> serve);
    // The same without waiting for an answer.
    void send(const Trip& trip, Action serve) { serveLater(trip, std::make_shared<Call>(loop_), std::move(serve)); }

private:
    struct Call {
        explicit Call(Loop& loop) : woken(std::in_place, loop, LoopTimer::time_point::max()) {}
        std::optional<LoopTimer> woken;  // gone with the loop, which an answer on its way may outlive
        bool isServed = false;
        bool isCancelled = false;
        bool isAnswered = false;
    };
    void serveLater(const Trip& trip, const std::shared_ptr<Call>& call, Action serve);
    Task<> answered(std::shared_ptr<Call> call);
    void answer(Call& call);
    void runLoop();

    Engine& engine_;
    std::string name_;
    Loop loop_;
    std::unique_ptr<Clock> clock_;
    bool isPaused_ = false;
    bool isGone_ = false;
    std::vector<Action> waiting_;
    std::list<std::shared_ptr<Call>> calls_;
    std::list<Alarm*> alarms_;
};

template <class T>
Task<Result<T>> Process::ask(Trip trip, std::function<Result<T>()> serve) {
    auto kept = std::make_shared<std::optional<Result<T>>>();
    if (!isGone_) {
        auto call = std::make_shared<Call>(loop_);
        const bool isHeard = !trip.isAnswerLost;
        serveLater(trip, call, [kept, isHeard, serve = std::move(serve)] {
            auto value = serve();
            if (isHeard) kept->emplace(std::move(value));
        });
        co_await answered(std::move(call));
    }
    // Gone meanwhile: what it would have heard is of no consequence.
    if (isGone_ || !*kept) co_return Result<T>(Errc::unavailable, "no answer");
    co_return std::move(**kept);
}

}  // namespace baithak::simulation
