// SPDX-License-Identifier: MIT
#include "tests/e2e/faults/fault_world.h"

#include <signal.h>

namespace baithak::test {

using namespace std::chrono_literals;

FaultWorld::FaultWorld(const std::string& server, std::uint32_t seed)
    : random_(seed),
      server_(server, directory_.path(),
              {"--auth", "open", "--durability", seed % 3 == 0 ? "full" : "normal", "--ack-timeout-ms", "500",
               "--log-level", "warn"}),
      killer_(loop_) {
    server_.start();
    crowd_.emplace(loop_, random_, server_.port());
}

void FaultWorld::startServer() {
    server_.start();
    crowd_->note("the server runs");
    crowd_->setPort(server_.port());
}

void FaultWorld::killNow() {
    ++kills_;
    crowd_->note("the server is killed");
    server_.kill();
    // Now and then it dies again as soon as it is up.
    startServer();
    if (random(4) == 0) killer_.set(loop_.now() + std::chrono::milliseconds(random(5)), [this] { killNow(); });
}

void FaultWorld::planKill() {
    if (!mayKill_) return;
    killer_.set(loop_.now() + std::chrono::milliseconds(random(60)), [this] { killNow(); });
}

void FaultWorld::restartPolitely() {
    killer_.cancel();
    crowd_->note("the server is asked to end");
    server_.signal(SIGTERM);
    // Its clients answer its goodbye while it drains.
    std::optional<int> code;
    for (int i = 0; i < 2000 && !code; ++i) {
        turnFor(20ms);
        code = server_.waitExit(0ms);
    }
    if (!code || *code != 0) throw TestFailure("The server did not end with 0 when asked to.\n" + server_.log());
    startServer();
}

void FaultWorld::heal() {
    mayKill_ = false;
    killer_.cancel();
    if (!server_.isRunning()) throw TestFailure("The server has ended by itself.\n" + server_.log());
    if (crowd_->comeToRest()) return;
    throw TestFailure("Not every client came to rest.\n" + crowd_->history().toText("--") + server_.log());
}

}  // namespace baithak::test
