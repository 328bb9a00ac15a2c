// SPDX-License-Identifier: MIT

// What only the SQLite store has: its file, and what can happen to it.

#include "server/store/sqlite/sqlite_store.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include <QTest>

#include "tests/server/store/sqlite/sqlite_place.h"
#include "tests/server/support/run_task.h"
#include "tests/server/support/small_disk.h"
#include "tests/support/builders.h"
#include "tests/support/register_test.h"

namespace baithak::test {

namespace {

// A directory under the test's hands. Opens one store at a time.
class FixedPlace final : public StorePlace {
public:
    FixedPlace(SqlitePlace& place, std::string directory) : place_(place), directory_(std::move(directory)) {}
    Result<std::unique_ptr<Store>> open() override { return place_.openIn(directory_); }

private:
    SqlitePlace& place_;
    std::string directory_;
};

std::unique_ptr<StoreUnderTest> storeIn(SqlitePlace& place, const std::string& directory) {
    return std::make_unique<StoreUnderTest>([&] { return std::make_unique<FixedPlace>(place, directory); });
}

mode_t modeOf(const std::string& path) {
    struct stat status{};
    return stat(path.c_str(), &status) == 0 ? status.st_mode & 0777 : 0;
}

void overwrite(const std::string& file, std::streamoff at, const std::string& bytes) {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekp(at);
    stream.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

void runSql(const std::string& file, const char* sql) {
    sqlite3* database = nullptr;
    QCOMPARE(sqlite3_open(file.c_str(), &database), SQLITE_OK);
    QCOMPARE(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(database);
}

int countOf(const std::string& file, const std::string& table) {
    sqlite3* database = nullptr;
    int count = -1;
    if (sqlite3_open(file.c_str(), &database) == SQLITE_OK) {
        const auto keep = [](void* into, int, char** values, char**) {
            return *static_cast<int*>(into) = std::atoi(values[0]), 0;
        };
        sqlite3_exec(database, ("SELECT count(*) FROM " + table).c_str(), keep, &count, nullptr);
    }
    sqlite3_close(database);
    return count;
}

Result<std::vector<AppendOutcome>> tryToSend(StoreUnderTest& store, const std::string& id, std::size_t bytes) {
    std::vector<AppendRequest> requests;
    requests.push_back(requestFor(aMessage(id).from("ann").to("bob").content(std::string(bytes, 'x'))));
    return runTask(store.messages().append(std::move(requests)));
}

// Sends until the store refuses; how many it took.
std::uint64_t fill(StoreUnderTest& store, Error& refusal) {
    for (std::uint64_t sent = 0; sent < 2000; ++sent) {
        const auto answer = tryToSend(store, "m" + std::to_string(sent + 1), 40'000);
        if (answer) continue;
        refusal = answer.error();
        return sent;
    }
    return 0;
}

}  // namespace

class SqliteStoreTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { place_ = std::make_unique<SqlitePlace>(); }

    void makesItsFilesForTheirOwnerAlone();
    void refusesASecondStoreOnADirectory();
    void refusesADirectoryThatCanNotBeMade();
    void refusesAFileThatIsNotOurs_data();
    void refusesAFileThatIsNotOurs();
    void refusesServiceWhenDamageShowsLater();
    void servesAgainWhenThereIsRoom_data();
    void servesAgainWhenThereIsRoom();
    void refusesServiceWhileTheFileIsAway();
    void letsOneBrokenJobFailAlone();
    void forgetsRefusalsAfterAWhile();
    void emptiesItsLogWhileItIsBusy();

private:
    std::string directory() const { return place_->directory() + "/data"; }
    std::string file() const { return directory() + "/baithak.db"; }
    std::unique_ptr<SqlitePlace> place_;
};
BAITHAK_REGISTER_TEST(SqliteStoreTest);

void SqliteStoreTest::makesItsFilesForTheirOwnerAlone() {
    const auto deep = place_->directory() + "/a/b/data";
    const auto store = place_->openIn(deep);
    QVERIFY(store);
    QCOMPARE(modeOf(deep), mode_t{0700});
    QCOMPARE(modeOf(deep + "/baithak.db"), mode_t{0600});
    QCOMPARE(modeOf(deep + "/baithak.db-wal"), mode_t{0600});
    QVERIFY((*store)->problem().empty());
}

void SqliteStoreTest::refusesASecondStoreOnADirectory() {
    SqlitePlace other;
    {
        const auto first = place_->openIn(directory());
        QVERIFY(first);
        const auto second = other.openIn(directory());
        QVERIFY(!second);
        QVERIFY(second.error().code == Errc::unavailable);
        QVERIFY(second.error().text.find(directory()) != std::string::npos);
        QVERIFY(second.error().text.find(std::to_string(getpid())) != std::string::npos);
    }
    QVERIFY(other.openIn(directory()));
}

void SqliteStoreTest::refusesADirectoryThatCanNotBeMade() {
    const auto blocked = place_->directory() + "/file";
    std::ofstream(blocked) << "a file";
    for (const auto& path : {blocked, blocked + "/data", std::string("/proc/nowhere/data")}) {
        const auto store = place_->openIn(path);
        QVERIFY(!store);
        QVERIFY(store.error().code == Errc::unavailable);
        QVERIFY(store.error().text.find(path) != std::string::npos);
    }
}

void SqliteStoreTest::refusesAFileThatIsNotOurs_data() {
    QTest::addColumn<QString>("damage");
    QTest::addColumn<QString>("words");
    QTest::newRow("no database") << "garbage" << "corrupt";
    QTest::newRow("broken pages") << "pages" << "corrupt";
    QTest::newRow("cut off") << "truncated" << "corrupt";
    QTest::newRow("newer") << "newer" << "newer version";
    QTest::newRow("of another program") << "foreign" << "another program";
}

void SqliteStoreTest::refusesAFileThatIsNotOurs() {
    QFETCH(QString, damage);
    QFETCH(QString, words);
    {
        auto store = storeIn(*place_, directory());
        store->addUsers({"ann", "bob"});
        for (int i = 0; i < 200; ++i) store->send("ann", "bob", "m" + std::to_string(i));
    }
    const auto size = static_cast<std::streamoff>(std::filesystem::file_size(file()));
    if (damage == "garbage") overwrite(file(), 0, std::string(4096, 'z'));
    if (damage == "pages") overwrite(file(), 4096, std::string(static_cast<std::size_t>(size) - 4096, 'z'));
    if (damage == "truncated") std::filesystem::resize_file(file(), static_cast<std::uintmax_t>(size / 2));
    if (damage == "newer") runSql(file(), "PRAGMA user_version = 1000");
    if (damage == "foreign") runSql(file(), "PRAGMA application_id = 7");

    const auto store = place_->openIn(directory());

    QVERIFY(!store);
    QVERIFY(store.error().code == Errc::unavailable);
    QVERIFY2(store.error().text.find(words.toStdString()) != std::string::npos, store.error().text.c_str());
    QVERIFY(store.error().text.find(file()) != std::string::npos);
}

void SqliteStoreTest::refusesServiceWhenDamageShowsLater() {
    {
        auto store = storeIn(*place_, directory());
        store->addUsers({"ann", "bob"});
        for (int i = 0; i < 180; ++i) QVERIFY(tryToSend(*store, "m" + std::to_string(i), 100'000));
    }
    const auto size = static_cast<std::streamoff>(std::filesystem::file_size(file()));
    QVERIFY(size > 16 * 1024 * 1024);  // beyond what is read through at the start
    overwrite(file(), size / 2, std::string(static_cast<std::size_t>(size / 4), 'z'));
    auto store = storeIn(*place_, directory());
    QVERIFY((*store)->problem().empty());

    const auto read = runTask(store->messages().page(UserId("bob"), ConversationId("dm:ann:bob"), 0, {}, 500));

    QVERIFY(!read);
    QVERIFY(read.error().code == Errc::unavailable);
    QVERIFY((*store)->problem().find("corrupt") != std::string::npos);
    const auto refused = tryToSend(*store, "new", 10);
    QVERIFY(!refused && refused.error().code == Errc::unavailable);
    QVERIFY(!(*store)->problem().empty());
}

void SqliteStoreTest::servesAgainWhenThereIsRoom_data() {
    QTest::addColumn<bool>("isMounted");
    QTest::newRow("limit of the file size") << false;
    if (SmallDisk::mounted()) QTest::newRow("small file system") << true;
}

void SqliteStoreTest::servesAgainWhenThereIsRoom() {
    QFETCH(bool, isMounted);
    const auto disk = isMounted ? SmallDisk::mounted() : SmallDisk::limited();
    auto store = storeIn(*place_, disk->directory());
    store->addUsers({"ann", "bob"});
    const auto device = store->addDevice("bob", "phone");

    Error refusal;
    const auto taken = fill(*store, refusal);
    const auto stillRefused = tryToSend(*store, "again", 40'000);
    const auto kept = runTask(store->messages().page(UserId("bob"), ConversationId("dm:ann:bob"), 0, {}, 5000));
    const auto problem = (*store)->problem();

    QVERIFY(taken > 10);
    QVERIFY(refusal.code == Errc::unavailable);
    QVERIFY2(refusal.text.find(disk->directory()) != std::string::npos, refusal.text.c_str());
    QVERIFY(!stillRefused && stillRefused.error().code == Errc::unavailable);
    QVERIFY(!problem.empty());
    QVERIFY(kept);
    QCOMPARE(kept->entries.size(), taken);
    QCOMPARE(kept->head, taken);

    disk->makeRoom();
    QTRY_VERIFY_WITH_TIMEOUT((*store)->problem().empty(), 10'000);  // found without a message being sent
    const auto served = tryToSend(*store, "again", 40'000);
    QVERIFY(served);
    QVERIFY(!served->front().refusal);
    QCOMPARE(served->front().seq, taken + 1);
    QVERIFY(tryToSend(*store, "m1", 40'000)->front().isRepeat);
    store->reopen();
    QCOMPARE(store->behind(device).at(0).head, taken + 1);
}

void SqliteStoreTest::refusesServiceWhileTheFileIsAway() {
    auto store = storeIn(*place_, directory());
    store->addUsers({"ann", "bob"});
    QVERIFY(tryToSend(*store, "m1", 10));

    std::filesystem::rename(file(), file() + ".away");
    const auto refused = tryToSend(*store, "m2", 10);
    const auto problem = (*store)->problem();
    std::filesystem::rename(file() + ".away", file());
    const auto served = tryToSend(*store, "m2", 10);

    QVERIFY(!refused);
    QVERIFY(refused.error().code == Errc::unavailable);
    QVERIFY(problem.find(file()) != std::string::npos);
    QVERIFY(served);
    QVERIFY(!served->front().isRepeat);
    QCOMPARE(served->front().seq, 2u);
    QVERIFY((*store)->problem().empty());
}

void SqliteStoreTest::forgetsRefusalsAfterAWhile() {
    auto store = storeIn(*place_, directory());
    store->addUsers({"ann"});
    QVERIFY(store->send("ann", "zoe", "m1").refusal);
    QVERIFY(store->send("ann", "yve", "m2").refusal);
    store->addUsers({"yve", "zoe"});
    QVERIFY(store->send("ann", "zoe", "m1").refusal);

    runSql(file(), "UPDATE refusals SET refused_at = refused_at - 901");

    QCOMPARE(store->send("ann", "zoe", "m1").seq, 1u);
    // The next one that is written down takes the old ones' place.
    QVERIFY(store->send("ann", "nobody", "m3").refusal);
    QCOMPARE(countOf(file(), "refusals"), 1);
}

void SqliteStoreTest::letsOneBrokenJobFailAlone() {
    auto store = storeIn(*place_, directory());
    store->addUsers({"ann", "bob"});
    store->addDevice("ann", "phone", {1'000'000}, "the same key");
    SignIn broken;
    broken.user = UserId("bob");
    broken.device = DeviceId("phone");
    broken.keyHash = "the same key";  // which never happens: keys are random
    std::vector<Task<Result<bool>>> calls;
    const auto signIn = [](UserStore& users, SignIn request) -> Task<Result<bool>> {
        auto answer = co_await users.signIn(std::move(request));
        co_return static_cast<bool>(answer);
    };
    const auto append = [](MessageStore& messages, AppendRequest request) -> Task<Result<bool>> {
        std::vector<AppendRequest> requests;
        requests.push_back(std::move(request));
        auto answer = co_await messages.append(std::move(requests));
        co_return static_cast<bool>(answer);
    };
    for (int i = 0; i < 20; ++i) {
        calls.push_back(append(store->messages(), requestFor(aMessage("m" + std::to_string(i)).from("ann").to("bob"))));
        if (i == 10) calls.push_back(signIn(store->users(), broken));
    }

    const auto answers = runTasks(std::move(calls));

    for (std::size_t i = 0; i < answers.size(); ++i) QCOMPARE(*answers[i], i != 11);
    QCOMPARE(store->send("ann", "bob", "last").seq, 21u);
}

void SqliteStoreTest::emptiesItsLogWhileItIsBusy() {
    auto store = storeIn(*place_, directory());
    store->addUsers({"ann", "bob"});
    std::uintmax_t largest = 0;
    for (int i = 0; i < 800; ++i) {
        QVERIFY(tryToSend(*store, "m" + std::to_string(i), 120'000));
        largest = std::max(largest, std::filesystem::file_size(file() + "-wal"));
    }
    // 96 MB went through it.
    QVERIFY2(largest < 80u * 1024 * 1024, std::to_string(largest).c_str());
}

}  // namespace baithak::test

#include "sqlite_store_test.moc"
