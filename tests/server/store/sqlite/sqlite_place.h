// SPDX-License-Identifier: MIT
#pragma once

// The place of a SQLite store: a real directory, gone with the test.

#include <QTemporaryDir>

#include "server/store/sqlite/sqlite_store.h"
#include "tests/server/support/store_place.h"

namespace baithak::test {

class SqlitePlace final : public StorePlace {
public:
    Result<std::unique_ptr<Store>> open() override { return openIn(directory_.path().toStdString() + "/data"); }
    Result<std::unique_ptr<Store>> openIn(const std::string& directory, Durability durability = Durability::normal) {
        metrics_ = std::make_unique<Metrics>();
        SqliteConfig config;
        config.directory = directory;
        config.durability = durability;
        return openSqliteStore(config, clock_, log_, *metrics_);
    }
    std::string directory() const { return directory_.path().toStdString(); }

private:
    QTemporaryDir directory_;
    SystemClock clock_;
    Log log_{LogLevel::error, -1};  // failures are asked for here; their lines would only puzzle
    std::unique_ptr<Metrics> metrics_;
};

inline std::unique_ptr<StorePlace> makeSqlitePlace() { return std::make_unique<SqlitePlace>(); }

}  // namespace baithak::test
