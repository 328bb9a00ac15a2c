// SPDX-License-Identifier: MIT
#include "tests/support/services/redis.h"

#include <fstream>
#include <thread>

#include "tests/support/test_failure.h"

namespace baithak::test {
namespace {

using Words = std::vector<std::string>;

Words serverCommand(std::uint16_t port, const std::string& directory, RedisService::Transport transport,
                    const Words& more) {
    const auto number = std::to_string(port);
    Words command{"redis-server", "--bind", "127.0.0.1", "--dir", directory, "--save", ""};
    if (transport == RedisService::Transport::plain)
        command.insert(command.end(), {"--port", number});
    else
        command.insert(command.end(), {"--port", "0", "--tls-port", number});
    command.insert(command.end(), more.begin(), more.end());
    return command;
}

}  // namespace

RedisService::RedisService(std::uint16_t port, std::unique_ptr<TempDir> directory, Words command)
    : port_(port), directory_(std::move(directory)), process_(std::move(command)) {
    start();
}

RedisService::RedisService(const Words& arguments, Transport transport)
    : port_(freePort()),
      directory_(std::make_unique<TempDir>()),
      process_(serverCommand(port_, directory_->path(), transport, arguments)) {
    start();
}

std::unique_ptr<RedisService> RedisService::sentinel(const std::string& name, const RedisService& master,
                                                     const std::string& password) {
    const auto port = freePort();
    auto directory = std::make_unique<TempDir>();
    const auto path = directory->path() + "/sentinel.conf";
    std::ofstream file(path);
    file << "bind 127.0.0.1\nport " << port << "\ndir " << directory->path() << "\nsentinel monitor " << name
         << " 127.0.0.1 " << master.port() << " 1\nsentinel down-after-milliseconds " << name
         << " 500\nsentinel failover-timeout " << name << " 3000\n";
    if (!password.empty())
        file << "requirepass " << password << "\nsentinel auth-pass " << name << " " << password << "\n";
    file.close();
    const Words command{"redis-server", path, "--sentinel"};
    return std::unique_ptr<RedisService>(new RedisService(port, std::move(directory), command));
}

void RedisService::start() {
    process_.spawn();
    std::string said;
    while (const auto line = process_.readLine(std::chrono::seconds(10))) {
        const auto says = [&](std::string_view words) { return line->find(words) != line->npos; };
        if (says("Ready to accept connections") || says("Sentinel ID is")) return;
        said += *line + "\n";
    }
    throw TestFailure("redis-server did not start:\n" + said + process_.log());
}

std::string RedisService::command(const Words& words) const {
    Words command{"redis-cli", "-h", "127.0.0.1", "-p", std::to_string(port_)};
    command.insert(command.end(), words.begin(), words.end());
    ChildProcess cli(command);
    cli.spawn();
    std::string printed;
    while (const auto line = cli.readLine(std::chrono::seconds(10))) printed += *line + "\n";
    cli.waitExit();
    return printed;
}

bool eventually(const std::function<bool()>& condition, std::chrono::milliseconds deadline) {
    const auto end = std::chrono::steady_clock::now() + deadline;
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return true;
}

}  // namespace baithak::test
