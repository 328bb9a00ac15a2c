// SPDX-License-Identifier: MIT
#pragma once

// What every MessageStore must do, in five suites.

#include "tests/server/store/store_contract.h"

namespace baithak::test {

class AppendContract : public StoreContract {
    Q_OBJECT
public:
    using StoreContract::StoreContract;
private Q_SLOTS:
    void numbersEachLogFromOne();
    void keepsTheMessageAsItWas();
    void answersARepeatWithTheFirstArrival();
    void answersARepeatWithinOneCall();
    void refusesAnIdThatWasUsedForOtherContent_data();
    void refusesAnIdThatWasUsedForOtherContent();
    void takesTheSameIdFromAnotherSender();
    void takesTheSameIdInAnotherConversation();
    void tellsManyIdsOfOneLogApart();
    void refusesADestinationThatDoesNotExist_data();
    void refusesADestinationThatDoesNotExist();
    void refusesAnAccountThatIsNotActive();
    void refusesOneMessageOfACallAndKeepsTheOthers();
    void refusesASenderWhoIsNotAMember();
    void refusesALateCopyOfWhatItRefused();
    void refusesALateCopyForWhoHasSignedUpSince();
    void acknowledgesARepeatOfOneWhoHasLeft();
    void keepsNotesToOneself();
    void showsASystemLogToItsUserAlone();
    void keepsTheOrderOfCallsInFlight();
    void servesSeveralLoopsAtOnce();
    void keepsEverythingAcrossAReopening();
};

class FenceContract : public StoreContract {
    Q_OBJECT
public:
    using StoreContract::StoreContract;
private Q_SLOTS:
    void takesWhatAnOwnerBrings();
    void refusesAFormerOwner();
    void refusesNothingUnderNoFence();
    void keepsPartitionsApart();
    void refusesAChangeByAFormerOwner();
    void refusesARepeatByAFormerOwner();
    void refusesTheLowerEpochOfOneCall();
    void raisesTheEpochWithAChange();
    void neverLetsAFormerOwnerFollow();
};

class LogReadContract : public StoreContract {
    Q_OBJECT
public:
    using StoreContract::StoreContract;
private Q_SLOTS:
    void fetchesBehindTheCursor();
    void fetchesNoMoreThanAskedFor();
    void fetchesAtLeastOneMessage();
    void fetchesNothingPastTheHead();
    void refusesTheLogOfOthers();
    void pagesForwards();
    void pagesBackwards();
    void findsTheLastOfAnAuthorsMessages();
    void showsMembersTheirIntervalAlone();
    void skipsWhatHappenedBetweenTwoMemberships();
    void showsAGroupWithoutMembersToThoseWhoLeft();
};

class MarksContract : public StoreContract {
    Q_OBJECT
public:
    using StoreContract::StoreContract;
private Q_SLOTS:
    void tellsWhichLogsADeviceIsBehindIn();
    void tellsOneWhoLeftOfTheLogUpToThere();
    void movesMarksForwardsOnly();
    void takesTheFurthestDeviceForTheMark();
    void countsReadAsDelivered();
    void neverMovesMarksBeyondTheHead();
    void ignoresMarksOfOutsiders();
    void makesNoReceiptsOfSystemLogs();
    void listsConversationsWithTheirState();
    void listsOnlyWhatChanged();
    void countsUnreadAndMentions();
    void keepsFlagsForTheirUser();
    void tellsWhichLogsAreMuted();
    void listsALeftGroupAsItWas();
    void givesMarksOfSmallGroupsOnly();
    void goesOnWithItsCursorAfterAReopening();
};

class MembershipContract : public StoreContract {
    Q_OBJECT
public:
    using StoreContract::StoreContract;
private Q_SLOTS:
    void createsAGroup();
    void refusesAChangeOfAnotherVersion();
    void refusesAChangeOfNoGroup();
    void refusesToCreateAGroupTwice();
    void appliesARepeatedChangeOnce();
    void keepsStandingInTheOrderOfJoining();
    void promotesAMember();
    void takesMembersWithoutAnAccount();
    void tellsTheMembersVersionWithEachAppend();
    void readsGroupsBackAfterAReopening();
    void tellsTheGroupsOfAUser();
    void answersNotFoundForAnUnknownGroup();
};

}  // namespace baithak::test
