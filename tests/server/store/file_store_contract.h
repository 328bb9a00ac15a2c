// SPDX-License-Identifier: MIT
#pragma once

// What every FileStore must do, and the MessageStore beside it with the files that messages name.

#include "tests/server/store/store_contract.h"

namespace baithak::test {

class FileStoreContract : public StoreContract {
    Q_OBJECT
public:
    using StoreContract::StoreContract;
private Q_SLOTS:
    void keepsWhatIsKnownOfAFile();
    void keepsAFileForItsOwnerUntilItIsSent();
    void showsASentFileToTheTwoOfAConversation();
    void showsAGroupsFilesToThoseWhoSawTheMessage();
    void showsThePictureOfAGroupToItsMembers();
    void letsOneWhoHasAFileSendItOn();
    void ignoresFilesThatTheSenderMayNotHave();
    void refersToNothingWhenTheMessageIsRefused();
    void completesAFileOnce();
    void refusesToCompleteWhatIsNotTheOwners();
    void givesNoMoreThanTheQuota();
    void givesOneQuotaToCallsInFlight();
    void countsTheSizeOfACompleteFile();
    void refusesFilesOfNobody();
    void condemnsWhatNeverCame();
    void condemnsWhatWasNeverSent();
    void keepsWhatWasSent();
    void tellsOfCondemnedFilesUntilTheyAreForgotten();
    void forgetsOnlyCondemnedFiles();
    void showsCondemnedFilesToNobody();
    void keepsReferencesAcrossAReopening();
};

}  // namespace baithak::test
