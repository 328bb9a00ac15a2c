// SPDX-License-Identifier: MIT
#pragma once

// What the bench found about one subject: rows of measures, single numbers, and the ratios that the project aims at; as
// a table for a person, which has a block of its own in docs/performance.md, and as JSON.

#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

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
    std::string block;  // how the block in the page begins, after "```text "
    std::string machine;
    std::string build;
    std::vector<Row> rows;
    std::vector<Number> numbers;
    std::vector<Aim> aims;

    void add(Row row);        // also prints it
    void add(Number number);  // also prints it
    bool isEmpty() const noexcept { return rows.empty() && numbers.empty(); }
    std::string table() const;
    nlohmann::ordered_json json() const;
    // The first row of that name; null when there is none.
    const Row* find(const std::string& name) const;
    // The value of the first number of that name.
    std::optional<double> value(const std::string& name) const;
    // Of all rows.
    Faults faults() const;
};

}  // namespace baithak::bench
