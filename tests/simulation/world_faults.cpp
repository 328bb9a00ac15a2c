// SPDX-License-Identifier: MIT

// What goes wrong in a simulated run, and when.

#include "tests/simulation/world.h"

namespace baithak::simulation {

using namespace std::chrono_literals;

void World::beMisfortune(Time end) {
    if (engine_.schedule.now() >= end) return;
    fault();
    engine_.schedule.after(engine_.random.between(100ms, 3s), [this, end] { beMisfortune(end); });
}

void World::fault() {
    auto& random = engine_.random;
    // Longer than a lease, now and then.
    const auto time = random.chance(0.3) ? random.between(5s, 18s) : random.between(20ms, 4s);
    const auto what = random.below(100);
    if (what < 20) return cluster_.killSome(time / 2);
    if (what < 27) return cluster_.stopSome(time / 2);
    if (what < 45) return cluster_.pauseSome(time);
    if (what < 60) return cluster_.cutSomeOff(time);
    if (what < 66) return cluster_.backbone().broker.moveSomePartition();
    if (what < 75) return cluster_.strandSome(time);
    if (what < 79) {
        engine_.note("presence is wiped");
        return cluster_.backbone().presence.wipe();
    }
    badWeather(std::min<Duration>(time, 6s));
}

void World::badWeather(Duration time) {
    auto& random = engine_.random;
    auto& backbone = cluster_.backbone();
    switch (random.below(8)) {
        case 0:
            engine_.note("the store is away");
            backbone.storeWeather.isAway = true;
            break;
        case 1:
            engine_.note("the store is slow");
            backbone.storeWeather.slowest = random.between(5ms, 300ms);
            backbone.storeWeather.slowestCommit = random.between(50ms, 3s);
            break;
        case 2:
            engine_.note("the store fails");
            backbone.storeWeather.failed = 0.3;
            break;
        case 3:
            engine_.note("the store's answers are lost");
            backbone.storeWeather.answerLost = 0.3;
            break;
        case 4:
            engine_.note("the bus is away");
            backbone.broker.weather.isAway = true;
            break;
        case 5:
            engine_.note("the bus loses, repeats and reorders");
            backbone.broker.weather = {0.1, 0.2, 0.2, random.between(10ms, 300ms), false};
            break;
        case 6:
            engine_.note("presence is away");
            backbone.presenceWeather.isAway = true;
            break;
        default:
            engine_.note("presence fails and is slow");
            backbone.presenceWeather = {random.between(50ms, 1s), 0.3, false};
    }
    engine_.schedule.after(time, [this] { goodWeather(); });
}

void World::goodWeather() {
    auto& backbone = cluster_.backbone();
    backbone.storeWeather = {};
    backbone.presenceWeather = {};
    backbone.broker.weather = {};
}

}  // namespace baithak::simulation
