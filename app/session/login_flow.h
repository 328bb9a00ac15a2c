// SPDX-License-Identifier: MIT
#pragma once

// From nothing to signed in, one step after another: find or start the server, register when the account is new, sign
// in with this device's id, keep the password and the access key in the keychain. Used by ChatApp, in the GUI thread;
// every step is asynchronous. A new request gives up the one before it. What is interrupted at any step goes on at the
// next start: the account's name is saved as pending, with its password, before the server hears of it.

#include <QJsonDocument>
#include <QObject>
#include <QString>
#include <QUrl>
#include <chrono>
#include <functional>
#include <memory>

#include "app/base/settings.h"
#include "app/net/server_identity.h"
#include "app/session/secret_store.h"
#include "shared/base/result.h"

namespace baithak::client {

class RestClient;

// Answers with the address of the bundled server, starting it when need be.
using FindLocalServer = std::function<void(QObject* context, std::function<void(Result<QUrl>)> done)>;

struct SignedIn {
    AccountName account;
    QString url;  // http://host:port of the server
    QString accessKey;
};

enum class LoginStep : quint8 { idle, openingKeychain, startingServer, registering, signingIn };

class LoginFlow : public QObject {
    Q_OBJECT

public:
    LoginFlow(FindLocalServer findLocal, std::shared_ptr<SecretStore> secrets, QObject* parent = nullptr);
    ~LoginFlow() override;

    // Finds out whether there is a keychain: keychainMissing() follows when there is none.
    void probeKeychain();
    // Makes the account (or, when it was made by an interrupted run with this password, takes it up again).
    void registerAccount(const AccountName& account, const QString& password);
    void signIn(const AccountName& account, const QString& password);
    // Goes on with an account of an earlier run, with what the keychain has: access key, else password, else
    // passwordNeeded(). That comes too when the keychain is long in answering; when it answers after all, before
    // another request, it goes on by itself.
    void resume(const AccountName& account);
    // The access key was refused: sign in again with the password, from the keychain or by passwordNeeded().
    void renew(const AccountName& account);
    // The account's password from the keychain, for its owner to see; an error when it is not there.
    void recallPassword(QObject* context, SecretStore::Got done);
    // Ends the access key on the server and forgets both secrets.
    void signOut(const SignedIn& signedIn);
    void cancel();
    // How long a keychain may take to be read.
    void setPatience(std::chrono::milliseconds patience) { patience_ = patience; }

    LoginStep step() const { return step_; }

Q_SIGNALS:
    void stepChanged();
    // The name and device are worth keeping: registration or sign-in is about to begin.
    void accountChosen(const baithak::client::AccountName& account);
    void signedIn(const baithak::client::SignedIn& signedIn);
    void passwordNeeded(const baithak::client::AccountName& account, const QString& why);
    void keychainMissing();
    void keychainFound();  // or found again: it was locked, or its service away
    // The keychain is asking the user something: what it will hold is not safe there yet. passwordKept() or
    // keychainMissing() follows in its own time.
    void keychainSlow();
    void passwordKept();
    void failed(const baithak::Error& error, baithak::client::LoginStep step);
    // In place of failed(): the server is not who it says. It has been told neither name nor password.
    void identityDoubted(const baithak::client::IdentityProblem& problem);

private:
    using Next = std::function<void()>;

    void begin(const AccountName& account, const QString& password);
    void setStep(LoginStep step);
    void withServer(Next next);
    void savePassword(Next next);
    void readPassword(Next ifFound, const QString& why);
    void read(const char* kind, SecretStore::Got got);
    void doRegister();
    void doLogin();
    void onRegistered(const Result<QJsonDocument>& answer);
    void onLogin(const Result<QJsonDocument>& answer);
    void finish(const QString& accessKey);
    void fail(const Error& error);
    template <class T>
    void noteStore(const Result<T>& answer);
    QString secretName(const char* kind) const;

    FindLocalServer findLocal_;
    std::shared_ptr<SecretStore> secrets_;
    std::unique_ptr<RestClient> rest_;
    AccountName account_;
    QString password_;
    QString url_;
    LoginStep step_ = LoginStep::idle;
    bool nameWasTaken_ = false;     // registration said so; it may be ours from an interrupted run
    bool asksOnRefusal_ = false;    // a stored password that is refused is asked for again
    bool isPasswordSaved_ = false;  // or on its way to the keychain
    std::chrono::milliseconds patience_{5'000};
    quint64 attempt_ = 0;  // answers to an earlier one are dropped
};

}  // namespace baithak::client

Q_DECLARE_METATYPE(baithak::client::SignedIn)
