// SPDX-License-Identifier: MIT
#pragma once

// Counters, gauges and histograms by name, shown as Prometheus text. A metric is made once, at start, and then used
// from any thread, cheaply; metrics live as long as the Metrics that made them. The same name and labels give the same
// metric. Names: `baithak_<room>_<what>_<unit>`.

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace baithak {

class Counter {
public:
    virtual ~Counter() = default;
    virtual void add(double by = 1) = 0;
};
class Gauge {
public:
    virtual ~Gauge() = default;
    virtual void set(double value) = 0;
    virtual void add(double by) = 0;
};
class Histogram {
public:
    virtual ~Histogram() = default;
    virtual void observe(double value) = 0;
};

class Metrics {
public:
    using Labels = std::map<std::string, std::string>;

    Metrics();
    ~Metrics();
    Metrics(const Metrics&) = delete;
    Metrics& operator=(const Metrics&) = delete;

    Counter& counter(std::string_view name, std::string_view help, const Labels& labels = {});
    Gauge& gauge(std::string_view name, std::string_view help, const Labels& labels = {});
    Histogram& histogram(std::string_view name, std::string_view help, const std::vector<double>& bounds,
                         const Labels& labels = {});
    // The exposition text (Prometheus text format 0.0.4).
    std::string text() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace baithak
