// SPDX-License-Identifier: MIT
#pragma once

// The processes of a simulated cluster, each in its place: a place keeps its role while its process dies and is started
// again. What can happen to them is here; world_faults.cpp decides when it does.

#include <memory>
#include <vector>

#include "tests/simulation/server.h"

namespace baithak::simulation {

class Cluster {
public:
    explicit Cluster(Engine& engine);

    Backbone& backbone() noexcept { return backbone_; }
    // A process of that kind that could answer, at random; null when there is none.
    std::shared_ptr<Server> any(Kind kind);

    void killSome(Duration untilRestart);
    void stopSome(Duration untilRestart);
    void pauseSome(Duration time);
    // From the bus and from presence; the store is still there.
    void cutSomeOff(Duration time);
    // A delivery worker's way to the store becomes slow, and others take its partitions: what it writes comes late.
    void strandSome(Duration time);
    // Every place has a process that runs, and nothing hinders it.
    void heal();

private:
    struct Place {
        Kind kind;
        std::string name;
        int runs = 0;
        std::shared_ptr<Server> server;
    };

    void startAt(Place& place);
    void restartLater(Place& place, Duration time);
    Place& someRunning();

    Engine& engine_;
    Backbone backbone_;
    std::vector<Place> places_;
};

}  // namespace baithak::simulation
