// SPDX-License-Identifier: MIT
#pragma once

// A device of today: the real ClientSession (shared/session) over a simulated connection, in any of the wire's forms.

#include "shared/session/client_session.h"
#include "tests/simulation/device.h"

namespace baithak::simulation {

class SessionDevice final : public Device {
public:
    SessionDevice(Engine& engine, const NetWeather& weather, ChooseGateway chooseGateway, Account account,
                  WireVersion version, bool isStrict);

    void goOnline() override;
    void goOffline() override;
    void restart() override;
    void send(Message message) override;
    bool isOnline() const override { return session_->link() == Link::online; }
    std::size_t queued() const override { return session_->queued(); }

private:
    void onOpened() override;
    void onOpenFailed(int status) override;
    void onFrame(std::string_view bytes, bool isBinary) override;
    void onClosed(std::uint16_t code) override;
    void onPong() override;

    void makeSession();
    void act();
    void on(session_action::Connect& action);
    void on(session_action::Disconnect& action);
    void on(session_action::SendFrame& action);
    void on(session_action::Arrived& action);
    void on(session_action::Acknowledged& action);
    void on(session_action::Refused& action);
    void on(session_action::ReceiptMoved&) {}
    void on(session_action::GapFound&) {}
    void on(session_action::LinkChanged&) {}
    void on(session_action::SignedOut& action);
    void confirmLater(const session_action::Arrived& arrived);

    SessionConfig config_;
    std::unique_ptr<ClientSession> session_;
    std::uint64_t run_ = 0;   // of the program
    std::uint64_t wake_ = 0;  // the latest alarm
};

}  // namespace baithak::simulation
