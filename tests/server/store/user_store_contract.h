// SPDX-License-Identifier: MIT
#pragma once

// What every UserStore must do.

#include "tests/server/store/store_contract.h"

namespace baithak::test {

class AccountContract : public StoreContract {
    Q_OBJECT
public:
    using StoreContract::StoreContract;
private Q_SLOTS:
    void keepsAccounts();
    void refusesANameThatIsTaken_data();
    void refusesANameThatIsTaken();
    void makesAnAccountOfTwoRivalsOnce();
    void bindsAnAccountToItsFirstSubject();
    void bindsTheAccountThatIsThere();
    void bindsAnAccountOfRivalsOnce();
    void bindsNoNameThatWillNotDo();
    void letsAnotherSubjectInOnceItIsUnbound();
    void unbindsNothingThatIsNotBound();
    void bindsNoAccountThatHasAPassword();
    void bindsWhatAnOperatorSays();
    void tellsWhichNamesExist();
    void findsAccountsByAPartOfTheirNames_data();
    void findsAccountsByAPartOfTheirNames();
    void pagesThroughAccounts();
    void endsTheDevicesOfADisabledAccount();
    void letsAnEnabledAccountSignInAgain();
    void replacesThePassword();
    void changesNoAccountThatIsNotThere();
};

class DeviceContract : public StoreContract {
    Q_OBJECT
public:
    using StoreContract::StoreContract;
private Q_SLOTS:
    void findsTheDeviceOfAKey();
    void refusesKeysThatDoNotHold_data();
    void refusesKeysThatDoNotHold();
    void refusesToSignInWithoutAnActiveAccount();
    void addsADeviceForEachDefaultSignIn();
    void replacesADeviceOfTheSameId();
    void startsANewDeviceWhereTheFurthestIs();
    void startsTheFirstDeviceAtTheBeginning();
    void endsTheDeviceBeyondTheLimit();
    void endsDevicesUnusedForLong();
    void endsADevice();
    void clearsATokenThatIsStillThere();
    void leavesATokenToTheNewestDevice();
    void neverUsesADeviceNumberAgain();
    void notesTheUseOfADeviceToTheMinute();
};

}  // namespace baithak::test
