// SPDX-License-Identifier: MIT
#pragma once

// What libnats hands out, owned; and its errors as ours.

#include <memory>
#include <string>
#include <string_view>

#include <nats/nats.h>

#include "shared/base/result.h"

namespace baithak {

template <auto destroy>
struct NatsDestroy {
    template <class T>
    void operator()(T* owned) const noexcept {
        destroy(owned);
    }
};
template <class T, auto destroy>
using NatsOwned = std::unique_ptr<T, NatsDestroy<destroy>>;

using NatsOptions = NatsOwned<natsOptions, natsOptions_Destroy>;
using NatsConnection = NatsOwned<natsConnection, natsConnection_Destroy>;
using NatsSubscription = NatsOwned<natsSubscription, natsSubscription_Destroy>;
using NatsMessage = NatsOwned<natsMsg, natsMsg_Destroy>;
using JetStream = NatsOwned<jsCtx, jsCtx_Destroy>;
using KeyValues = NatsOwned<kvStore, kvStore_Destroy>;
using KeyValueEntry = NatsOwned<kvEntry, kvEntry_Destroy>;
using StreamInfo = NatsOwned<jsStreamInfo, jsStreamInfo_Destroy>;
using ConsumerInfo = NatsOwned<jsConsumerInfo, jsConsumerInfo_Destroy>;
using ConsumerNames = NatsOwned<jsConsumerNamesList, jsConsumerNamesList_Destroy>;
using PublishAck = NatsOwned<jsPubAck, jsPubAck_Destroy>;

// What went wrong, with the library's own last words.
inline Error natsError(std::string_view what, natsStatus status) {
    natsStatus last = NATS_OK;
    const char* words = nats_GetLastError(&last);
    const bool isSaid = last == status && words != nullptr && *words != '\0';
    return {Errc::unavailable, std::string(what) + ": " + (isSaid ? words : natsStatus_GetText(status))};
}

inline std::string_view dataOf(const natsMsg* message) {
    return {natsMsg_GetData(message), static_cast<std::size_t>(natsMsg_GetDataLength(message))};
}

}  // namespace baithak
