// SPDX-License-Identifier: MIT
#pragma once

// A whole cluster on a network of the test's own: nginx before 2 gateways, 2 routers, 2 group routers, 3 delivery
// workers, profile, group, notification and file, on three NATS nodes, PostgreSQL and Redis. Every process is real and
// has a host of its own. Clients come to port() on loopback.

#include <deque>
#include <memory>
#include <string>

#include "tests/e2e/cluster/node.h"
#include "tests/support/loop.h"

namespace baithak::test {

class Cluster {
public:
    // `binary`: baithakd. Returns once every node is ready; throws TestFailure when one is not in time.
    Cluster(Loop& loop, const std::string& binary);
    ~Cluster();
    Cluster(const Cluster&) = delete;
    Cluster& operator=(const Cluster&) = delete;

    std::uint16_t port() const noexcept { return port_; }
    std::deque<Node>& nodes() noexcept { return nodes_; }
    Node& node(const std::string& name);
    // Turns the loop until the node is ready.
    void awaitReady(Node& node, std::chrono::milliseconds deadline = std::chrono::seconds(30));

    // Everything that Redis holds is gone.
    void wipeRedis();
    // Nothing more can be written where PostgreSQL keeps its data, until makeRoom().
    void fillDisk();
    void makeRoom();

    // One query of the store, a line a row, columns parted by a tab.
    std::vector<std::string> query(const std::string& sql);
    // The end of what each node has written to stderr.
    std::string logs() const;

private:
    void addNats();
    void addPostgres();
    void addRedis();
    void addRole(const std::string& name, const std::string& roles, bool isAlone);
    void addNginx();
    Node& add(Node::Plan plan);
    std::string directory(const std::string& name);
    std::string addressOf(const std::string& name) { return node(name).host()->address(); }

    Loop& loop_;
    std::string binary_;
    std::uint16_t port_;
    TempDir root_;
    Network network_;
    std::string natsUrls_;
    std::deque<Node> nodes_;
};

}  // namespace baithak::test
