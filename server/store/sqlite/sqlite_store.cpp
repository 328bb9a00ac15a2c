// SPDX-License-Identifier: MIT

#include "server/store/sqlite/sqlite_store.h"

#include <fcntl.h>
#include <sodium.h>
#include <unistd.h>

#include "server/store/sqlite/directory_lock.h"
#include "server/store/sqlite/schema.h"
#include "server/store/sqlite/sqlite_files.h"
#include "server/store/sqlite/sqlite_groups.h"
#include "server/store/sqlite/sqlite_messages.h"
#include "server/store/sqlite/sqlite_users.h"

namespace baithak {

namespace sqlite {

namespace {

class SqliteStore final : public Store {
public:
    SqliteStore(std::unique_ptr<DirectoryLock> lock, const SqliteConfig& config, const std::string& file,
                std::unique_ptr<Connection> writing, Log& log, Metrics& metrics)
        : lock_(std::move(lock)),
          health_(config.directory, log),
          writer_(std::move(writing), openCheckpointer(file), published_, health_, metrics),
          reader_(openReader(file), health_, metrics),
          messages_(writer_, reader_, published_),
          users_(writer_, reader_),
          groups_(reader_, published_),
          files_(writer_, reader_) {}

    MessageStore& messages() override { return messages_; }
    UserStore& users() override { return users_; }
    GroupStore& groups() override { return groups_; }
    FileStore& files() override { return files_; }
    std::string problem() const override { return health_.problem(); }

private:
    static std::unique_ptr<Connection> openReader(const std::string& file) {
        auto connection = std::make_unique<Connection>(file, Access::readOnly);
        configureReader(*connection);
        return connection;
    }

    static std::unique_ptr<Connection> openCheckpointer(const std::string& file) {
        auto connection = std::make_unique<Connection>(file, Access::readWrite);
        configureCheckpointer(*connection);
        return connection;
    }

    // Destroyed from the last to the first: the threads end before what they use goes.
    std::unique_ptr<DirectoryLock> lock_;
    Published published_;
    Health health_;
    Writer writer_;
    Reader reader_;
    SqliteMessages messages_;
    SqliteUsers users_;
    SqliteGroups groups_;
    SqliteFiles files_;
};

// Makes the file, for its owner alone, before SQLite would make it for all.
void makeFile(const std::string& file) {
    const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor >= 0) close(descriptor);  // else SQLite says why
}

Result<std::unique_ptr<Store>> openStore(const SqliteConfig& config, Log& log, Metrics& metrics) {
    auto lock = DirectoryLock::take(config.directory);
    if (!lock) return lock.error();
    const std::string file = config.directory + "/baithak.db";
    try {
        makeFile(file);
        auto writing = std::make_unique<Connection>(file, Access::readWrite);
        configureWriter(*writing, config.durability);
        if (auto ready = prepareSchema(*writing); !ready) {
            return {ready.error().code, "The file " + file + " " + ready.error().text + "."};
        }
        std::unique_ptr<Store> store =
            std::make_unique<SqliteStore>(std::move(*lock), config, file, std::move(writing), log, metrics);
        return store;
    } catch (const Failure& failure) {
        return {Errc::unavailable, sentenceFor(failure, config.directory)};
    }
}

}  // namespace

}  // namespace sqlite

Result<std::unique_ptr<Store>> openSqliteStore(SqliteConfig config, const Clock&, Log& log, Metrics& metrics) {
    if (sodium_init() < 0) return {Errc::internal, "The cryptographic library can't be started."};
    return sqlite::openStore(config, log, metrics);
}

}  // namespace baithak
