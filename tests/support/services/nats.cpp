// SPDX-License-Identifier: MIT
#include "tests/support/services/nats.h"

#include <fstream>

#include "tests/support/services/redis.h"
#include "tests/support/test_failure.h"

namespace baithak::test {
namespace {

using namespace std::chrono_literals;

std::size_t countOf(const std::string& text, const std::string& words) {
    std::size_t count = 0;
    for (auto at = text.find(words); at != text.npos; at = text.find(words, at + 1)) ++count;
    return count;
}

}  // namespace

NatsService::NatsService(const std::string& settings, const std::string& room) : NatsService(Place(), settings, room) {}

NatsService::NatsService(const Place& place, const std::string& settings, const std::string& room)
    : port_(freePort()), process_({"nats-server", "-c", directory_.path() + "/nats.conf"}) {
    std::ofstream file(directory_.path() + "/nats.conf");
    file << "listen: " << address() << "\nmax_payload: 8MB\njetstream { store_dir: \"" << directory_.path()
         << "\", max_mem: " << room << ", max_file: " << room << " }\n"
         << settings << "\n";
    if (!place.name.empty()) {
        file << "server_name: " << place.name << "\ncluster { name: test, listen: \"127.0.0.1:" << place.clusterPort
             << "\", routes: [" << place.routes << "] }\n";
    }
    file.close();
    start();
}

void NatsService::start() {
    process_.spawn();
    ++starts_;
    const auto isReady = [this] { return countOf(process_.log(), "Server is ready") >= starts_; };
    if (!eventually(isReady, 10s)) throw TestFailure("nats-server did not start:\n" + process_.log());
}

NatsCluster::NatsCluster() {
    std::vector<std::uint16_t> ports{freePort(), freePort(), freePort()};
    std::string routes;
    for (const auto port : ports)
        routes += (routes.empty() ? "nats://127.0.0.1:" : ", nats://127.0.0.1:") + std::to_string(port);
    for (std::size_t i = 0; i < ports.size(); ++i) {
        const NatsService::Place place{"n" + std::to_string(i + 1), ports[i], routes};
        nodes_.push_back(std::unique_ptr<NatsService>(new NatsService(place, "", NatsService::kRoom)));
    }
    const auto hasLeader = [this] {
        for (const auto& node : nodes_) {
            if (countOf(node->process_.log(), "JetStream cluster new metadata leader") > 0) return true;
        }
        return false;
    };
    if (!eventually(hasLeader, 20s)) throw TestFailure("the nats-servers chose no leader");
}

std::string NatsCluster::url() const {
    std::string url;
    for (const auto& node : nodes_) url += (url.empty() ? "" : ",") + node->url();
    return url;
}

}  // namespace baithak::test
