// SPDX-License-Identifier: MIT
#include "tests/support/raw_client.h"

namespace baithak::test {

RawClient::RawClient(Loop& loop, std::uint16_t port, const std::string& target, const Headers& headers)
    : loop_(loop),
      link_(loop, {[this] { isOpen_ = true; },
                   [this](int status) {
                       isFailed_ = true;
                       httpStatus_ = status;
                   },
                   [this](std::string_view bytes, bool isBinary) { frames_.push_back({std::string(bytes), isBinary}); },
                   [this](std::uint16_t code) { closeCode_ = code; }, [this] { ++pongs_; }}) {
    link_.open(port, target, headers);
}

bool RawClient::waitOpen() {
    return loop_.until([this] { return isOpen_ || isFailed_; }) && isOpen_;
}

bool RawClient::waitFrames(std::size_t count, std::chrono::milliseconds deadline) {
    return loop_.until([this, count] { return frames_.size() >= count; }, deadline);
}

bool RawClient::waitClosed(std::chrono::milliseconds deadline) {
    return loop_.until([this] { return closeCode_ != 0; }, deadline);
}

RawClient::Frame RawClient::take() {
    if (!waitFrames(1)) throw TestFailure("No frame came.");
    Frame frame = std::move(frames_.front());
    frames_.pop_front();
    return frame;
}

}  // namespace baithak::test
