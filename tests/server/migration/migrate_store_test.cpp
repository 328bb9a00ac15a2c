// SPDX-License-Identifier: MIT

// From a real SQLite store to a real PostgreSQL, compared through the ports of both.

#include "server/migration/migrate_store.h"

#include <QTest>

#include <sys/wait.h>
#include <unistd.h>

#include "shared/protocol/codec.h"
#include "tests/server/store/postgres/postgres_place.h"
#include "tests/server/store/sqlite/sqlite_place.h"
#include "tests/server/support/run_task.h"
#include "tests/support/builders.h"
#include "tests/support/register_test.h"

namespace baithak::test {

namespace {

const std::vector<std::string> kUsers{"ann", "bob", "cid"};
const std::vector<std::string> kLogs{"dm:ann:bob", "dm:ann:cid", "dm:bob:bob", "sys:bob", "grp:" + kGroup.value};

// A new, empty database on the runner's server.
std::string newDatabase() {
    static int made = 0;
    auto name = "moved_" + std::to_string(++made);
    PostgresPlace::server().createDatabase(name);
    return name;
}

// What the ports tell of a store, in one text: the same for two stores that hold the same.
std::string described(StoreUnderTest& store) {
    std::string text;
    const auto say = [&text](const auto&... parts) { ((text += parts, text += ' '), ...) += '\n'; };
    for (const auto& user : kUsers) {
        const auto account = runTask(store.users().find(UserId(user)));
        if (account) say(user, account->name, account->passwordHash, std::to_string(account->createdAt.ms));
        const auto devices = runTask(store.users().devices(UserId(user)));
        for (const auto& device : *devices) {
            say(user, device.id.value, std::to_string(static_cast<std::uint64_t>(device.number)),
                device.notificationToken, std::to_string(device.lastUsedAt.ms), std::to_string(device.keyExpiresAt.ms));
            auto heads = store.behind(device);
            std::sort(heads.begin(), heads.end(), [](auto& a, auto& b) { return a.conversation < b.conversation; });
            for (const auto& head : heads) {
                say(head.conversation.value, std::to_string(head.head), std::to_string(head.cursor));
            }
        }
        auto listed = store.conversations(user).conversations;
        std::sort(listed.begin(), listed.end(), [](auto& a, auto& b) { return a.conversation < b.conversation; });
        for (const auto& summary : listed) {
            say(summary.conversation.value, summary.title, std::to_string(summary.memberCount),
                std::to_string(summary.lastSeq), std::to_string(summary.readSeq), std::to_string(summary.deliveredSeq),
                std::to_string(summary.unread), std::to_string(summary.mentions), summary.muted ? "muted" : "",
                summary.pinned ? "pinned" : "", summary.isMember ? "in" : "out");
            for (const auto& marks : summary.marks) {
                say(marks.user.value, std::to_string(marks.delivered), std::to_string(marks.read));
            }
        }
        for (const auto& log : kLogs) {
            const auto range = runTask(store.messages().page(UserId(user), ConversationId(log), 0, {}, 1000));
            if (!range) continue;
            for (const auto& entry : range->entries) {
                say(log, std::to_string(entry.seq), std::to_string(static_cast<std::uint64_t>(entry.origin)),
                    encodeBinary(*entry.message));
            }
        }
    }
    const auto group = store.group();
    for (const auto& member : group->members) {
        say(group->name, std::to_string(group->version), member.user.value, std::to_string(member.joinedSeq));
    }
    return text;
}

void fill(StoreUnderTest& store) {
    for (const auto& name : kUsers) {
        Account account{UserId(name), "The " + name, "hash-" + name, {1'700'000'000'000}, true};
        QVERIFY(runTask(store.users().create(account)));
    }
    const auto phone = store.addDevice("bob", "phone");
    store.addDevice("bob", "laptop", {2'000'000}, std::string("key\0\xff", 5));
    store.addDevice("ann", "default");
    store.addDevice("cid", "gone");
    QVERIFY(runTask(store.users().endDevice(UserId("cid"), DeviceId("gone"))));
    store.createGroup("ann", {"bob", "dora"});
    for (int i = 0; i < 100; ++i) store.send("ann", "bob", "m" + std::to_string(i));
    store.send("cid", "ann", "hello");
    store.send("bob", "bob", "note");
    store.append(requestFor(aMessage("n1").from("ann").to("bob").type(MessageType::notification)));
    store.append(requestFor(aMessage("g1").from("ann").toGroup(kGroup.view()).meta("mentions", "bob")));
    store.append(requestFor(aMessage("g2").from("bob").toGroup(kGroup.view()).content(std::string("\x00\xff", 2))));
    store.removeMember("ann", "bob");
    store.sendToGroup("ann", "g3");
    store.addMembers("ann", {"cid"});
    store.confirm(phone, "dm:ann:bob", 40);
    MarkUpdate read;
    read.conversation = ConversationId("dm:ann:bob");
    read.user = UserId("bob");
    read.read = 30;
    QVERIFY(runTask(store.messages().saveMarks({read})));
    ConversationFlags flags;
    flags.muted = flags.pinned = true;
    QVERIFY(runTask(store.messages().setFlags(UserId("bob"), ConversationId("dm:ann:bob"), flags)));
    FileRecord file;
    file.id = FileId("0f8fad5b-d9cb-469f-a165-70867728950a");
    file.owner = UserId("ann");
    file.bytes = 1000;
    file.createdAt = {1'700'000'000'000};
    QVERIFY(runTask(store.files().create(file, 1, 10'000)));
    QVERIFY(runTask(store.files().complete(file.id, UserId("ann"), 900, "image/png")));
}

class Opened final : public StorePlace {
public:
    Opened(PostgresPlace& place, std::string url) : place_(place), url_(std::move(url)) {}
    Result<std::unique_ptr<Store>> open() override { return place_.openAt(url_); }

private:
    PostgresPlace& place_;
    std::string url_;
};

}  // namespace

class MigrateStoreTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void movesEverything();
    void goesOnWhereItWasStopped();
    void goesOnAfterBeingKilled();
    void saysThatItWasDoneBefore();
    void saysThatTheDatabaseWasUsedSince_data();
    void saysThatTheDatabaseWasUsedSince();
    void refusesASourceThatWasUsedAfterwards();
    void takesADatabaseThatAnEmptyStoreWasMovedTo();
    void refusesAStoreInUse();
    void refusesASourceThatWasUsedMeanwhile();
    void refusesADatabaseThatHoldsOtherData();
    void refusesWhereThereIsNoStore();
    void keepsServersOutUntilItIsDone();

private:
    MigrationPlan planFor(const std::string& database, std::size_t rows = 2000) const {
        return {place_->directory() + "/data", PostgresPlace::server().url(database), rows};
    }
    std::unique_ptr<StoreUnderTest> opened(const std::string& database) {
        const auto url = PostgresPlace::server().url(database);
        return std::make_unique<StoreUnderTest>([&] { return std::make_unique<Opened>(postgres_, url); });
    }

    PostgresPlace postgres_;
    SqlitePlace* place_ = nullptr;
    std::unique_ptr<StoreUnderTest> source_;
    std::string expected_;
};
BAITHAK_REGISTER_TEST(MigrateStoreTest);

// A filled store, closed.
void MigrateStoreTest::init() {
    source_ = std::make_unique<StoreUnderTest>([this] {
        auto place = std::make_unique<SqlitePlace>();
        place_ = place.get();
        return place;
    });
    fill(*source_);
    expected_ = described(*source_);
    QVERIFY(expected_.size() > 10'000);
    source_->close();
}

void MigrateStoreTest::movesEverything() {
    const auto database = newDatabase();
    std::uint64_t last = 0;
    const auto report = migrateStore(planFor(database), [&last](const MigrationStep& step) {
        last = step.rows;
        return step.rows <= step.total;
    });
    QVERIFY2(report, report ? "" : report.error().text.c_str());
    QVERIFY(!report->isContinued);
    std::map<std::string, std::uint64_t> rows;
    for (const auto& table : report->tables) rows[table.name] = table.rows;
    QCOMPARE(rows["messages"], 109u);
    QCOMPARE(rows["devices"], 3u);
    QCOMPARE(rows["files"], 1u);

    auto moved = opened(database);
    QCOMPARE(described(*moved), expected_);
    // It goes on as the same store: repeats are known, numbers go on, nothing of old is given out again.
    QVERIFY(moved->send("ann", "bob", "m7").isRepeat);
    QCOMPARE(moved->send("ann", "bob", "new").seq, 101u);
    QVERIFY(static_cast<std::uint64_t>(moved->addDevice("cid", "next").number) > 4);
    moved->addUsers({"eve"});
    QCOMPARE(moved->send("eve", "ann", "m1").seq, 1u);
    QVERIFY(runTask(moved->users().deviceByKey(UserId("bob"), std::string("key\0\xff", 5), {2'000'000})));
    QVERIFY(runTask(moved->files().find(FileId("0f8fad5b-d9cb-469f-a165-70867728950a"), UserId("ann"))));
    source_->reopen();
    const auto cursor = source_->conversations("bob").cursor;
    QCOMPARE(moved->conversations("bob", cursor).conversations.size(), 1u);  // what is new since
}

void MigrateStoreTest::goesOnWhereItWasStopped() {
    const auto database = newDatabase();
    const auto whole = newDatabase();
    int runs = 0;
    for (bool isDone = false; !isDone; ++runs) {
        int parts = 0;
        const auto report = migrateStore(planFor(database, 7), [&parts](const MigrationStep&) { return ++parts < 6; });
        isDone = static_cast<bool>(report);
        if (!isDone) QVERIFY2(report.error().code == Errc::timedOut, report.error().text.c_str());
        if (isDone) QVERIFY(report->isContinued);
        if (runs > 50) break;
    }
    QVERIFY(runs > 3);
    auto moved = opened(database);
    QCOMPARE(described(*moved), expected_);
}

void MigrateStoreTest::goesOnAfterBeingKilled() {
    const auto database = newDatabase();
    for (int round = 0; round < 3; ++round) {
        const pid_t child = fork();
        if (child == 0) {
            int parts = 0;
            static_cast<void>(migrateStore(planFor(database, 5), [&parts](const MigrationStep&) {
                if (++parts > 6) ::raise(SIGKILL);
                return true;
            }));
            _exit(0);
        }
        int status = 0;
        waitpid(child, &status, 0);
        QVERIFY(WIFSIGNALED(status));
    }
    Result<MigrationReport> report(Errc::internal, "");
    // The server may still be ending the killed one's session.
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    do report = migrateStore(planFor(database, 50), {});
    while (!report && report.error().code == Errc::conflict && std::chrono::steady_clock::now() < end);
    QVERIFY2(report, report ? "" : report.error().text.c_str());
    QVERIFY(report->isContinued);
    auto moved = opened(database);
    QCOMPARE(described(*moved), expected_);
    const auto whole = migrateStore(planFor(newDatabase()), {});
    QVERIFY(whole);
    for (std::size_t i = 0; i < whole->tables.size(); ++i) {
        QCOMPARE(report->tables[i].digest, whole->tables[i].digest);  // whatever the parts
    }
}

// As when the run that did it was killed behind its last commit.
void MigrateStoreTest::saysThatItWasDoneBefore() {
    const auto database = newDatabase();
    const auto first = migrateStore(planFor(database), {});
    QVERIFY(first && !first->wasDone && first->isThere);
    for (const auto rows : {std::size_t{7}, std::size_t{2000}}) {
        const auto again = migrateStore(planFor(database, rows), {});
        QVERIFY2(again, again ? "" : again.error().text.c_str());
        QVERIFY(again->wasDone && again->isThere && again->isContinued);
        QCOMPARE(again->tables.size(), first->tables.size());
        for (std::size_t i = 0; i < first->tables.size(); ++i) {
            QCOMPARE(again->tables[i].name, first->tables[i].name);
            QCOMPARE(again->tables[i].rows, first->tables[i].rows);
            QCOMPARE(again->tables[i].digest, first->tables[i].digest);
        }
    }
    auto moved = opened(database);
    QCOMPARE(described(*moved), expected_);
}

void MigrateStoreTest::saysThatTheDatabaseWasUsedSince_data() {
    using Use = void (*)(StoreUnderTest&);
    QTest::addColumn<Use>("use");
    QTest::newRow("a row more") << Use([](StoreUnderTest& store) { store.send("ann", "bob", "new"); });
    QTest::newRow("another row") << Use([](StoreUnderTest& store) {
        QVERIFY(runTask(store.messages().setFlags(UserId("bob"), ConversationId("dm:ann:bob"), {})));
    });
    QTest::newRow("a row less") << Use(
        [](StoreUnderTest& store) { QVERIFY(runTask(store.users().endDevice(UserId("bob"), DeviceId("phone")))); });
}

// What it holds now is not what was moved; what was, is said.
void MigrateStoreTest::saysThatTheDatabaseWasUsedSince() {
    using Use = void (*)(StoreUnderTest&);
    QFETCH(Use, use);
    const auto database = newDatabase();
    const auto first = migrateStore(planFor(database), {});
    QVERIFY(first);
    use(*opened(database));

    const auto again = migrateStore(planFor(database), {});

    QVERIFY2(again, again ? "" : again.error().text.c_str());
    QVERIFY(again->wasDone && !again->isThere);
    for (std::size_t i = 0; i < first->tables.size(); ++i) QCOMPARE(again->tables[i].rows, first->tables[i].rows);
}

void MigrateStoreTest::refusesASourceThatWasUsedAfterwards() {
    const auto database = newDatabase();
    QVERIFY(migrateStore(planFor(database), {}));
    source_->reopen();
    source_->send("ann", "bob", "afterwards");
    source_->close();
    const auto report = migrateStore(planFor(database), {});
    QVERIFY(!report && report.error().code == Errc::conflict);
    QVERIFY2(report.error().text.find("moved to this database before") != std::string::npos,
             report.error().text.c_str());
}

void MigrateStoreTest::takesADatabaseThatAnEmptyStoreWasMovedTo() {
    const auto database = newDatabase();
    SqlitePlace* place = nullptr;
    StoreUnderTest empty([&place] {
        auto made = std::make_unique<SqlitePlace>();
        place = made.get();
        return made;
    });
    empty.close();
    QVERIFY(migrateStore({place->directory() + "/data", PostgresPlace::server().url(database)}, {}));
    const auto report = migrateStore(planFor(database), {});
    QVERIFY2(report, report ? "" : report.error().text.c_str());
    auto moved = opened(database);
    QCOMPARE(described(*moved), expected_);
}

void MigrateStoreTest::refusesAStoreInUse() {
    source_->reopen();
    const auto report = migrateStore(planFor(newDatabase()), {});
    QVERIFY(!report);
    QVERIFY(report.error().code == Errc::unavailable);
    QVERIFY(report.error().text.find(place_->directory()) != std::string::npos);
}

void MigrateStoreTest::refusesASourceThatWasUsedMeanwhile() {
    const auto database = newDatabase();
    const auto untilConversations = [](const MigrationStep& step) { return step.table != "conversations"; };
    static_cast<void>(migrateStore(planFor(database), untilConversations));
    source_->reopen();
    source_->close();
    // Opened, but not used.
    const auto untilMessages = [](const MigrationStep& step) { return step.table != "messages"; };
    const auto next = migrateStore(planFor(database, 20), untilMessages);
    QVERIFY2(next.error().code == Errc::timedOut, next.error().text.c_str());

    source_->reopen();
    source_->send("ann", "bob", "meanwhile");
    source_->close();
    const auto report = migrateStore(planFor(database), {});

    QVERIFY(!report);
    QVERIFY(report.error().code == Errc::conflict);
    QVERIFY2(report.error().text.find("was used since") != std::string::npos, report.error().text.c_str());
}

void MigrateStoreTest::refusesADatabaseThatHoldsOtherData() {
    const auto database = newDatabase();
    {
        auto other = opened(database);
        other->addUsers({"somebody"});
    }
    const auto report = migrateStore(planFor(database), {});
    QVERIFY(!report);
    QVERIFY(report.error().code == Errc::conflict);

    const auto half = newDatabase();
    static_cast<void>(migrateStore(planFor(half, 1), [](const MigrationStep&) { return false; }));
    init();  // another store
    const auto mixed = migrateStore(planFor(half), {});
    QVERIFY(!mixed);
    QVERIFY(mixed.error().code == Errc::conflict);
}

void MigrateStoreTest::refusesWhereThereIsNoStore() {
    auto plan = planFor(newDatabase());
    plan.dataDir += "/nothing";
    const auto report = migrateStore(plan, {});
    QVERIFY(!report);
    QVERIFY(report.error().code == Errc::notFound);
}

void MigrateStoreTest::keepsServersOutUntilItIsDone() {
    const auto database = newDatabase();
    static_cast<void>(migrateStore(planFor(database, 1), [](const MigrationStep&) { return false; }));
    const auto early = postgres_.openAt(PostgresPlace::server().url(database));
    QVERIFY(!early);
    QVERIFY2(early.error().text.find("migrate-store") != std::string::npos, early.error().text.c_str());
    QVERIFY(migrateStore(planFor(database), {}));
    QVERIFY(postgres_.openAt(PostgresPlace::server().url(database)));
}

}  // namespace baithak::test

#include "migrate_store_test.moc"
