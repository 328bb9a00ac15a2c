// SPDX-License-Identifier: MIT
#include "app/session/secret_store.h"

#include <qt6keychain/keychain.h>
#include <QHash>
#include <QPointer>

#include "app/base/convert.h"

namespace baithak::client {
namespace {

const auto kService = QStringLiteral("baithak");

// The caller hears of it after its own call has returned, and only while its context lives.
template <class Done, class Outcome>
void answerLater(QObject* context, Done done, Outcome outcome) {
    QMetaObject::invokeMethod(
        context, [done = std::move(done), outcome = std::move(outcome)] { done(outcome); }, Qt::QueuedConnection);
}

Error errorOf(const QKeychain::Job& job) {
    if (job.error() == QKeychain::EntryNotFound) return {Errc::notFound, "The keychain has no such entry."};
    return {Errc::unavailable, "The keychain can't be used: " + toStd(job.errorString())};
}

class Keychain : public SecretStore {
public:
    void read(const QString& key, QObject* context, Got done) override {
        auto* job = new QKeychain::ReadPasswordJob(kService);
        job->setKey(key);
        QObject::connect(job, &QKeychain::Job::finished, context, [job, done = std::move(done)] {
            if (job->error() != QKeychain::NoError) return done(errorOf(*job));
            done(job->textData());
        });
        job->start();
    }

    void write(const QString& key, const QString& secret, QObject* context, Written done) override {
        auto* job = new QKeychain::WritePasswordJob(kService);
        job->setKey(key);
        job->setTextData(secret);
        QObject::connect(job, &QKeychain::Job::finished, context, [job, done = std::move(done)] {
            done(job->error() == QKeychain::NoError ? Result<>() : Result<>(errorOf(*job)));
        });
        job->start();
    }

    void remove(const QString& key) override {
        auto* job = new QKeychain::DeletePasswordJob(kService);
        job->setKey(key);
        job->start();
    }
};

class MemorySecrets : public SecretStore {
public:
    void read(const QString& key, QObject* context, Got done) override {
        const auto found = secrets_.constFind(key);
        if (found == secrets_.constEnd())
            return answerLater(context, std::move(done), Result<QString>(Errc::notFound, "There is no such entry."));
        answerLater(context, std::move(done), Result<QString>(*found));
    }

    void write(const QString& key, const QString& secret, QObject* context, Written done) override {
        secrets_.insert(key, secret);
        answerLater(context, std::move(done), Result<>());
    }

    void remove(const QString& key) override { secrets_.remove(key); }

private:
    QHash<QString, QString> secrets_;
};

class MissingKeychain : public SecretStore {
public:
    void read(const QString&, QObject* context, Got done) override {
        answerLater(context, std::move(done), Result<QString>(failure()));
    }
    void write(const QString&, const QString&, QObject* context, Written done) override {
        answerLater(context, std::move(done), Result<>(failure()));
    }
    void remove(const QString&) override {}

private:
    static Error failure() { return {Errc::unavailable, "There is no keychain."}; }
};

}  // namespace

std::shared_ptr<SecretStore> makeKeychain() { return std::make_shared<Keychain>(); }
std::shared_ptr<SecretStore> makeMemorySecrets() { return std::make_shared<MemorySecrets>(); }
std::shared_ptr<SecretStore> makeMissingKeychain() { return std::make_shared<MissingKeychain>(); }

}  // namespace baithak::client
