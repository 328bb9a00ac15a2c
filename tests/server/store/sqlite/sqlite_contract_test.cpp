// SPDX-License-Identifier: MIT

// The SQLite store under the contracts of all stores.

#include "tests/server/store/file_store_contract.h"
#include "tests/server/store/message_store_contract.h"
#include "tests/server/store/sqlite/sqlite_place.h"
#include "tests/server/store/user_store_contract.h"
#include "tests/support/register_test.h"

namespace baithak::test {

class SqliteAppendTest final : public AppendContract {
    Q_OBJECT
public:
    SqliteAppendTest() : AppendContract(makeSqlitePlace) {}
};
BAITHAK_REGISTER_TEST(SqliteAppendTest);

class SqliteFenceTest final : public FenceContract {
    Q_OBJECT
public:
    SqliteFenceTest() : FenceContract(makeSqlitePlace) {}
};
BAITHAK_REGISTER_TEST(SqliteFenceTest);

class SqliteLogReadTest final : public LogReadContract {
    Q_OBJECT
public:
    SqliteLogReadTest() : LogReadContract(makeSqlitePlace) {}
};
BAITHAK_REGISTER_TEST(SqliteLogReadTest);

class SqliteMarksTest final : public MarksContract {
    Q_OBJECT
public:
    SqliteMarksTest() : MarksContract(makeSqlitePlace) {}
};
BAITHAK_REGISTER_TEST(SqliteMarksTest);

class SqliteMembershipTest final : public MembershipContract {
    Q_OBJECT
public:
    SqliteMembershipTest() : MembershipContract(makeSqlitePlace) {}
};
BAITHAK_REGISTER_TEST(SqliteMembershipTest);

class SqliteAccountTest final : public AccountContract {
    Q_OBJECT
public:
    SqliteAccountTest() : AccountContract(makeSqlitePlace) {}
};
BAITHAK_REGISTER_TEST(SqliteAccountTest);

class SqliteDeviceTest final : public DeviceContract {
    Q_OBJECT
public:
    SqliteDeviceTest() : DeviceContract(makeSqlitePlace) {}
};
BAITHAK_REGISTER_TEST(SqliteDeviceTest);

class SqliteFileStoreTest final : public FileStoreContract {
    Q_OBJECT
public:
    SqliteFileStoreTest() : FileStoreContract(makeSqlitePlace) {}
};
BAITHAK_REGISTER_TEST(SqliteFileStoreTest);

}  // namespace baithak::test

#include "sqlite_contract_test.moc"
