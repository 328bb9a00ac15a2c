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
    // Empty, with nobody announced.
    virtual std::unique_ptr<Presence> makePresence(baithak::Loop& loop) = 0;
    // One in which the gateway gw-1 has a lease.
    std::unique_ptr<Presence> makeAnnounced(baithak::Loop& loop);

private Q_SLOTS:
    void knowsWhoIsConnected();
    void keepsDevicesOfOneUserApart();
    void letsALaterConnectionReplaceTheEarlier();
    void letsALateArrivalOfAnEarlierConnectionLose();
    void knowsTheEarlierConnectionByTheClockOfPresence();
    void endsNoneWhileAnOpeningIsNotKnown();
    void tellsTheTime();
    void takesARenewalForWhatItIs();
    void forgetsThatConnectionAndNoOther();
    void findsTheSessionsOfMany();
    void keepsWhatTheSessionSays();
    void namesTheProcessesThatAnnouncedThemselves();
    void forgetsTheSessionsOfAGatewayThatWithdraws();
    void findsTheSessionsOfThousands();
    void namesTheGatewaysThatWereThere();
    void tellsWhoComesAndGoes();
    void tellsWhomAGatewayThatWithdrawsHad();
    void tellsALaterWatcherWhoIsThere();
    void tellsNothingOnceTheWatchIsOver();
};

}  // namespace baithak::test
