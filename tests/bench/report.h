// SPDX-License-Identifier: MIT
#pragma once

// What the bench found: rows of measures, single numbers, and the ratios that the project aims at; as a table for a
// person and as JSON.

#include <string>
#include <vector>

#include "tests/bench/load.h"

namespace baithak::bench {

struct Row {
    std::string name;
    std::string wire;        // v3, v2.1
    std::string durability;  // empty for the echo
    Measure measure;
};

struct Number {
    std::string name;
    double value = 0;
    std::string unit;
};

struct Aim {
    std::string name;
    double value = 0;
    double bound = 0;
    bool isAtLeast = true;  // else at most

    bool isReached() const noexcept { return isAtLeast ? value >= bound : value <= bound; }
};

struct Report {
    std::string machine;
    std::string build;
    std::vector<Row> rows;
    std::vector<Number> numbers;
    std::vector<Aim> aims;

    void add(Row row);        // also prints it
    void add(Number number);  // also prints it
    std::string table() const;
    std::string json() const;
    // Of all rows.
    Faults faults() const;
};

}  // namespace baithak::bench
