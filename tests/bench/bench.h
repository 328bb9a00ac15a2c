// SPDX-License-Identifier: MIT
#pragma once

// A run of the bench: the wanted parts one after the other, and beside the figures of one server what the project aims
// at.

#include <string>
#include <vector>

#include "tests/bench/scenarios.h"

namespace baithak::bench {

class Bench {
public:
    // `only`: names of parts with commas between; empty: all of them.
    Bench(const BenchOptions& options, std::string only);
    static bool areParts(const std::string& list);

    // A report for each subject that something was measured of.
    std::vector<Report> run();

private:
    bool isWanted(const std::string& part) const;
    Report begin(std::string block) const;
    void runOneServer();
    void direct(Report& report);
    void files();
    void cluster();
    void compare(Report& report, double echo, const Measure& group, const AtRest& rest) const;

    const BenchOptions& options_;
    std::string only_;
    std::string machine_;
    std::vector<Report> reports_;
};

}  // namespace baithak::bench
