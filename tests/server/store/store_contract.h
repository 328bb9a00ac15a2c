// SPDX-License-Identifier: MIT
#pragma once

// The base of the contract suites: a store on a new place for each test. An adapter's test inherits from each suite,
// hands it a maker of places, and registers itself (tests/server/store/sqlite/sqlite_contract_test.cpp).

#include <QObject>

#include <memory>

#include "tests/server/support/store_place.h"

namespace baithak::test {

class StoreContract : public QObject {
    Q_OBJECT

public:
    explicit StoreContract(MakePlace makePlace) : makePlace_(std::move(makePlace)) {}

protected:
    StoreUnderTest& store() { return *store_; }

private Q_SLOTS:
    void init() { store_ = std::make_unique<StoreUnderTest>(makePlace_); }
    void cleanup() { store_.reset(); }

private:
    MakePlace makePlace_;
    std::unique_ptr<StoreUnderTest> store_;
};

}  // namespace baithak::test
