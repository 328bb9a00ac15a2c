// SPDX-License-Identifier: MIT
#pragma once

// The records of a group that wait: for their next try, for a member, to be put with the dead letters. Loops and the
// client's thread put them in, the group's thread takes them out. It may outlive the group, with those who put.

#include <chrono>
#include <mutex>
#include <utility>
#include <vector>

#include "server/bus/kafka/kafka_delivery.h"

namespace baithak {

class KafkaWaiting {
public:
    using Time = std::chrono::steady_clock::time_point;

    // At once, unless another time is due.
    void put(KafkaRecord record, Time due = {}) {
        const std::lock_guard lock(mutex_);
        entries_.push_back({due, std::move(record)});
    }

    // Those whose time has come and whose partition is still held, in the order they were put. The others of a
    // partition that is gone are forgotten: its next owner gets them.
    std::vector<KafkaRecord> takeDue(Time now) {
        std::vector<KafkaRecord> due;
        const std::lock_guard lock(mutex_);
        for (auto& entry : std::exchange(entries_, {})) {
            if (!entry.record.partition->isHeld) continue;
            if (entry.due > now)
                entries_.push_back(std::move(entry));
            else
                due.push_back(std::move(entry.record));
        }
        return due;
    }

private:
    struct Entry {
        Time due;
        KafkaRecord record;
    };
    std::mutex mutex_;
    std::vector<Entry> entries_;
};
using KafkaWaitingPtr = std::shared_ptr<KafkaWaiting>;

}  // namespace baithak
