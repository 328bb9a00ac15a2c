// SPDX-License-Identifier: MIT

// baithak-bench: measures a raw Beast echo and baithakd in one run, and compares them (docs/performance.md).

#include <sys/resource.h>
#include <sys/utsname.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <fstream>
#include <iterator>
#include <thread>

#include "tests/bench/scenarios.h"

namespace {

using namespace baithak;
using namespace baithak::bench;

constexpr auto kUsage =
    "Usage: baithak-bench [--quick] [--seconds N] [--json FILE] [--doc FILE] [--server PATH] [--only NAME]\n"
    "  --quick      a short run: a second for each load, 500 idle connections\n"
    "  --seconds N  how long each load is measured (default 5)\n"
    "  --json FILE  the results as JSON\n"
    "  --doc FILE   puts the table into that page, in place of the block that begins with ```text bench\n"
    "  --server P   the baithakd to measure (default: the one built with it)\n"
    "  --only NAME  direct, group, offline, idle or files; the echo always runs\n";

struct Arguments {
    BenchOptions options;
    std::string jsonPath;
    std::string docPath;
    std::string only;
    bool isValid = true;
};

Arguments readArguments(int argc, char** argv) {
    Arguments arguments;
    arguments.options.server = BAITHAKD_PATH;
    for (int i = 1; i < argc; ++i) {
        const std::string option = argv[i];
        const bool hasValue = i + 1 < argc;
        if (option == "--quick") {
            arguments.options.warmUp = std::chrono::milliseconds(300);
            arguments.options.time = std::chrono::seconds(1);
            arguments.options.idleConnections = 500;
            arguments.options.offlineMessages = 5000;
            arguments.options.fileBytes = 32ULL * 1024 * 1024;
            arguments.options.rest = std::chrono::seconds(2);
        } else if (option == "--seconds" && hasValue) {
            arguments.options.time = std::chrono::seconds(std::max(1, std::atoi(argv[++i])));
        } else if (option == "--json" && hasValue) {
            arguments.jsonPath = argv[++i];
        } else if (option == "--doc" && hasValue) {
            arguments.docPath = argv[++i];
        } else if (option == "--server" && hasValue) {
            arguments.options.server = argv[++i];
        } else if (option == "--only" && hasValue) {
            arguments.only = argv[++i];
        } else {
            arguments.isValid = false;
        }
    }
    return arguments;
}

std::string processorName() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
    return "unknown processor";
}

std::string machineName() {
    utsname system{};
    uname(&system);
    double load = 0;
    getloadavg(&load, 1);
    // A busy machine shows first in the latencies: whoever reads the table should know.
    return processorName() + ", " + std::to_string(std::thread::hardware_concurrency()) + " cores, " + system.sysname +
           " " + system.release + "; client and server share them; load average at the start " +
           std::to_string(load).substr(0, 4);
}

// Thousands of connections need as many descriptors, here and in the server, which inherits the limit.
void raiseDescriptorLimit() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

class Bench {
public:
    explicit Bench(Arguments arguments) : arguments_(std::move(arguments)), options_(arguments_.options) {}

    Report run() {
        report_.machine = machineName();
        report_.build = "baithakd " BAITHAK_VERSION ", " BAITHAK_BUILD_TYPE;
        runEcho(options_, report_, {1, 1}, "echo");
        runEcho(options_, report_, {10, 4}, "echo");
        const double before = runEcho(options_, report_, kLargest, "echo");
        if (isWanted("direct")) direct();
        const Measure group = isWanted("group") ? runGroup(options_, report_, 100) : Measure{};
        if (isWanted("offline")) runOffline(options_, report_);
        const AtRest rest = isWanted("idle") ? runIdle(options_, report_) : AtRest{};
        const FileRates files = isWanted("files") ? runFiles(options_, report_) : FileRates{};
        // The machine may have changed its pace meanwhile: the reference is the mean of two.
        const double echo = (before + runEcho(options_, report_, kLargest, "echo again")) / 2;
        compare(echo, group, rest);
        compareFiles(files);
        return report_;
    }

private:
    static constexpr Shape kLargest{50, 16};

    bool isWanted(const std::string& name) const { return arguments_.only.empty() || arguments_.only == name; }

    void direct() {
        for (const auto& durability : {"normal", "full"}) {
            for (const auto version : {WireVersion::v3_0, WireVersion::v2_1}) {
                runDirect(options_, report_, {1, 1}, version, durability);
                runDirect(options_, report_, {10, 4}, version, durability);
                runDirect(options_, report_, kLargest, version, durability);
            }
        }
    }

    double rateOf(const std::string& name, const std::string& wire, const std::string& durability,
                  double Measure::* value) const {
        for (const auto& row : report_.rows)
            if (row.name == name && row.wire == wire && row.durability == durability) return row.measure.*value;
        return 0;
    }

    void compare(double echo, const Measure& group, const AtRest& rest) {
        auto& aims = report_.aims;
        if (isWanted("direct")) {
            const auto ratio = [&](const char* wire, const char* durability) {
                return rateOf("direct 50x16", wire, durability, &Measure::messagesPerSecond) / echo;
            };
            aims.push_back({"direct 50x16 v3, normal, per echo", ratio("v3", "normal"), 0.20, true});
            aims.push_back({"direct 50x16 v3, full, per echo", ratio("v3", "full"), 0.15, true});
            aims.push_back({"direct 50x16 v2.1, normal, per echo", ratio("v2.1", "normal"), 0.20, true});
            aims.push_back({"direct 50x16 v2.1, full, per echo", ratio("v2.1", "full"), 0.15, true});
            aims.push_back({"p99 at half load, v3, normal, ms",
                            rateOf("direct 50x16, half load", "v3", "normal", &Measure::p99Ms), 5, false});
            aims.push_back({"p99 at half load, v2.1, normal, ms",
                            rateOf("direct 50x16, half load", "v2.1", "normal", &Measure::p99Ms), 5, false});
        }
        if (isWanted("group"))
            aims.push_back({"group of 100, deliveries per echo", group.deliveriesPerSecond / echo, 0.8, true});
        if (isWanted("idle")) {
            aims.push_back({"KiB per idle connection", rest.kibPerConnection, 8, false});
            aims.push_back({"CPU at rest, %", rest.cpuPercent, 0.05, false});
            aims.push_back({"resident at rest, MiB", rest.residentMiB, 30, false});
            aims.push_back({"start to ready, ms", rest.startMs, 300, false});
        }
        const Faults faults = report_.faults();
        aims.push_back({"lost, repeated or out of order",
                        static_cast<double>(faults.lost + faults.repeated + faults.outOfOrder), 0, false});
    }

    void compareFiles(const FileRates& files) {
        if (!isWanted("files")) return;
        report_.aims.push_back({"upload, per plain file written", files.uploadPerPlain, 0.2, true});
        report_.aims.push_back({"memory grown by files, MiB", files.memoryGrowthMiB, 8, false});
    }

    Arguments arguments_;
    const BenchOptions& options_;
    Report report_;
};

void writeFile(const std::string& path, const std::string& text) {
    if (path.empty()) return;
    std::ofstream file(path);
    file << text;
    if (!file) throw std::runtime_error(path + " can't be written.");
}

void updatePage(const std::string& path, const std::string& table) {
    constexpr std::string_view kBegin = "```text bench\n";
    constexpr std::string_view kEnd = "\n```";
    std::ifstream file(path);
    std::string page((std::istreambuf_iterator<char>(file)), {});
    const auto begin = page.find(kBegin);
    const auto end = begin == std::string::npos ? begin : page.find(kEnd, begin + kBegin.size() - 1);
    if (end == std::string::npos) throw std::runtime_error(path + " has no block for the table.");
    const auto first = begin + kBegin.size();
    page.replace(first, end + 1 - first, table);
    writeFile(path, page);
}

}  // namespace

int main(int argc, char** argv) {
    const auto arguments = readArguments(argc, argv);
    if (!arguments.isValid) {
        std::fputs(kUsage, stderr);
        return 2;
    }
    raiseDescriptorLimit();
    try {
        const Report report = Bench(arguments).run();
        std::fputs(report.table().c_str(), stdout);
        if (!arguments.docPath.empty()) updatePage(arguments.docPath, report.table());
        writeFile(arguments.jsonPath, report.json());
        const Faults faults = report.faults();
        return faults.lost + faults.repeated + faults.outOfOrder == 0 ? 0 : 1;
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "baithak-bench: %s\n", failure.what());
        return 1;
    }
}
