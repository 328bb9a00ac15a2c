// SPDX-License-Identifier: MIT
#pragma once

// What the programs that run a fault test by seeds have in common: their arguments, the row of runs, and where the
// evidence of a run goes.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace baithak::test {

struct RunnerArguments {
    std::string server;  // the path of baithakd
    std::uint32_t first = 1;
    std::uint32_t last = 20;
    std::string keep;  // where evidence goes
    // Evidence is kept of a run that failed, and of one that is run alone.
    bool isAlone() const noexcept { return first == last; }
};

// The lines of a usage text about these.
extern const std::string_view kRunnerUsage;

// An option of one runner alone: `take` is given its value, and answers whether that will do.
struct RunnerOption {
    std::string_view name;  // with its dashes
    std::function<bool(const std::string& value)> take;
};

// Reads `--seeds`, `--seed`, `--server` and `--keep` into `arguments`, and the others where they belong. False when
// there is something that nobody knows or that will not do.
bool readArguments(int argc, char** argv, RunnerArguments& arguments, const std::vector<RunnerOption>& others);

// A whole number from 1; nothing for anything else.
std::optional<std::uint32_t> readNumber(const std::string& text);

// Runs each seed and says in the end how many kept every promise, as `run` answers. The program's exit code.
int runSeeds(const RunnerArguments& arguments, const std::function<bool(std::uint32_t seed)>& run);

// Writes files of these names into a directory of the seed's, and says where.
void keepEvidence(const RunnerArguments& arguments, const std::string& runner, std::uint32_t seed,
                  const std::vector<std::pair<std::string, std::string>>& files);

// Up to twenty, a line each.
void printViolations(const std::vector<std::string>& violations);

}  // namespace baithak::test
