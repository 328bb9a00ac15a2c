// SPDX-License-Identifier: MIT

// baithak-bench: measures a raw Beast echo, baithakd and a cluster of it in one run, and compares them
// (docs/performance.md).

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iterator>

#include <nlohmann/json.hpp>

#include "tests/bench/bench.h"

namespace {

using namespace baithak;
using namespace baithak::bench;

constexpr auto kUsage =
    "Usage: baithak-bench [--quick] [--seconds N] [--json FILE] [--doc FILE] [--server PATH] [--only LIST]\n"
    "  --quick      a short run: a second for each load, 500 idle connections, 250 to each gateway\n"
    "  --seconds N  how long each load is measured (default 5)\n"
    "  --idle N     idle connections to each gateway of the cluster (default 19000)\n"
    "  --json FILE  the results as JSON\n"
    "  --doc FILE   puts the tables into that page, in place of the blocks that begin with ```text bench; what was "
    "not\n"
    "               measured stays as it is\n"
    "  --server P   the baithakd to measure (default: the one built with it)\n"
    "  --only LIST  some of direct, group, offline, idle, files, cluster, cluster-idle, with commas between\n";

struct Arguments {
    BenchOptions options;
    std::string jsonPath;
    std::string docPath;
    std::string only;  // a list with commas between; empty: everything
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
            arguments.options.idlePerGateway = 250;
            arguments.options.clusterRest = std::chrono::seconds(2);
        } else if (option == "--seconds" && hasValue) {
            arguments.options.time = std::chrono::seconds(std::max(1, std::atoi(argv[++i])));
        } else if (option == "--idle" && hasValue) {
            arguments.options.idlePerGateway = static_cast<std::size_t>(std::max(1, std::atoi(argv[++i])));
        } else if (option == "--json" && hasValue) {
            arguments.jsonPath = argv[++i];
        } else if (option == "--doc" && hasValue) {
            arguments.docPath = argv[++i];
        } else if (option == "--server" && hasValue) {
            arguments.options.server = argv[++i];
        } else if (option == "--only" && hasValue) {
            arguments.only = argv[++i];
            arguments.isValid = arguments.isValid && Bench::areParts(arguments.only);
        } else {
            arguments.isValid = false;
        }
    }
    return arguments;
}

// Thousands of connections need as many descriptors, here and in the server, which inherits the limit.
void raiseDescriptorLimit() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

void writeFile(const std::string& path, const std::string& text) {
    if (path.empty()) return;
    std::ofstream file(path);
    file << text;
    if (!file) throw std::runtime_error(path + " can't be written.");
}

// The page's block of that report; the others stay as they are.
void updatePage(const std::string& path, const Report& report) {
    if (path.empty()) return;
    const std::string begins = "```text " + report.block + "\n";
    constexpr std::string_view kEnd = "\n```";
    std::ifstream file(path);
    std::string page((std::istreambuf_iterator<char>(file)), {});
    const auto begin = page.find(begins);
    const auto end = begin == std::string::npos ? begin : page.find(kEnd, begin + begins.size() - 1);
    if (end == std::string::npos) throw std::runtime_error(path + " has no block for the table " + report.block + ".");
    const auto first = begin + begins.size();
    page.replace(first, end + 1 - first, report.table());
    writeFile(path, page);
}

bool hasFaults(const Report& report) {
    const Faults faults = report.faults();
    return faults.lost + faults.repeated + faults.outOfOrder > 0;
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
        const auto reports = Bench(arguments.options, arguments.only).run();
        auto json = nlohmann::ordered_json::object();
        for (const auto& report : reports) {
            std::printf("--- %s\n%s\n", report.block.c_str(), report.table().c_str());
            updatePage(arguments.docPath, report);
            json[report.block] = report.json();
        }
        writeFile(arguments.jsonPath, json.dump(2) + "\n");
        return std::any_of(reports.begin(), reports.end(), hasFaults) ? 1 : 0;
    } catch (const std::exception& failure) {
        std::fprintf(stderr, "baithak-bench: %s\n", failure.what());
        return 1;
    }
}
