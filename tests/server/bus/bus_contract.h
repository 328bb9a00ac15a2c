// SPDX-License-Identifier: MIT
#pragma once

// What every Bus must do (server/bus/bus.h), at least once and in order by key as a rule. An adapter's test derives
// from this class and says how a bus is made.

#include <QObject>

#include <memory>

#include "server/bus/bus.h"

namespace baithak::test {

class BusContract : public QObject {
    Q_OBJECT

protected:
    // One that soon tries again what a handler threw at.
    virtual std::unique_ptr<Bus> makeBus() = 0;

private Q_SLOTS:
    void handsAnEventToEachGroup();
    void handsAnEventToOneMemberOfAGroup();
    void keepsTheOrderOfOneKey();
    void keepsTopicsApart();
    void carriesToAnAddress();
    void takesEventsThatNobodyWants();
    void staysSilentOnceTheSubscriptionIsGone();
    void letsAHandlerPublish();
    void letsAHandlerEndItsSubscription();
    void runsAHandlerOnTheLoopThatSubscribed();
    void givesEverythingToTheMemberThatStays();
    void handsOnAgainWhatAHandlerThrewAt();
    void listsNoDeadLettersWhereThereAreNone();
    void putsWithTheDeadLettersWhatIsThrownAtTooOften();
    void triesADeadLetterAgain();
    void dropsADeadLetter();
    void listsTheOldestDeadLettersAndNoMoreThanAskedFor();
    void saysWhichDeadLettersThereAreNot();
};

}  // namespace baithak::test
