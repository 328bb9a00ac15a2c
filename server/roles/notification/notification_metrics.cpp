// SPDX-License-Identifier: MIT
#include "server/roles/notification/notification_metrics.h"

namespace baithak {
namespace {

Counter* endCounter(Metrics& metrics, const char* outcome) {
    return &metrics.counter("baithak_notification_pushes_total", "Pushes by what became of them",
                            {{"outcome", outcome}});
}

}  // namespace

NotificationMetrics::NotificationMetrics(Metrics& metrics)
    : metrics_(metrics),
      depth_(metrics.gauge("baithak_notification_queue_depth", "Recipients and pushes in the queue")),
      oldest_(metrics.gauge("baithak_notification_queue_age_seconds",
                            "Since when the oldest of them was stored, at whatever stage it is")),
      paused_(metrics.gauge("baithak_push_waiting_retries", "Pushes that wait for another try")),
      age_(metrics.histogram("baithak_notification_age_seconds", "From the stored message to its push's outcome",
                             {0.1, 0.5, 1, 2, 5, 10, 30, 60, 300})),
      unsure_(metrics.counter("baithak_notification_presence_failures_total",
                              "Recipients of whom nobody could say whether they are connected")),
      ends_{endCounter(metrics, "sent"), endCounter(metrics, "dead_token"), endCounter(metrics, "refused"),
            endCounter(metrics, "failed"), endCounter(metrics, "unneeded")} {}

void NotificationMetrics::end(PushEnd end, Age age) {
    ends_[static_cast<std::size_t>(end)]->add();
    age_.observe(age.count());
}

void NotificationMetrics::drop(std::string_view what, std::string_view why, std::size_t count) {
    if (count == 0) return;
    metrics_
        .counter("baithak_notification_dropped_total", "What was not pushed, and why",
                 {{"what", std::string(what)}, {"why", std::string(why)}})
        .add(static_cast<double>(count));
}

void NotificationMetrics::show(std::size_t depth, Age oldest, std::size_t paused) {
    depth_.set(static_cast<double>(depth));
    oldest_.set(oldest.count());
    paused_.set(static_cast<double>(paused));
}

}  // namespace baithak
