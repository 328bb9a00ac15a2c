// SPDX-License-Identifier: MIT
#pragma once

// A keychain that is locked, or that answers only when its user has let it.

#include <memory>
#include <vector>

#include "app/session/secret_store.h"

namespace baithak::test {

class MoodySecrets : public client::SecretStore {
public:
    bool isLocked = false;      // each call fails
    bool waitsToRead = false;   // until answer()
    bool waitsToWrite = false;  // until answer()

    void read(const QString& key, QObject* context, Got done) override {
        call(waitsToRead, [this, key, context, done] { store().read(key, context, done); });
    }
    void write(const QString& key, const QString& secret, QObject* context, Written done) override {
        call(waitsToWrite, [this, key, secret, context, done] { store().write(key, secret, context, done); });
    }
    void remove(const QString& key) override { store().remove(key); }

    void answer() {
        const auto waiting = std::exchange(waiting_, {});
        for (const auto& each : waiting) each();
    }

private:
    SecretStore& store() { return isLocked ? *locked_ : *open_; }
    void call(bool waits, std::function<void()> answer) {
        if (!waits) return answer();
        waiting_.push_back(std::move(answer));
    }

    std::shared_ptr<SecretStore> open_ = client::makeMemorySecrets();
    std::shared_ptr<SecretStore> locked_ = client::makeMissingKeychain();
    std::vector<std::function<void()>> waiting_;
};

}  // namespace baithak::test
