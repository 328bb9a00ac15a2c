// SPDX-License-Identifier: MIT
#pragma once

// Devices of older days (docs/protocol.md, A3): they speak text, know nothing of `seq`, and confirm with the message's
// id alone, with a `state` notification to its sender, or not at all; then a ping that was answered counts.

#include "tests/simulation/device.h"

namespace baithak::simulation {

enum class OldHabit { confirmsById, tellsTheSender, confirmsNothing };

class OldDevice final : public Device {
public:
    OldDevice(Engine& engine, const NetWeather& weather, ChooseGateway chooseGateway, Account account,
              WireVersion version, OldHabit habit);

    void goOnline() override;
    void goOffline() override;
    void restart() override;
    void send(Message message) override;
    bool isOnline() const override { return isOpen_; }
    std::size_t queued() const override { return outbox_.size(); }

private:
    void onOpened() override;
    void onOpenFailed(int status) override;
    void onFrame(std::string_view bytes, bool isBinary) override;
    void onClosed(std::uint16_t code) override;
    void onPong() override {}

    void tryAgainLater();
    void writeAll();
    void write(const Message& message);
    void onArrival(const Message& message, const std::string& conversation, std::uint64_t seq);

    WireVersion version_;
    OldHabit habit_;
    bool wantsOnline_ = false;
    bool isOpen_ = false;
    bool isResendPlanned_ = false;
    std::uint64_t try_ = 0;
};

}  // namespace baithak::simulation
