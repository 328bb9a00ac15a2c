// SPDX-License-Identifier: MIT
#include "tests/simulation/cluster.h"

namespace baithak::simulation {

using namespace std::chrono_literals;

Cluster::Cluster(Engine& engine) : engine_(engine), backbone_(engine) {
    const auto add = [this](Kind kind, std::uint64_t count) {
        for (std::uint64_t i = 1; i <= count; ++i)
            places_.push_back({kind, std::string(nameOf(kind)) + "-" + std::to_string(i), 0, nullptr});
    };
    auto& random = engine.random;
    add(Kind::delivery, 2 + random.below(2));
    add(Kind::groupRouter, 1 + random.below(2));
    add(Kind::router, 1 + random.below(2));
    add(Kind::group, 1);
    add(Kind::gateway, 2 + random.below(2));
    for (auto& place : places_) startAt(place);
}

void Cluster::startAt(Place& place) {
    const auto name = place.name + (place.runs == 0 ? "" : "/" + std::to_string(place.runs + 1));
    ++place.runs;
    place.server = std::make_shared<Server>(backbone_, place.kind, name);
    place.server->start();
}

std::shared_ptr<Server> Cluster::any(Kind kind) {
    std::vector<std::shared_ptr<Server>> all;
    for (const auto& place : places_)
        if (place.kind == kind && place.server && !place.server->isGone()) all.push_back(place.server);
    return all.empty() ? nullptr : engine_.random.anyOf(all);
}

Cluster::Place& Cluster::someRunning() {
    std::vector<Place*> running;
    for (auto& place : places_)
        if (place.server) running.push_back(&place);
    return running.empty() ? places_.front() : *engine_.random.anyOf(running);
}

void Cluster::restartLater(Place& place, Duration time) {
    engine_.schedule.after(time, [this, &place, run = place.runs] {
        if (place.runs == run && !place.server) startAt(place);
    });
}

void Cluster::killSome(Duration untilRestart) {
    auto& place = someRunning();
    if (!place.server) return;
    engine_.note(place.server->process().name() + " is killed");
    place.server->kill();
    place.server.reset();
    restartLater(place, untilRestart);
}

void Cluster::stopSome(Duration untilRestart) {
    auto& place = someRunning();
    if (!place.server) return;
    place.server->stop([this, &place, weak = std::weak_ptr(place.server), untilRestart] {
        if (place.server != weak.lock()) return;
        place.server.reset();
        restartLater(place, untilRestart);
    });
}

void Cluster::pauseSome(Duration time) {
    auto& place = someRunning();
    if (!place.server) return;
    auto& process = place.server->process();
    engine_.note(process.name() + " is paused");
    process.pause();
    engine_.schedule.after(time, [this, weak = process.weak_from_this()] {
        const auto paused = weak.lock();
        if (!paused || paused->isGone()) return;
        engine_.note(paused->name() + " goes on");
        paused->resume();
    });
}

void Cluster::cutSomeOff(Duration time) {
    auto& place = someRunning();
    if (!place.server) return;
    auto& process = place.server->process();
    engine_.note(process.name() + " is cut off from the bus");
    process.isCutOff = true;
    engine_.schedule.after(time, [weak = process.weak_from_this()] {
        if (const auto back = weak.lock()) back->isCutOff = false;
    });
}

void Cluster::strandSome(Duration time) {
    const auto server = any(Kind::delivery);
    if (!server) return;
    auto& process = server->process();
    engine_.note(process.name() + " is far from the store");
    process.storeLag = engine_.random.between(300ms, 3s);
    // Once some of its writes are on their way.
    engine_.schedule.after(engine_.random.between(50ms, 1s), [this, weak = process.weak_from_this()] {
        if (const auto stranded = weak.lock()) backbone_.broker.moveAllOf(*stranded);
    });
    engine_.schedule.after(time, [weak = process.weak_from_this()] {
        if (const auto back = weak.lock()) back->storeLag = {};
    });
}

void Cluster::heal() {
    for (auto& place : places_) {
        if (!place.server) {
            startAt(place);
            continue;
        }
        place.server->process().isCutOff = false;
        place.server->process().storeLag = {};
        place.server->process().resume();
    }
}

}  // namespace baithak::simulation
