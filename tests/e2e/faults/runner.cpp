// SPDX-License-Identifier: MIT
#include "tests/e2e/faults/runner.h"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>

namespace baithak::test {

const std::string_view kRunnerUsage =
    "  --seeds A..B    the runs (default 1..20)\n"
    "  --seed N        one run\n"
    "  --server P      the baithakd to test (default: the one built with it)\n"
    "  --keep DIR      where history and logs of a failed or single run go (default: the temporary files)\n";

std::optional<std::uint32_t> readNumber(const std::string& text) {
    std::uint32_t number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || end != text.data() + text.size() || number == 0) return std::nullopt;
    return number;
}

namespace {

bool readSeeds(const std::string& text, RunnerArguments& arguments) {
    const auto dots = text.find("..");
    if (dots == text.npos) return false;
    const auto first = readNumber(text.substr(0, dots));
    const auto last = readNumber(text.substr(dots + 2));
    if (!first || !last || *first > *last) return false;
    arguments.first = *first;
    arguments.last = *last;
    return true;
}

bool readSeed(const std::string& text, RunnerArguments& arguments) {
    const auto seed = readNumber(text);
    if (seed) arguments.first = arguments.last = *seed;
    return seed.has_value();
}

}  // namespace

bool readArguments(int argc, char** argv, RunnerArguments& arguments, const std::vector<RunnerOption>& others) {
    arguments.keep = std::filesystem::temp_directory_path().string();
    auto known = others;
    known.push_back({"--seeds", [&](const std::string& value) { return readSeeds(value, arguments); }});
    known.push_back({"--seed", [&](const std::string& value) { return readSeed(value, arguments); }});
    known.push_back({"--server", [&](const std::string& value) {
                         arguments.server = value;
                         return true;
                     }});
    known.push_back({"--keep", [&](const std::string& value) {
                         arguments.keep = value;
                         return true;
                     }});
    if (argc % 2 == 0) return false;  // a name without a value
    for (int i = 1; i + 1 < argc; i += 2) {
        const auto option =
            std::find_if(known.begin(), known.end(), [&](const auto& each) { return each.name == argv[i]; });
        if (option == known.end() || !option->take(argv[i + 1])) return false;
    }
    return true;
}

int runSeeds(const RunnerArguments& arguments, const std::function<bool(std::uint32_t seed)>& run) {
    std::uint32_t kept = 0;
    for (auto seed = arguments.first; seed <= arguments.last; ++seed) kept += run(seed) ? 1 : 0;
    const auto runs = arguments.last - arguments.first + 1;
    std::printf("%u of %u runs kept every promise\n", kept, runs);
    return kept == runs ? 0 : 1;
}

void keepEvidence(const RunnerArguments& arguments, const std::string& runner, std::uint32_t seed,
                  const std::vector<std::pair<std::string, std::string>>& files) {
    const auto directory = std::filesystem::path(arguments.keep) / (runner + "-" + std::to_string(seed));
    std::filesystem::create_directories(directory);
    for (const auto& [name, text] : files) std::ofstream(directory / name) << text;
    std::printf("  history and logs: %s\n", directory.c_str());
}

void printViolations(const std::vector<std::string>& violations) {
    constexpr std::size_t kMost = 20;
    for (std::size_t i = 0; i < violations.size() && i < kMost; ++i) std::printf("  %s\n", violations[i].c_str());
}

}  // namespace baithak::test
