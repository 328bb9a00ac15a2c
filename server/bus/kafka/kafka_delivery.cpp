// SPDX-License-Identifier: MIT
#include "server/bus/kafka/kafka_delivery.h"

namespace baithak {

void KafkaDelivery::handle(std::shared_ptr<KafkaDelivery> delivery, const KafkaMemberPtr& member) {
    auto& self = *delivery;
    auto& record = self.record_;
    if (!record.partition->isHeld) {
        self.isSettled_ = true;  // whoever has the partition now gets it
        return;
    }
    if (!member->isActive) {
        self.isSettled_ = true;
        return self.back_->unhandled(record);
    }
    // The event's copies keep the delivery.
    const EventPtr event(delivery, record.wire.event.get());
    const auto fence = record.partition->fence;
    const auto failed = [&](const std::string& reason) {
        self.isSettled_ = true;
        self.back_->failed(record, reason);
    };
    // The member may leave by its own handler.
    const auto held = member;
    try {
        held->handler(event, fence);
    } catch (const std::exception& error) {
        failed(error.what());
    } catch (...) {
        failed("an exception of no known type");
    }
}

}  // namespace baithak
