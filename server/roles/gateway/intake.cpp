// SPDX-License-Identifier: MIT
#include "server/roles/gateway/intake.h"

#include "shared/protocol/validate.h"

namespace baithak {

Result<Taken> takeIn(Message message, UlidGenerator& ids, Timestamp now) {
    Taken taken;
    if (message.type == MessageType::clientAck) {
        taken.kind = IntakeKind::confirmation;
        taken.message = std::move(message);
        return taken;
    }
    if (message.destination == kServerName) return taken;
    if (auto valid = validateMessage(message); !valid) return valid.error();
    message.serverId = ids.next(now);
    message.serverTimestamp = now;
    // The text forms carry no time of their own.
    if (message.sentAt.ms == 0) message.sentAt = now;
    taken.kind = IntakeKind::message;
    taken.conversation = conversationOf(message);
    taken.message = std::move(message);
    return taken;
}

}  // namespace baithak
