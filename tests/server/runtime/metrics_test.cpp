// SPDX-License-Identifier: MIT
#include "server/runtime/metrics.h"

#include <QTest>

#include <thread>

#include "tests/support/register_test.h"

namespace baithak::test {
namespace {

bool has(const Metrics& metrics, std::string_view line) {
    return metrics.text().find(std::string(line) + "\n") != std::string::npos;
}

}  // namespace

class MetricsTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsCountersGaugesAndHistograms() {
        Metrics metrics;
        metrics.counter("baithak_test_things_total", "Things.").add(3);
        auto& gauge = metrics.gauge("baithak_test_depth", "Depth.", {{"queue", "a"}});
        gauge.set(5);
        gauge.add(-2);
        auto& histogram = metrics.histogram("baithak_test_wait_seconds", "Waits.", {0.1, 1});
        histogram.observe(0.05);
        histogram.observe(0.5);
        QVERIFY(has(metrics, "# HELP baithak_test_things_total Things."));
        QVERIFY(has(metrics, "# TYPE baithak_test_things_total counter"));
        QVERIFY(has(metrics, "baithak_test_things_total 3"));
        QVERIFY(has(metrics, "baithak_test_depth{queue=\"a\"} 3"));
        QVERIFY(has(metrics, "baithak_test_wait_seconds_bucket{le=\"0.1\"} 1"));
        QVERIFY(has(metrics, "baithak_test_wait_seconds_bucket{le=\"+Inf\"} 2"));
        QVERIFY(has(metrics, "baithak_test_wait_seconds_count 2"));
    }

    void givesTheSameMetricForTheSameNameAndLabels() {
        Metrics metrics;
        auto& first = metrics.counter("baithak_test_total", "Things.", {{"kind", "a"}});
        auto& same = metrics.counter("baithak_test_total", "Things.", {{"kind", "a"}});
        auto& other = metrics.counter("baithak_test_total", "Things.", {{"kind", "b"}});
        QCOMPARE(&first, &same);
        QVERIFY(&first != &other);
        first.add();
        same.add();
        other.add();
        QVERIFY(has(metrics, "baithak_test_total{kind=\"a\"} 2"));
        QVERIFY(has(metrics, "baithak_test_total{kind=\"b\"} 1"));
    }

    void countsFromManyThreads() {
        Metrics metrics;
        auto& counter = metrics.counter("baithak_test_total", "Things.");
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&counter] {
                for (int n = 0; n < 1000; ++n) counter.add();
            });
        }
        for (auto& thread : threads) thread.join();
        QVERIFY(has(metrics, "baithak_test_total 4000"));
    }
};
BAITHAK_REGISTER_TEST(MetricsTest);

}  // namespace baithak::test

#include "metrics_test.moc"
