// SPDX-License-Identifier: MIT
#include "server/runtime/metrics.h"

#include <mutex>
#include <utility>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace baithak {
namespace {

class PrometheusCounter final : public Counter {
public:
    explicit PrometheusCounter(prometheus::Counter& counter) : counter_(counter) {}
    void add(double by) override { counter_.Increment(by); }

private:
    prometheus::Counter& counter_;
};

class PrometheusGauge final : public Gauge {
public:
    explicit PrometheusGauge(prometheus::Gauge& gauge) : gauge_(gauge) {}
    void set(double value) override { gauge_.Set(value); }
    void add(double by) override { gauge_.Increment(by); }

private:
    prometheus::Gauge& gauge_;
};

class PrometheusHistogram final : public Histogram {
public:
    explicit PrometheusHistogram(prometheus::Histogram& histogram) : histogram_(histogram) {}
    void observe(double value) override { histogram_.Observe(value); }

private:
    prometheus::Histogram& histogram_;
};

template <class Metric>
using MetricsByName = std::map<std::pair<std::string, Metrics::Labels>, std::unique_ptr<Metric>>;

}  // namespace

struct Metrics::State {
    prometheus::Registry registry;
    std::mutex mutex;
    MetricsByName<Counter> counters;
    MetricsByName<Gauge> gauges;
    MetricsByName<Histogram> histograms;
};

Metrics::Metrics() : state_(std::make_unique<State>()) {}
Metrics::~Metrics() = default;

Counter& Metrics::counter(std::string_view name, std::string_view help, const Labels& labels) {
    const std::lock_guard lock(state_->mutex);
    auto& slot = state_->counters[{std::string(name), labels}];
    if (!slot) {
        auto& family =
            prometheus::BuildCounter().Name(std::string(name)).Help(std::string(help)).Register(state_->registry);
        slot = std::make_unique<PrometheusCounter>(family.Add(labels));
    }
    return *slot;
}

Gauge& Metrics::gauge(std::string_view name, std::string_view help, const Labels& labels) {
    const std::lock_guard lock(state_->mutex);
    auto& slot = state_->gauges[{std::string(name), labels}];
    if (!slot) {
        auto& family =
            prometheus::BuildGauge().Name(std::string(name)).Help(std::string(help)).Register(state_->registry);
        slot = std::make_unique<PrometheusGauge>(family.Add(labels));
    }
    return *slot;
}

Histogram& Metrics::histogram(std::string_view name, std::string_view help, const std::vector<double>& bounds,
                              const Labels& labels) {
    const std::lock_guard lock(state_->mutex);
    auto& slot = state_->histograms[{std::string(name), labels}];
    if (!slot) {
        auto& family =
            prometheus::BuildHistogram().Name(std::string(name)).Help(std::string(help)).Register(state_->registry);
        slot = std::make_unique<PrometheusHistogram>(family.Add(labels, bounds));
    }
    return *slot;
}

std::string Metrics::text() const { return prometheus::TextSerializer().Serialize(state_->registry.Collect()); }

}  // namespace baithak
