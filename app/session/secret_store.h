// SPDX-License-Identifier: MIT
#pragma once

// Where passwords and access keys are kept: the system's keychain, or another store in tests. Answers come later, in
// the caller's thread, never from inside the call; a context that is gone gets none. Errc::notFound says that the store
// works and has no such entry; any other error, that there is no store to use.

#include <QObject>
#include <QString>
#include <functional>
#include <memory>

#include "shared/base/result.h"

namespace baithak::client {

class SecretStore {
public:
    using Written = std::function<void(Result<>)>;
    using Got = std::function<void(Result<QString>)>;

    virtual ~SecretStore() = default;

    virtual void read(const QString& key, QObject* context, Got done) = 0;
    virtual void write(const QString& key, const QString& secret, QObject* context, Written done) = 0;
    virtual void remove(const QString& key) = 0;
};

// The system's keychain, over QtKeychain, under the service name `baithak`.
std::shared_ptr<SecretStore> makeKeychain();
// Keeps secrets until it is destroyed: for tests.
std::shared_ptr<SecretStore> makeMemorySecrets();
// A machine with no keychain: every call fails.
std::shared_ptr<SecretStore> makeMissingKeychain();

}  // namespace baithak::client
