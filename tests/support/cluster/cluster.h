// SPDX-License-Identifier: MIT
#pragma once

// A whole cluster: nginx before gateways, routers, group routers, delivery workers, profile, group, notification and
// file, on NATS, PostgreSQL and Redis. Every process is real and has a host of its own. Clients come to port() on
// loopback, or to a gateway past nginx.

#include <deque>
#include <memory>
#include <string>

#include "tests/support/cluster/node.h"
#include "tests/support/loop.h"

namespace baithak::test {

struct ClusterPlan {
    std::string binary;       // baithakd
    std::string ctl;          // baithakctl, which writes the configuration of nginx
    std::string otherBinary;  // of every second role process, when there is one: two versions side by side
    Network::Kind network = Network::Kind::isolated;
    int natsNodes = 3;
    int gateways = 2;
    int routers = 2;
    int groupRouters = 2;
    int deliveryWorkers = 3;
    std::vector<std::string> options;           // of each role process
    std::vector<std::string> postgresSettings;  // name=value, which go before the tests' own
};

class Cluster {
public:
    // Returns once every node is ready; throws TestFailure when one is not in time.
    Cluster(Loop& loop, ClusterPlan plan);
    ~Cluster();
    Cluster(const Cluster&) = delete;
    Cluster& operator=(const Cluster&) = delete;

    std::uint16_t port() const noexcept { return port_; }
    std::string addressOf(const std::string& name) { return node(name).host()->address(); }
    // Where gateway `number`, from 1, listens.
    std::string gatewayAddress(int number) { return addressOf("gateway-" + std::to_string(number)); }
    static constexpr std::uint16_t kRolePort = 7443;
    static constexpr std::uint16_t kOpsPort = 7444;  // of a role process, at its address
    std::deque<Node>& nodes() noexcept { return nodes_; }
    Node& node(const std::string& name);
    // Turns the loop until the node is ready.
    void awaitReady(Node& node, std::chrono::milliseconds deadline = std::chrono::seconds(90));

    // Everything that Redis holds is gone.
    void wipeRedis();
    // Nothing more can be written where PostgreSQL keeps its data, until makeRoom().
    void fillDisk();
    void makeRoom();
    // PostgreSQL takes a tenth of a second for each commit, until hurryDisk().
    void slowDisk();
    void hurryDisk();

    // One query of the store, a line a row, columns parted by a tab.
    std::vector<std::string> query(const std::string& sql);
    // What redis-cli prints for a command, a line an item.
    std::vector<std::string> askRedis(const std::string& command);
    // The end of what each node has written to stderr.
    std::string logs() const;

private:
    bool isIsolated() const noexcept { return plan_.network == Network::Kind::isolated; }
    void addNats();
    void addPostgres();
    void addRedis();
    void addRole(const std::string& name, const std::string& roles, bool isAlone);
    void addRoles(const std::string& name, const std::string& roles, int count);
    void addNginx();
    Node& add(Node::Plan plan);
    std::string directory(const std::string& name);

    Loop& loop_;
    ClusterPlan plan_;
    std::uint16_t port_;
    TempDir root_;
    Network network_;
    std::string natsUrls_;
    std::deque<Node> nodes_;
    int roleProcesses_ = 0;
};

}  // namespace baithak::test
