// SPDX-License-Identifier: MIT

#include "tests/server/store/file_store_contract.h"

#include <QTest>

#include "tests/server/support/run_task.h"
#include "tests/support/builders.h"

namespace baithak::test {

namespace {

constexpr std::uint64_t kMiB = 1024 * 1024;
constexpr std::uint64_t kQuota = 100 * kMiB;
constexpr Timestamp kMade{1'700'000'000'000};
constexpr Timestamp kLater{1'700'000'000'001};

FileId fileOf(const std::string& letter) { return FileId("bfile-" + std::string(25, 'a') + letter); }

FileRecord aFile(const FileId& id, const std::string& owner, std::uint64_t bytes = kMiB) {
    FileRecord file;
    file.id = id;
    file.owner = UserId(owner);
    file.category = "chat";
    file.extension = "png";
    file.contentType = "image/png";
    file.bytes = bytes;
    file.createdAt = kMade;
    return file;
}

FileId awaited(StoreUnderTest& store, const std::string& owner, const std::string& letter = "a") {
    const auto made = runTask(store.files().create(aFile(fileOf(letter), owner), 1, kQuota));
    if (!made) throw std::runtime_error(made.error().text);
    return fileOf(letter);
}

FileId uploaded(StoreUnderTest& store, const std::string& owner, const std::string& letter = "a") {
    const auto id = awaited(store, owner, letter);
    const auto done = runTask(store.files().complete(id, UserId(owner), 1000, "image/png"));
    if (!done) throw std::runtime_error(done.error().text);
    return id;
}

bool mayHave(StoreUnderTest& store, const std::string& user, const FileId& id) {
    const auto found = runTask(store.files().find(id, UserId(user)));
    return found || found.error().code != Errc::notFound;
}

AppendOutcome sendFile(StoreUnderTest& store, const Message& message, const FileId& id) {
    auto request = requestFor(message);
    request.files = {id};
    return store.append(std::move(request));
}

std::vector<FileRecord> condemnedAt(StoreUnderTest& store, Timestamp madeBefore) {
    const auto condemned = runTask(store.files().condemn(madeBefore, 10));
    if (!condemned) throw std::runtime_error(condemned.error().text);
    return *condemned;
}

}  // namespace

void FileStoreContract::keepsWhatIsKnownOfAFile() {
    store().addUsers({"ann"});
    QVERIFY(runTask(store().files().create(aFile(fileOf("a"), "ann", 5000), 1, kQuota)));
    store().reopen();
    const auto awaitedFile = runTask(store().files().find(fileOf("a"), UserId("ann")));
    QVERIFY(runTask(store().files().complete(fileOf("a"), UserId("ann"), 4000, "image/jpeg")));
    store().reopen();
    const auto file = runTask(store().files().find(fileOf("a"), UserId("ann")));

    QVERIFY(awaitedFile && file);
    QVERIFY(!awaitedFile->isComplete && file->isComplete);
    QCOMPARE(awaitedFile->bytes, std::uint64_t(5000));
    QCOMPARE(file->bytes, std::uint64_t(4000));
    QCOMPARE(file->owner.value, std::string("ann"));
    QCOMPARE(file->category, std::string("chat"));
    QCOMPARE(file->extension, std::string("png"));
    QCOMPARE(file->contentType, std::string("image/jpeg"));
    QVERIFY(file->createdAt == kMade);
}

void FileStoreContract::keepsAFileForItsOwnerUntilItIsSent() {
    store().addUsers({"ann", "bob"});
    store().send("ann", "bob", "m-0");
    const auto id = uploaded(store(), "ann");
    QVERIFY(mayHave(store(), "ann", id));
    QVERIFY(!mayHave(store(), "bob", id));
    QVERIFY(!mayHave(store(), "nobody", id));
    QVERIFY(!mayHave(store(), "ann", fileOf("z")));
}

void FileStoreContract::showsASentFileToTheTwoOfAConversation() {
    store().addUsers({"ann", "bob", "eve"});
    const auto id = uploaded(store(), "ann");
    QVERIFY(!sendFile(store(), aMessage("m-1").from("ann").to("bob"), id).refusal);
    QVERIFY(mayHave(store(), "ann", id));
    QVERIFY(mayHave(store(), "bob", id));
    QVERIFY(!mayHave(store(), "eve", id));
}

void FileStoreContract::showsAGroupsFilesToThoseWhoSawTheMessage() {
    store().addUsers({"ann", "bob", "col", "dan", "eve"});
    store().createGroup("ann", {"bob", "col"});
    store().removeMember("ann", "col");
    const auto id = uploaded(store(), "ann");
    QVERIFY(!sendFile(store(), aMessage("m-1").from("ann").toGroup(kGroup.view()), id).refusal);
    store().addMembers("ann", {"dan"});
    store().removeMember("ann", "bob");

    QVERIFY(mayHave(store(), "bob", id));   // a member when it was sent, and may read that message still
    QVERIFY(!mayHave(store(), "col", id));  // had left before
    QVERIFY(!mayHave(store(), "dan", id));  // came after
    QVERIFY(!mayHave(store(), "eve", id));  // never was there
}

void FileStoreContract::showsThePictureOfAGroupToItsMembers() {
    store().addUsers({"ann", "bob", "col", "eve"});
    const auto id = uploaded(store(), "ann");
    MembershipChange creation;
    creation.group = kGroup;
    creation.create = MembershipChange::Create{"Climbing", id.value};
    creation.added = {{UserId("ann"), MemberRole::admin, 0}, {UserId("bob"), MemberRole::user, 0}};
    creation.notice = aNotice("ann", "made");
    QVERIFY(store().change(std::move(creation)));
    store().addMembers("ann", {"col"});
    QVERIFY(mayHave(store(), "bob", id) && mayHave(store(), "col", id));
    QVERIFY(!mayHave(store(), "eve", id));
    store().removeMember("ann", "col");
    QVERIFY(!mayHave(store(), "col", id));
    QVERIFY(condemnedAt(store(), kLater).empty());
}

void FileStoreContract::letsOneWhoHasAFileSendItOn() {
    store().addUsers({"ann", "bob", "col"});
    const auto id = uploaded(store(), "ann");
    sendFile(store(), aMessage("m-1").from("ann").to("bob"), id);
    sendFile(store(), aMessage("m-2").from("bob").to("col"), id);
    QVERIFY(mayHave(store(), "col", id));
}

void FileStoreContract::ignoresFilesThatTheSenderMayNotHave() {
    store().addUsers({"ann", "bob", "eve"});
    const auto id = uploaded(store(), "ann");
    QVERIFY(!sendFile(store(), aMessage("m-1").from("eve").to("bob"), id).refusal);
    QVERIFY(!sendFile(store(), aMessage("m-2").from("eve").to("bob"), fileOf("z")).refusal);
    QVERIFY(!mayHave(store(), "bob", id));
    QVERIFY(!mayHave(store(), "eve", id));
}

void FileStoreContract::refersToNothingWhenTheMessageIsRefused() {
    store().addUsers({"ann", "bob"});
    store().send("ann", "bob", "m-1");
    const auto id = uploaded(store(), "ann");
    QVERIFY(sendFile(store(), aMessage("m-1").from("ann").to("bob").text("other"), id).refusal);
    QVERIFY(sendFile(store(), aMessage("m-2").from("ann").to("nobody"), id).refusal);
    QVERIFY(!mayHave(store(), "bob", id));
}

void FileStoreContract::completesAFileOnce() {
    store().addUsers({"ann"});
    const auto id = uploaded(store(), "ann");
    const auto again = runTask(store().files().complete(id, UserId("ann"), 1000, "image/png"));
    QVERIFY(!again && again.error().code == Errc::conflict);
}

void FileStoreContract::refusesToCompleteWhatIsNotTheOwners() {
    store().addUsers({"ann", "bob"});
    const auto id = awaited(store(), "ann");
    const auto foreign = runTask(store().files().complete(id, UserId("bob"), 1000, "image/png"));
    const auto unknown = runTask(store().files().complete(fileOf("z"), UserId("ann"), 1000, "image/png"));
    QVERIFY(!foreign && foreign.error().code == Errc::notFound);
    QVERIFY(!unknown && unknown.error().code == Errc::notFound);
}

void FileStoreContract::givesNoMoreThanTheQuota() {
    store().addUsers({"ann", "bob"});
    auto& files = store().files();
    const auto first = runTask(files.create(aFile(fileOf("a"), "ann", 60), 60, 100));
    const auto tooMuch = runTask(files.create(aFile(fileOf("b"), "ann", 60), 60, 100));
    const auto rest = runTask(files.create(aFile(fileOf("c"), "ann", 60), 1, 100));
    const auto none = runTask(files.create(aFile(fileOf("d"), "ann", 60), 0, 100));
    const auto other = runTask(files.create(aFile(fileOf("e"), "bob", 60), 60, 100));
    QVERIFY(first && *first == 60);
    QVERIFY(!tooMuch && tooMuch.error().code == Errc::tooLarge);
    QVERIFY(rest && *rest == 40);
    QVERIFY(!none && none.error().code == Errc::tooLarge);
    QVERIFY(other && *other == 60);
    const auto used = runTask(files.usedBy(UserId("ann")));
    QVERIFY(used && *used == 100);
}

void FileStoreContract::givesOneQuotaToCallsInFlight() {
    store().addUsers({"ann"});
    std::vector<Task<Result<std::uint64_t>>> calls;
    for (const char* letter : {"a", "b", "c", "d", "e"}) {
        calls.push_back(store().files().create(aFile(fileOf(letter), "ann", 40), 40, 100));
    }
    const auto answers = runTasks(std::move(calls));
    QCOMPARE(std::count_if(answers.begin(), answers.end(), [](const auto& a) { return static_cast<bool>(a); }), 2);
}

void FileStoreContract::countsTheSizeOfACompleteFile() {
    store().addUsers({"ann"});
    uploaded(store(), "ann");
    const auto used = runTask(store().files().usedBy(UserId("ann")));
    QVERIFY(used && *used == 1000);
}

void FileStoreContract::refusesFilesOfNobody() {
    const auto made = runTask(store().files().create(aFile(fileOf("a"), "nobody"), 1, kQuota));
    QVERIFY(!made && made.error().code == Errc::notFound);
}

void FileStoreContract::condemnsWhatNeverCame() {
    store().addUsers({"ann", "bob"});
    const auto id = awaited(store(), "ann");
    sendFile(store(), aMessage("m-1").from("ann").to("bob"), id);
    QVERIFY(condemnedAt(store(), kMade).empty());
    const auto condemned = condemnedAt(store(), kLater);
    QCOMPARE(condemned.size(), std::size_t(1));
    QVERIFY(condemned.front().id == id);
    const auto late = runTask(store().files().complete(id, UserId("ann"), 1000, "image/png"));
    QVERIFY(!late && late.error().code == Errc::notFound);
}

void FileStoreContract::condemnsWhatWasNeverSent() {
    store().addUsers({"ann"});
    const auto id = uploaded(store(), "ann");
    QVERIFY(condemnedAt(store(), kMade).empty());
    QCOMPARE(condemnedAt(store(), kLater).size(), std::size_t(1));
    QVERIFY(!mayHave(store(), "ann", id));
}

void FileStoreContract::keepsWhatWasSent() {
    store().addUsers({"ann", "bob"});
    const auto id = uploaded(store(), "ann");
    sendFile(store(), aMessage("m-1").from("ann").to("bob"), id);
    QVERIFY(condemnedAt(store(), kLater).empty());
    QVERIFY(mayHave(store(), "bob", id));
}

void FileStoreContract::tellsOfCondemnedFilesUntilTheyAreForgotten() {
    store().addUsers({"ann"});
    const auto a = uploaded(store(), "ann", "a");
    const auto b = uploaded(store(), "ann", "b");
    QCOMPARE(condemnedAt(store(), kLater).size(), std::size_t(2));
    store().reopen();
    QCOMPARE(condemnedAt(store(), kMade).size(), std::size_t(2));
    QVERIFY(runTask(store().files().forget({a})));
    const auto rest = condemnedAt(store(), kMade);
    QCOMPARE(rest.size(), std::size_t(1));
    QVERIFY(rest.front().id == b);
    const auto used = runTask(store().files().usedBy(UserId("ann")));
    QVERIFY(used && *used == 1000);
}

void FileStoreContract::forgetsOnlyCondemnedFiles() {
    store().addUsers({"ann"});
    const auto id = uploaded(store(), "ann");
    QVERIFY(runTask(store().files().forget({id, fileOf("z")})));
    QVERIFY(mayHave(store(), "ann", id));
}

void FileStoreContract::showsCondemnedFilesToNobody() {
    store().addUsers({"ann", "bob"});
    const auto id = awaited(store(), "ann");
    sendFile(store(), aMessage("m-1").from("ann").to("bob"), id);
    condemnedAt(store(), kLater);
    sendFile(store(), aMessage("m-2").from("ann").to("bob"), id);
    QVERIFY(!mayHave(store(), "ann", id));
    QVERIFY(!mayHave(store(), "bob", id));
}

void FileStoreContract::keepsReferencesAcrossAReopening() {
    store().addUsers({"ann", "bob"});
    const auto id = uploaded(store(), "ann");
    sendFile(store(), aMessage("m-1").from("ann").to("bob"), id);
    store().reopen();
    QVERIFY(mayHave(store(), "bob", id));
    QVERIFY(condemnedAt(store(), kLater).empty());
}

}  // namespace baithak::test
