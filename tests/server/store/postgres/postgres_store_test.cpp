// SPDX-License-Identifier: MIT

// What only the PostgreSQL store has: several processes on one database.

#include "server/store/postgres/postgres_store.h"

#include <QTest>

#include <atomic>
#include <set>
#include <thread>

#include "tests/server/store/postgres/own_server.h"
#include "tests/server/support/run_task.h"
#include "tests/support/builders.h"
#include "tests/support/register_test.h"

namespace baithak::test {

class PostgresStoreTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { place_ = std::make_unique<PostgresPlace>(); }
    void cleanup() { place_.reset(); }

    void refusesAUrlThatCanNotBeRead();
    void namesTheServerThatIsNotThere();
    void refusesADatabaseThatIsNotOurs_data();
    void refusesADatabaseThatIsNotOurs();
    void makesTheTablesOnceForManyWhoStart();
    void numbersOneLogForSeveralProcesses();
    void makesOneLogOfTwoFirstMessages();
    void showsGroupsThatAnotherProcessChanged();
    void missesNothingBetweenTwoReadingsOfTheList();
    void keepsTheEpochWithEachMessage();
    void raisesAnEpochOnceForChangesToo();
    void spreadsLogsOverThePartitions();
    void forgetsRefusalsAfterAWhile();
    void freesWhatAPausedProcessHolds();
    void letsOneBrokenJobFailAlone();
    void goesOnBehindAllStampsAfterARestoring();

private:
    std::unique_ptr<PostgresPlace> place_;
};
BAITHAK_REGISTER_TEST(PostgresStoreTest);

void PostgresStoreTest::refusesAUrlThatCanNotBeRead() {
    const auto store = openAt("postgresql://ann:s3cret@db:port:port/%zz");
    QVERIFY(!store);
    QVERIFY(store.error().code == Errc::malformed);
    QVERIFY(store.error().text.find("s3cret") == std::string::npos);
}

void PostgresStoreTest::namesTheServerThatIsNotThere() {
    const auto port = std::to_string(freePort());
    const auto store = openAt("postgresql://ann:s3cret@127.0.0.1:" + port + "/chat");
    QVERIFY(!store);
    QVERIFY(store.error().code == Errc::unavailable);
    QVERIFY2(store.error().text.find("127.0.0.1:" + port) != std::string::npos, store.error().text.c_str());
    QVERIFY(store.error().text.find("s3cret") == std::string::npos);
}

void PostgresStoreTest::refusesADatabaseThatIsNotOurs_data() {
    QTest::addColumn<QString>("statement");
    QTest::addColumn<QString>("words");
    QTest::newRow("newer") << "UPDATE baithak.schema_version SET version = 1000" << "newer version";
    QTest::newRow("of another program") << "DROP TABLE baithak.schema_version" << "another program";
}

void PostgresStoreTest::refusesADatabaseThatIsNotOurs() {
    QFETCH(QString, statement);
    QFETCH(QString, words);
    auto& server = PostgresPlace::server();
    static int made = 0;
    const auto database = "foreign_" + std::to_string(++made);
    server.createDatabase(database, "migrated");
    static_cast<void>(server.sql(database, statement.toStdString()));

    const auto store = openAt(server.url(database));

    QVERIFY(!store);
    QVERIFY(store.error().code == Errc::unavailable);
    QVERIFY2(store.error().text.find(words.toStdString()) != std::string::npos, store.error().text.c_str());
    QVERIFY(store.error().text.find(database) != std::string::npos);
}

void PostgresStoreTest::makesTheTablesOnceForManyWhoStart() {
    auto& server = PostgresPlace::server();
    server.createDatabase("rush");
    std::atomic<int> opened{0};
    std::vector<std::thread> processes;
    for (int i = 0; i < 4; ++i) {
        processes.emplace_back([&] {
            Log log(LogLevel::error, -1);
            SystemClock clock;
            Metrics metrics;
            if (openPostgresStore({server.url("rush"), 3}, clock, log, metrics)) ++opened;
        });
    }
    for (auto& process : processes) process.join();
    QCOMPARE(opened.load(), 4);
    QCOMPARE(server.sql("rush", "SELECT count(*), max(version) > 0 FROM baithak.schema_version"), std::string("1|t"));
}

void PostgresStoreTest::numbersOneLogForSeveralProcesses() {
    constexpr int kEach = 150;
    auto first = storeOn(*place_);
    first->addUsers({"ann", "bob"});
    auto second = storeOn(*place_);
    std::vector<std::vector<std::uint64_t>> seqs(2);
    const auto work = [&seqs](StoreUnderTest& store, std::size_t which) {
        for (int i = 0; i < kEach; ++i) {
            const auto sent = tryToSend(store, "m" + std::to_string(which) + "-" + std::to_string(i));
            if (!sent) qWarning("%s", sent.error().text.c_str());
            if (sent) seqs[which].push_back(sent->front().seq);
        }
    };
    std::thread other(work, std::ref(*second), 1);
    work(*first, 0);
    other.join();

    std::set<std::uint64_t> all;
    for (const auto& some : seqs) {
        QVERIFY(std::is_sorted(some.begin(), some.end()));
        all.insert(some.begin(), some.end());
    }
    QCOMPARE(all.size(), 2u * kEach);
    QCOMPARE(*all.rbegin(), 2u * kEach);
}

void PostgresStoreTest::makesOneLogOfTwoFirstMessages() {
    auto first = storeOn(*place_);
    auto second = storeOn(*place_);
    first->addUsers({"ann", "bob"});
    for (int round = 0; round < 10; ++round) {
        const auto peer = "cid" + std::to_string(round);
        first->addUsers({peer});
        AppendOutcome theirs;
        std::thread other([&] { theirs = second->send(peer, "ann", "hello"); });
        const auto ours = first->send("ann", peer, "hello");
        other.join();
        QVERIFY(!ours.refusal && !theirs.refusal);
        QCOMPARE(ours.seq + theirs.seq, 3u);
    }
}

void PostgresStoreTest::showsGroupsThatAnotherProcessChanged() {
    auto first = storeOn(*place_);
    auto second = storeOn(*place_);
    first->addUsers({"ann", "bob"});
    first->createGroup("ann", {});
    QCOMPARE(second->group()->members.size(), 1u);

    first->addMembers("ann", {"bob"});
    const auto outcome = second->sendToGroup("bob", "g1");

    QVERIFY(!outcome.refusal);
    QCOMPARE(second->group()->version, outcome.membersVersion);
    QCOMPARE(second->group()->members.size(), 2u);
    QCOMPARE(second->group().get(), second->group().get());  // read once, remembered while it is the same
    first->removeMember("ann", "bob");
    QVERIFY(second->sendToGroup("bob", "g2").refusal);
    const auto groups = runTask(second->groups().groupsOf(UserId("bob")));
    QVERIFY(groups && groups->empty());
}

// Transactions end in another order than they began: what is still under way when the list is read must be in the next.
void PostgresStoreTest::missesNothingBetweenTwoReadingsOfTheList() {
    auto first = storeOn(*place_);
    first->addUsers({"ann", "bob", "cid"});
    first->send("ann", "bob", "m1");
    first->send("cid", "bob", "m2");
    const auto before = first->conversations("bob").cursor;
    auto second = storeOn(*place_);
    std::atomic<bool> isDone{false};
    std::thread writer([&] {
        for (int i = 0; i < 100; ++i) {
            second->send("ann", "bob", "a" + std::to_string(i));
            second->send("cid", "bob", "c" + std::to_string(i));
        }
        isDone = true;
    });
    std::map<std::string, std::uint64_t> known;
    auto cursor = before;
    for (bool isLast = false; !isLast;) {
        isLast = isDone;
        const auto page = first->conversations("bob", cursor);
        QVERIFY(page.cursor >= cursor);
        cursor = page.cursor;
        for (const auto& summary : page.conversations) known[summary.conversation.value] = summary.lastSeq;
    }
    writer.join();
    QCOMPARE(known["dm:ann:bob"], 101u);
    QCOMPARE(known["dm:bob:cid"], 101u);
}

void PostgresStoreTest::keepsTheEpochWithEachMessage() {
    auto store = storeOn(*place_);
    store->addUsers({"ann", "bob"});
    store->send("ann", "bob", "m0");
    int sent = 0;
    for (const std::uint64_t epoch : {3u, 3u, 7u}) {
        auto request = requestFor(aMessage("m" + std::to_string(++sent)).from("ann").to("bob"));
        request.fence = {2, epoch};
        QVERIFY(!store->append(request).refusal);
    }
    QCOMPARE(place_->sql("SELECT string_agg(epoch::text, ',' ORDER BY seq) FROM baithak.messages"),
             std::string("0,3,3,7"));
    QCOMPARE(place_->sql("SELECT partition, epoch FROM baithak.fences"), std::string("2|7"));
}

// The row is touched by who raises the epoch, and by nobody later.
void PostgresStoreTest::raisesAnEpochOnceForChangesToo() {
    auto store = storeOn(*place_);
    store->addUsers({"ann", "bob", "cid"});
    store->createGroup("ann", {});
    std::uint64_t version = 1;
    for (const auto* user : {"bob", "cid"}) {
        MembershipChange addition;
        addition.group = kGroup;
        addition.expectedVersion = version++;
        addition.added.push_back({UserId(user), MemberRole::user, 0});
        addition.notice = aNotice("ann", std::string("n-") + user);
        addition.fence = {2, 7};
        const auto changed = store->change(addition);
        QVERIFY2(changed, changed ? "" : changed.error().text.c_str());
    }
    QCOMPARE(place_->sql("SELECT epoch, xmax FROM baithak.fences"), std::string("7|0"));
}

void PostgresStoreTest::spreadsLogsOverThePartitions() {
    auto store = storeOn(*place_);
    store->addUsers({"ann"});
    for (int i = 0; i < 64; ++i) {
        const auto peer = "peer" + std::to_string(i);
        store->addUsers({peer});
        for (const auto* id : {"m1", "m2"}) store->send("ann", peer, id);
    }
    // No log lies in two of them, and none of them holds most.
    QCOMPARE(place_->sql("SELECT count(*) FROM (SELECT conversation FROM baithak.messages GROUP BY conversation "
                         "HAVING count(DISTINCT tableoid) > 1) AS torn"),
             std::string("0"));
    const auto used = place_->sql("SELECT count(DISTINCT tableoid) FROM baithak.messages");
    QVERIFY2(std::stoi(used) >= 12, used.c_str());
    const auto most =
        place_->sql("SELECT max(n) FROM (SELECT count(*) AS n FROM baithak.messages GROUP BY tableoid) AS each_one");
    QVERIFY2(std::stoi(most) <= 32, most.c_str());
}

void PostgresStoreTest::forgetsRefusalsAfterAWhile() {
    auto store = storeOn(*place_);
    store->addUsers({"ann"});
    QVERIFY(store->send("ann", "zoe", "m1").refusal);
    QVERIFY(store->send("ann", "yve", "m2").refusal);
    store->addUsers({"yve", "zoe"});
    QVERIFY(store->send("ann", "zoe", "m1").refusal);

    place_->sql("UPDATE baithak.refusals SET refused_at = refused_at - 901");

    QCOMPARE(store->send("ann", "zoe", "m1").seq, 1u);
    // The next one that is written down takes the old ones' place.
    QVERIFY(store->send("ann", "nobody", "m3").refusal);
    QCOMPARE(place_->sql("SELECT string_agg(id, ',') FROM baithak.refusals"), std::string("m3"));
}

// A process that stops in the middle of a transaction holds its locks; the server ends it, and others go on.
void PostgresStoreTest::freesWhatAPausedProcessHolds() {
    auto store = storeOn(*place_);
    store->addUsers({"ann", "bob"});
    store->send("ann", "bob", "m1");
    // As a paused store would be: its session, a lock, and silence.
    ChildProcess paused({"/usr/lib/postgresql/15/bin/psql", "-X", "-q", "-d", place_->url(), "-c",
                         "SET idle_in_transaction_session_timeout = '3s'", "-c", "BEGIN", "-c",
                         "SELECT number FROM baithak.conversations FOR NO KEY UPDATE", "-c", "\\! echo held", "-c",
                         "\\! sleep 60"});
    paused.spawn();
    while (const auto line = paused.readLine(std::chrono::seconds(20))) {
        if (line->find("held") != line->npos) break;
    }
    const auto sent = tryToSend(*store, "m2");
    QVERIFY2(sent, sent ? "" : sent.error().text.c_str());
    QCOMPARE(sent->front().seq, 2u);
}

void PostgresStoreTest::letsOneBrokenJobFailAlone() {
    auto store = storeOn(*place_);
    store->addUsers({"ann", "bob"});
    // A log that ends, as far as the table goes, with m3.
    static_cast<void>(place_->sql("ALTER TABLE baithak.messages ADD CONSTRAINT broken CHECK (id <> 'm3') NOT VALID"));
    std::vector<Task<Result<std::vector<AppendOutcome>>>> calls;
    for (int i = 0; i < 20; ++i) {
        const auto id = "m" + std::to_string(i);
        calls.push_back(store->messages().append({requestFor(aMessage(id).from("ann").to("bob"))}));
    }
    const auto answers = runTasks(std::move(calls));
    static_cast<void>(place_->sql("ALTER TABLE baithak.messages DROP CONSTRAINT broken"));
    for (std::size_t i = 0; i < answers.size(); ++i) QCOMPARE(static_cast<bool>(answers[i]), i != 3);
    QVERIFY(answers[3].error().code == Errc::internal);
    QCOMPARE(store->send("ann", "bob", "last").seq, 20u);
}

void PostgresStoreTest::goesOnBehindAllStampsAfterARestoring() {
    std::uint64_t cursor = 0;
    {
        auto store = storeOn(*place_);
        store->addUsers({"ann", "bob"});
        store->send("ann", "bob", "m1");
        cursor = store->conversations("bob").cursor;
    }
    // As from a dump of a server that had numbered far more transactions.
    static_cast<void>(place_->sql("UPDATE baithak.state SET value = 'elsewhere' WHERE name = 'home'"));
    static_cast<void>(place_->sql("UPDATE baithak.conversations SET changed = changed + 1000000"));
    auto store = storeOn(*place_);
    cursor += 1'000'000;
    store->send("ann", "bob", "m2");
    const auto page = store->conversations("bob", cursor);
    QCOMPARE(page.conversations.size(), 1u);
    QVERIFY(page.cursor > cursor);
    QVERIFY(store->conversations("bob", page.cursor).conversations.empty());
}

}  // namespace baithak::test

#include "postgres_store_test.moc"
