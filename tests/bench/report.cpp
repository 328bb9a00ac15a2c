// SPDX-License-Identifier: MIT
#include "tests/bench/report.h"

#include <array>
#include <cstdio>

#include <nlohmann/json.hpp>

namespace baithak::bench {

namespace {

template <class... Args>
std::string formatted(const char* form, Args... args) {
    std::array<char, 512> line;
    std::snprintf(line.data(), line.size(), form, args...);
    return line.data();
}

constexpr auto kHead =
    "load                      wire  durability      msg/s  deliver/s   p50 ms   p99 ms  srv ms/1k  cli ms/1k  "
    "lost  again  order\n";

std::string lineOf(const Row& row) {
    const Measure& m = row.measure;
    return formatted("%-25s %-5s %-10s %10.0f %10.0f %8.2f %8.2f %10.2f %10.2f %5llu %6llu %6llu\n", row.name.c_str(),
                     row.wire.c_str(), row.durability.c_str(), m.messagesPerSecond, m.deliveriesPerSecond, m.p50Ms,
                     m.p99Ms, m.serverCpuMsPer1000, m.clientCpuMsPer1000,
                     static_cast<unsigned long long>(m.faults.lost), static_cast<unsigned long long>(m.faults.repeated),
                     static_cast<unsigned long long>(m.faults.outOfOrder));
}

std::string lineOf(const Number& number) {
    return formatted("%-45s %12.2f %s\n", number.name.c_str(), number.value, number.unit.c_str());
}

std::string lineOf(const Aim& aim) {
    return formatted("%-45s %12.3f  aim: %s %.3f  %s\n", aim.name.c_str(), aim.value,
                     aim.isAtLeast ? "at least" : "at most", aim.bound, aim.isReached() ? "reached" : "MISSED");
}

// What each kind of process spent: for rows with more than one.
std::string sharesOf(const std::vector<Row>& rows) {
    std::string head;
    std::string text;
    for (const auto& row : rows) {
        const auto& shares = row.measure.shares;
        if (shares.size() < 2) continue;
        std::string line = formatted("%-25s", row.name.c_str());
        std::string names = formatted("%-25s", "server ms/1k, by role");
        for (const auto& share : shares) {
            line += formatted(" %9.2f", share.cpuMsPer1000);
            names += formatted(" %9s", share.name.c_str());
        }
        if (head.empty()) text += head = "\n" + names + "\n";
        text += line + "\n";
    }
    return text;
}

nlohmann::ordered_json jsonOf(const Row& row) {
    const Measure& m = row.measure;
    nlohmann::ordered_json json{{"name", row.name},
                                {"wire", row.wire},
                                {"durability", row.durability},
                                {"messagesPerSecond", m.messagesPerSecond},
                                {"deliveriesPerSecond", m.deliveriesPerSecond},
                                {"p50Ms", m.p50Ms},
                                {"p99Ms", m.p99Ms},
                                {"serverCpuMsPer1000", m.serverCpuMsPer1000},
                                {"clientCpuMsPer1000", m.clientCpuMsPer1000},
                                {"lost", m.faults.lost},
                                {"repeated", m.faults.repeated},
                                {"outOfOrder", m.faults.outOfOrder}};
    for (const auto& share : m.shares)
        if (m.shares.size() > 1) json["cpuMsPer1000"][share.name] = share.cpuMsPer1000;
    return json;
}

}  // namespace

void Report::add(Row row) {
    if (rows.empty()) std::fputs(kHead, stderr);
    std::fputs(lineOf(row).c_str(), stderr);
    rows.push_back(std::move(row));
}

void Report::add(Number number) {
    std::fputs(lineOf(number).c_str(), stderr);
    numbers.push_back(std::move(number));
}

std::string Report::table() const {
    std::string text = machine + "\n" + build + "\n";
    if (!rows.empty()) text += std::string("\n") + kHead;
    for (const auto& row : rows) text += lineOf(row);
    text += sharesOf(rows);
    if (!numbers.empty()) text += "\n";
    for (const auto& number : numbers) text += lineOf(number);
    if (!aims.empty()) text += "\n";
    for (const auto& aim : aims) text += lineOf(aim);
    return text;
}

nlohmann::ordered_json Report::json() const {
    nlohmann::ordered_json all{{"machine", machine}, {"build", build}};
    for (const auto& row : rows) all["rows"].push_back(jsonOf(row));
    for (const auto& number : numbers)
        all["numbers"].push_back({{"name", number.name}, {"value", number.value}, {"unit", number.unit}});
    for (const auto& aim : aims)
        all["aims"].push_back({{"name", aim.name},
                               {"value", aim.value},
                               {aim.isAtLeast ? "atLeast" : "atMost", aim.bound},
                               {"reached", aim.isReached()}});
    return all;
}

const Row* Report::find(const std::string& name) const {
    for (const auto& row : rows)
        if (row.name == name) return &row;
    return nullptr;
}

std::optional<double> Report::value(const std::string& name) const {
    for (const auto& number : numbers)
        if (number.name == name) return number.value;
    return std::nullopt;
}

Faults Report::faults() const {
    Faults all;
    for (const auto& row : rows) {
        all.lost += row.measure.faults.lost;
        all.repeated += row.measure.faults.repeated;
        all.outOfOrder += row.measure.faults.outOfOrder;
    }
    return all;
}

}  // namespace baithak::bench
