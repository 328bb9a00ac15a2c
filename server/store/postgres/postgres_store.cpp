// SPDX-License-Identifier: MIT

#include "server/store/postgres/postgres_store.h"

#include <boost/asio/co_spawn.hpp>

#include "server/store/postgres/postgres_files.h"
#include "server/store/postgres/postgres_groups.h"
#include "server/store/postgres/postgres_messages.h"
#include "server/store/postgres/postgres_users.h"
#include "server/store/postgres/schema.h"

namespace baithak {

namespace postgres {

namespace {

class PostgresStore final : public Store {
public:
    PostgresStore(Address address, std::size_t connections, Log& log, Metrics& metrics)
        : engine_(std::move(address), connections, log, metrics),
          messages_(engine_),
          users_(engine_),
          groups_(engine_),
          files_(engine_) {}

    MessageStore& messages() override { return messages_; }
    UserStore& users() override { return users_; }
    GroupStore& groups() override { return groups_; }
    FileStore& files() override { return files_; }
    std::string problem() const override { return engine_.health().problem(); }

private:
    Engine engine_;
    PostgresMessages messages_;
    PostgresUsers users_;
    PostgresGroups groups_;
    PostgresFiles files_;
};

Task<Result<>> prepare(Connection& connection) {
    try {
        auto ready = co_await prepareSchema(connection);
        co_return ready;
    } catch (const Failure& failure) {
        co_return Error{Errc::unavailable, std::string("can't be used: ") + failure.what()};
    }
}

// On a loop of its own, before the store has one.
Result<> prepareNow(const Address& address) {
    Loop loop;
    Connection connection(loop, address);
    Result<> ready;
    boost::asio::co_spawn(loop, prepare(connection),
                          [&ready](std::exception_ptr, Result<> answer) { ready = std::move(answer); });
    loop.run();
    connection.close();
    return ready;
}

}  // namespace

}  // namespace postgres

Result<std::unique_ptr<Store>> openPostgresStore(PostgresConfig config, const Clock&, Log& log, Metrics& metrics) {
    auto address = postgres::Address::parse(config.url);
    if (!address) return Error{Errc::malformed, "The PostgreSQL URL won't do: " + address.error().text + "."};
    if (auto ready = postgres::prepareNow(*address); !ready) {
        return Error{ready.error().code, "PostgreSQL at " + address->shown() + " " + ready.error().text + "."};
    }
    std::unique_ptr<Store> store =
        std::make_unique<postgres::PostgresStore>(std::move(*address), config.connections, log, metrics);
    return store;
}

}  // namespace baithak
