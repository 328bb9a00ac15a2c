// SPDX-License-Identifier: MIT
#pragma once

// What every Presence must do (server/presence/presence.h). An adapter's test derives from this class and says how one
// is made.

#include <QObject>

#include <memory>

#include "server/presence/presence.h"

namespace baithak::test {

class PresenceContract : public QObject {
    Q_OBJECT

protected:
    virtual std::unique_ptr<Presence> makePresence(baithak::Loop& loop) = 0;

private Q_SLOTS:
    void knowsWhoIsConnected();
    void keepsDevicesOfOneUserApart();
    void letsALaterConnectionReplaceTheEarlier();
    void letsALateArrivalOfAnEarlierConnectionLose();
    void takesARenewalForWhatItIs();
    void forgetsThatConnectionAndNoOther();
    void findsTheSessionsOfMany();
    void keepsWhatTheSessionSays();
    void namesTheProcessesThatAnnouncedThemselves();
    void forgetsTheSessionsOfAGatewayThatWithdraws();
};

}  // namespace baithak::test
