// SPDX-License-Identifier: MIT
#include "tests/support/cluster/node.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "tests/support/rest_client.h"

namespace baithak::test {
namespace {

// A connected socket, or -1.
int connectTo(const std::string& address, std::uint16_t port) {
    sockaddr_in target{};
    target.sin_family = AF_INET;
    target.sin_port = htons(port);
    inet_pton(AF_INET, address.c_str(), &target.sin_addr);
    const int link = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int begun = connect(link, reinterpret_cast<const sockaddr*>(&target), sizeof target);
    pollfd wanted{link, POLLOUT, 0};
    int failure = 0;
    socklen_t size = sizeof failure;
    const bool isOpen = (begun == 0 || errno == EINPROGRESS) && poll(&wanted, 1, 200) == 1 &&
                        getsockopt(link, SOL_SOCKET, SO_ERROR, &failure, &size) == 0 && failure == 0;
    if (isOpen) return link;
    close(link);
    return -1;
}

}  // namespace

Node::Node(Plan plan) : plan_(std::move(plan)), process_(plan_.command) {
    if (plan_.host != nullptr) process_.enterNetwork(plan_.host->descriptor());
    process_.runAs(plan_.runAs);
}

void Node::changeVersion() {
    if (!plan_.otherProgram.empty()) plan_.otherProgram = process_.exchangeProgram(plan_.otherProgram);
}

std::string Node::lastLog(std::size_t bytes) const {
    const auto log = process_.log();
    return log.substr(log.size() - std::min(log.size(), bytes));
}

void Node::awaitEnd() {
    if (process_.waitExit()) return;
    throw TestFailure(name() + " does not end when asked to:\n" + lastLog());
}

bool acceptsConnections(const std::string& address, std::uint16_t port) {
    const int link = connectTo(address, port);
    if (link >= 0) close(link);
    return link >= 0;
}

bool answersOk(const std::string& address, std::uint16_t port, const std::string& path) {
    const int link = connectTo(address, port);
    if (link < 0) return false;
    const std::string call = "GET " + path + " HTTP/1.1\r\nHost: " + address + "\r\nConnection: close\r\n\r\n";
    std::string answer(64, '\0');
    ssize_t size = write(link, call.data(), call.size());
    pollfd wanted{link, POLLIN, 0};
    if (size > 0 && poll(&wanted, 1, 500) == 1) size = read(link, answer.data(), answer.size());
    close(link);
    return size > 12 && answer.substr(9, 3) == "200";
}

}  // namespace baithak::test
