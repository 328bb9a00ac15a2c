// SPDX-License-Identifier: MIT

// The bodies of the frames that server and clients make themselves. The input is the content; it is read as each kind,
// and what is read as an error or a receipt is written and read again.

#include "shared/protocol/frames.h"
#include "tests/fuzz/fuzz_input.h"

using namespace baithak;

namespace {

Message notification(std::string_view action, std::string_view content) {
    Message message;
    message.type = MessageType::notification;
    message.meta.set(meta_key::kAction, std::string(action));
    message.content = content;
    return message;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto content = fuzz::viewOf(data, size);
    (void)readTyping(notification("typing", content));
    (void)readStateNotice(notification("state", content));
    if (const auto receipt = readReceipt(notification("receipt", content))) {
        const auto again = readReceipt(makeReceiptNotice(UserId("ann"), *receipt));
        fuzz::expect(again && again->conversation == receipt->conversation && again->user == receipt->user &&
                         again->delivered == receipt->delivered && again->read == receipt->read,
                     "a receipt did not survive");
    }
    if (const auto error = readErrorNotice(notification("error", content))) {
        const auto again = readErrorNotice(makeErrorNotice(UserId("ann"), error->error, error->refusedId));
        fuzz::expect(again && again->error.text == error->error.text && again->refusedId == error->refusedId,
                     "an error notice did not survive");
    }
    return 0;
}
