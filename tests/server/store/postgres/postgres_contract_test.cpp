// SPDX-License-Identifier: MIT

// The PostgreSQL store under the contracts of all stores.

#include "tests/server/store/file_store_contract.h"
#include "tests/server/store/message_store_contract.h"
#include "tests/server/store/postgres/postgres_place.h"
#include "tests/server/store/user_store_contract.h"
#include "tests/support/register_test.h"

namespace baithak::test {

class PostgresAppendTest final : public AppendContract {
    Q_OBJECT
public:
    PostgresAppendTest() : AppendContract(makePostgresPlace) {}
};
BAITHAK_REGISTER_TEST(PostgresAppendTest);

class PostgresFenceTest final : public FenceContract {
    Q_OBJECT
public:
    PostgresFenceTest() : FenceContract(makePostgresPlace) {}
};
BAITHAK_REGISTER_TEST(PostgresFenceTest);

class PostgresLogReadTest final : public LogReadContract {
    Q_OBJECT
public:
    PostgresLogReadTest() : LogReadContract(makePostgresPlace) {}
};
BAITHAK_REGISTER_TEST(PostgresLogReadTest);

class PostgresMarksTest final : public MarksContract {
    Q_OBJECT
public:
    PostgresMarksTest() : MarksContract(makePostgresPlace) {}
};
BAITHAK_REGISTER_TEST(PostgresMarksTest);

class PostgresMembershipTest final : public MembershipContract {
    Q_OBJECT
public:
    PostgresMembershipTest() : MembershipContract(makePostgresPlace) {}
};
BAITHAK_REGISTER_TEST(PostgresMembershipTest);

class PostgresFileStoreTest final : public FileStoreContract {
    Q_OBJECT
public:
    PostgresFileStoreTest() : FileStoreContract(makePostgresPlace) {}
};
BAITHAK_REGISTER_TEST(PostgresFileStoreTest);

class PostgresAccountTest final : public AccountContract {
    Q_OBJECT
public:
    PostgresAccountTest() : AccountContract(makePostgresPlace) {}
};
BAITHAK_REGISTER_TEST(PostgresAccountTest);

class PostgresDeviceTest final : public DeviceContract {
    Q_OBJECT
public:
    PostgresDeviceTest() : DeviceContract(makePostgresPlace) {}
};
BAITHAK_REGISTER_TEST(PostgresDeviceTest);

}  // namespace baithak::test

#include "postgres_contract_test.moc"
