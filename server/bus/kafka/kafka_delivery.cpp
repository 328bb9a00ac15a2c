// SPDX-License-Identifier: MIT
#include "server/bus/kafka/kafka_delivery.h"

namespace baithak {

std::optional<std::string> handleBy(const KafkaMember& member, const EventPtr& event, const Fence& fence) {
    try {
        member.handler(event, fence);
        return std::nullopt;
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {
        return "an exception of no known type";
    }
}

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
    // The member may leave by its own handler.
    const auto held = member;
    const auto failure = handleBy(*held, event, fence);
    if (!failure) return;
    self.isSettled_ = true;
    self.back_->failed(record, *failure);
}

}  // namespace baithak
