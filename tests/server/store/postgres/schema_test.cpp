// SPDX-License-Identifier: MIT

// Processes of two versions on one database: each knows the steps of the schema that were there when it was built.

#include "server/store/postgres/schema.h"

#include <QTest>

#include "tests/server/store/postgres/own_server.h"
#include "tests/server/support/run_task.h"
#include "tests/support/register_test.h"

namespace baithak::test {

namespace {

using postgres::Migration;
using postgres::migrations;

constexpr const char* kMore = "CREATE TABLE more (number bigint)";

// The steps of a version to come.
std::vector<Migration> stepsWith(std::int64_t needs) {
    auto steps = migrations();
    steps.push_back({needs, kMore});
    return steps;
}

// The start of a process that knows these steps.
Result<> start(const std::string& database, const std::vector<Migration>& known) {
    baithak::Loop loop;
    const auto address = postgres::Address::parse(PostgresPlace::server().url(database));
    postgres::Connection connection(loop, *address);
    auto ready = runTask(loop, postgres::prepareSchema(connection, postgres::Filling::refused, known));
    connection.close();
    return ready;
}

}  // namespace

class PostgresSchemaTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();

    void shutsOutNobodyByWhatIsOnlyAdded();
    void goesOnWhereTheFirstVersionWas();
    void goesOnWhereTheFirstVersionBegan();
    void letsTheVersionBeforeComeBack();
    void refusesAVersionThatLacksWhatIsNeeded();

private:
    std::string sql(const std::string& statement) const { return PostgresPlace::server().sql(database_, statement); }
    // What a process must know, and the steps that were made.
    std::string standing() const {
        return sql("SELECT version, steps FROM baithak.schema_version, baithak.schema_steps");
    }

    std::string database_;
    const std::vector<Migration> first_{migrations().front()};
    const std::string all_ = std::to_string(migrations().size());
};
BAITHAK_REGISTER_TEST(PostgresSchemaTest);

void PostgresSchemaTest::init() {
    static int made = 0;
    database_ = "schema_" + std::to_string(++made);
    PostgresPlace::server().createDatabase(database_);
}

// The first version takes a number above 1 for one it can't work with.
void PostgresSchemaTest::shutsOutNobodyByWhatIsOnlyAdded() {
    QVERIFY(start(database_, migrations()));

    QCOMPARE(standing(), "1|" + all_);
    for (std::size_t i = 0; i < migrations().size(); ++i) {
        const auto needs = migrations()[i].needs;
        QVERIFY(needs >= 1 && needs <= static_cast<std::int64_t>(i) + 1);
    }
}

// It counted its one step in schema_version, and knew no other table.
void PostgresSchemaTest::goesOnWhereTheFirstVersionWas() {
    QVERIFY(start(database_, first_));
    sql("DROP TABLE baithak.schema_steps");

    QVERIFY(openAt(PostgresPlace::server().url(database_)));

    QCOMPARE(standing(), "1|" + all_);
    QCOMPARE(sql("SELECT count(*) FROM baithak.refusals"), std::string("0"));
}

// A newer process died before it had made a step, and the first version made one.
void PostgresSchemaTest::goesOnWhereTheFirstVersionBegan() {
    QVERIFY(start(database_, first_));
    sql("UPDATE baithak.schema_steps SET steps = 0");

    QVERIFY(openAt(PostgresPlace::server().url(database_)));

    QCOMPARE(standing(), "1|" + all_);
}

void PostgresSchemaTest::letsTheVersionBeforeComeBack() {
    const auto newer = stepsWith(1);
    const auto steps = std::to_string(newer.size());
    QVERIFY(start(database_, newer));
    QCOMPARE(standing(), "1|" + steps);

    const auto older = start(database_, migrations());
    const auto oldest = start(database_, first_);

    QVERIFY2(older, older ? "" : older.error().text.c_str());
    QVERIFY2(oldest, oldest ? "" : oldest.error().text.c_str());
    QCOMPARE(standing(), "1|" + steps);
    // Which makes no step again.
    QVERIFY(start(database_, newer));
    QVERIFY(openAt(PostgresPlace::server().url(database_)));
}

void PostgresSchemaTest::refusesAVersionThatLacksWhatIsNeeded() {
    const auto count = static_cast<std::int64_t>(migrations().size());
    const auto newer = stepsWith(count + 1);
    QVERIFY(start(database_, newer));
    const auto before = standing();

    const auto store = openAt(PostgresPlace::server().url(database_));

    QVERIFY(!store);
    QVERIFY(store.error().code == Errc::unavailable);
    const auto words =
        "newer version (needs schema " + std::to_string(count + 1) + ", this version knows up to " + all_;
    QVERIFY2(store.error().text.find(words) != std::string::npos, store.error().text.c_str());
    QCOMPARE(standing(), before);
    QVERIFY(start(database_, newer));
}

}  // namespace baithak::test

#include "schema_test.moc"
