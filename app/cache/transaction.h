// SPDX-License-Identifier: MIT
#pragma once

// A transaction of the local database: all that is written between its making and commit(), or nothing. Stack object
// of LocalStore's methods, on its thread.

#include <QSqlDatabase>
#include <QSqlError>

#include "app/base/convert.h"
#include "shared/base/result.h"

namespace baithak::client {

class Transaction {
public:
    explicit Transaction(QSqlDatabase& database) : database_(database), isOpen_(database.transaction()) {}
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction() {
        if (isOpen_) database_.rollback();
    }

    Result<> commit() {
        if (isOpen_ && database_.commit()) {
            isOpen_ = false;
            return {};
        }
        return Error{Errc::unavailable, "The local database: " + toStd(database_.lastError().text())};
    }

private:
    QSqlDatabase& database_;
    bool isOpen_;
};

}  // namespace baithak::client
