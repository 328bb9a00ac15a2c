// SPDX-License-Identifier: MIT

// How fast files go up and down. The reference is a plain file on the same disk: written and synced, as the server does
// before it answers, and read.

#include <fcntl.h>
#include <unistd.h>

#include <thread>

#include <nlohmann/json.hpp>

#include "tests/bench/host.h"
#include "tests/bench/scenarios.h"
#include "tests/support/test_failure.h"
#include "tests/support/transfer.h"

namespace baithak::bench {

namespace {

using test::Transfer;

constexpr std::size_t kBlock = 256 * 1024;
constexpr double kMB = 1e6;
constexpr double kMiB = 1024 * 1024;

double rate(std::uint64_t bytes, Clock::time_point since) {
    return static_cast<double>(bytes) / kMB / std::chrono::duration<double>(Clock::now() - since).count();
}

std::string targetOf(const std::string& url) { return url.substr(url.find('/', url.find("://") + 3)); }

void require(bool holds, const char* what) {
    if (!holds) throw test::TestFailure(what);
}

struct Ticket {
    std::string id;
    std::string upload;
};

Ticket ask(Host& host, const test::Account& account, std::uint64_t bytes) {
    const auto answer = host.rest().call(
        account, "GET", "/assets/upload/presigned_url?ext=bin&category=bench&size=" + std::to_string(bytes));
    return {answer.at("fileId"), targetOf(answer.at("url"))};
}

void upload(std::uint16_t port, const std::string& target, std::uint64_t bytes) {
    const std::string block(kBlock, 'x');
    Transfer transfer(port);
    bool isSent = transfer.begin("PUT", target, "Content-Length: " + std::to_string(bytes) + "\r\n");
    for (std::uint64_t sent = 0; isSent && sent < bytes; sent += kBlock) isSent = transfer.send(block);
    require(isSent && transfer.readStatus() == 200, "An upload failed.");
}

void download(std::uint16_t port, const std::string& target, std::uint64_t bytes) {
    Transfer transfer(port);
    require(transfer.begin("GET", target, "") && transfer.readStatus() == 200, "A download was refused.");
    require(transfer.skip(bytes) == bytes, "A download ended early.");
}

template <class Work>
void atOnce(std::size_t count, const Work& work) {
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < count; ++i) threads.emplace_back([&work, i] { work(i); });
    for (auto& thread : threads) thread.join();
}

// So many at once, all of them together of that size; answers up and down.
std::pair<double, double> measure(Host& host, const test::Account& account, std::size_t connections,
                                  std::uint64_t bytes) {
    const auto each = bytes / connections / kBlock * kBlock;
    std::vector<Ticket> tickets;
    for (std::size_t i = 0; i < connections; ++i) tickets.push_back(ask(host, account, each));
    auto begin = Clock::now();
    atOnce(connections, [&](std::size_t i) { upload(host.port(), tickets[i].upload, each); });
    const auto up = rate(each * connections, begin);
    std::vector<std::string> targets;
    for (const auto& ticket : tickets) {
        host.rest().call(account, "PUT", "/assets/" + ticket.id + "/status", R"({"status":true})");
        const auto answer = host.rest().call(account, "GET", "/assets/download/" + ticket.id + "/presigned_url");
        targets.push_back(targetOf(answer.at("url")));
    }
    begin = Clock::now();
    atOnce(connections, [&](std::size_t i) { download(host.port(), targets[i], each); });
    return {up, rate(each * connections, begin)};
}

// Written and synced, and read again.
std::pair<double, double> plainFile(const std::string& path, std::uint64_t bytes) {
    std::string block(kBlock, 'x');
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    require(file >= 0, "The plain file can't be made.");
    auto begin = Clock::now();
    for (std::uint64_t at = 0; at < bytes; at += kBlock) {
        require(::write(file, block.data(), block.size()) == static_cast<ssize_t>(block.size()), "The disk is full.");
    }
    ::fdatasync(file);
    const auto written = rate(bytes, begin);
    begin = Clock::now();
    for (std::uint64_t at = 0; at < bytes; at += kBlock) {
        require(::pread(file, block.data(), block.size(), static_cast<off_t>(at)) > 0, "The file can't be read.");
    }
    const auto read = rate(bytes, begin);
    ::close(file);
    ::unlink(path.c_str());
    return {written, read};
}

}  // namespace

FileRates runFiles(const BenchOptions& options, Report& report) {
    Host host(options.server, "full",
              {"--file-max-bytes", std::to_string(options.fileBytes), "--file-quota-bytes", "1000000000000"});
    const auto account = host.signIn("filer");
    const auto [written, read] = plainFile(host.directory() + "/plain", options.fileBytes);
    report.add(Number{"plain file, written and synced", written, "MB/s"});
    report.add(Number{"plain file, read", read, "MB/s"});
    const auto before = test::memoryOf(host.pid(), "VmHWM");
    double best = 0;
    for (const std::size_t connections : {std::size_t(1), std::size_t(4)}) {
        const auto [up, down] = measure(host, account, connections, options.fileBytes);
        const auto name = ", connections: " + std::to_string(connections);
        report.add(Number{"upload" + name, up, "MB/s"});
        report.add(Number{"download" + name, down, "MB/s"});
        best = std::max(best, up);
    }
    FileRates rates;
    rates.uploadPerPlain = best / written;
    rates.memoryGrowthMiB = static_cast<double>(test::memoryOf(host.pid(), "VmHWM") - before) / kMiB;
    report.add(Number{"peak memory grown by it", rates.memoryGrowthMiB, "MiB"});
    return rates;
}

}  // namespace baithak::bench
