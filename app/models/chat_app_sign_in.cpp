// SPDX-License-Identifier: MIT
// How ChatApp signs in and out, and what it does when that fails.
#include <QFile>
#include <QHostAddress>
#include <QRandomGenerator>
#include <QUuid>

#include "app/base/convert.h"
#include "app/models/chat_app.h"
#include "shared/protocol/validate.h"

namespace baithak::client {
namespace {

// 20 characters of 32, in groups that can be read out and typed.
QString makePassword() {
    static constexpr char kLetters[] = "abcdefghijkmnpqrstuvwxyz23456789";
    QString password;
    for (int i = 0; i < 20; ++i) {
        if (i > 0 && i % 5 == 0) password += u'-';
        password += QLatin1Char(kLetters[QRandomGenerator::system()->bounded(32)]);
    }
    return password;
}

bool isTemporary(const Error& error) {
    return error.code == Errc::unavailable || error.code == Errc::timedOut || error.code == Errc::rateLimited ||
           error.code == Errc::internal;
}

// What the user typed for a server: a name without a scheme is https, but on this machine http.
QUrl serverUrlFrom(const QString& typed) {
    QString text = typed.trimmed();
    if (!text.contains(QStringLiteral("://"))) {
        const QString host = QUrl(QStringLiteral("http://") + text).host();
        const bool isHere = host == QLatin1String("localhost") || QHostAddress(host).isLoopback();
        text.prepend(isHere ? QStringLiteral("http://") : QStringLiteral("https://"));
    }
    const QUrl url(text, QUrl::StrictMode);
    const bool isWeb = url.scheme() == QLatin1String("http") || url.scheme() == QLatin1String("https");
    if (!url.isValid() || url.host().isEmpty() || !isWeb) return {};
    return url.adjusted(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::RemoveUserInfo);
}

}  // namespace

// ---- asking -----------------------------------------------------------------------------------------------------

void ChatApp::wireLogin() {
    connect(login_.get(), &LoginFlow::stepChanged, this, &ChatApp::onLoginStep);
    connect(login_.get(), &LoginFlow::accountChosen, this, &ChatApp::setAccount);
    connect(login_.get(), &LoginFlow::signedIn, this, &ChatApp::onSignedIn);
    connect(login_.get(), &LoginFlow::failed, this, &ChatApp::onLoginFailed);
    connect(login_.get(), &LoginFlow::identityDoubted, this, &ChatApp::showIdentityProblem);
    connect(login_.get(), &LoginFlow::keychainMissing, this, [this] { setKeychainMissing(true); });
    connect(login_.get(), &LoginFlow::keychainFound, this, [this] { setKeychainMissing(false); });
    connect(login_.get(), &LoginFlow::keychainSlow, this, [this] { setPasswordToKeep(madePassword_); });
    connect(login_.get(), &LoginFlow::passwordKept, this, [this] {
        madePassword_.clear();
        setPasswordToKeep({});
    });
    connect(login_.get(), &LoginFlow::passwordNeeded, this, [this](const AccountName&, const QString& why) {
        setError(why, {}, {});
        setStage(QStringLiteral("password"));
    });
}

void ChatApp::attempt(std::function<void()> login) {
    lastAttempt_ = std::move(login);
    setError({}, {}, {});
    setIdentityProblem({});
    if (!session_) setStage(QStringLiteral("starting"));
    lastAttempt_();
}

void ChatApp::startChatting(const QString& name, const QString& password) {
    const QString user = name.trimmed();
    if (auto valid = validateUsername(toStd(user)); !valid)
        return setError(tr("This can't be a user name"), toQt(valid.error().text), {});
    QString secret = password;
    // The server may have heard of an earlier try of this name, whatever became of the answer.
    if (secret.isEmpty() && user == triedName_) secret = triedPassword_;
    if (secret.isEmpty()) secret = passwordToKeep_.isEmpty() ? makePassword() : passwordToKeep_;
    isPasswordGiven_ = !password.isEmpty();
    madePassword_ = isPasswordGiven_ ? QString() : secret;
    triedName_ = user;
    triedPassword_ = madePassword_;
    if (auto valid = validatePassword(toStd(secret)); !valid)
        return setError(tr("This can't be a password"), toQt(valid.error().text), {});
    if (secret != passwordToKeep_) setPasswordToKeep({});  // the user's own: known already
    const AccountName account{
        options_.serverUrl.isEmpty() ? QString::fromLatin1(kLocalServer) : serverUrlFrom(options_.serverUrl).toString(),
        user, QUuid::createUuid().toString(QUuid::WithoutBraces), true};
    opensSelf_ = true;
    attempt([this, account, secret] { login_->registerAccount(account, secret); });
}

void ChatApp::connectTo(const QString& url, const QString& userName, const QString& password, bool isNewAccount) {
    const QUrl server = serverUrlFrom(url);
    if (server.isEmpty()) return setError(tr("“%1” is not the address of a server").arg(url.trimmed()), {}, {});
    const QString user = userName.trimmed();
    if (auto valid = validateUsername(toStd(user)); !valid)
        return setError(tr("This can't be a user name"), toQt(valid.error().text), {});
    if (auto valid = validatePassword(toStd(password)); !valid && isNewAccount)
        return setError(tr("This can't be a password"), toQt(valid.error().text), {});
    const AccountName account{server.toString(), user, QUuid::createUuid().toString(QUuid::WithoutBraces),
                              isNewAccount};
    madePassword_.clear();
    isPasswordGiven_ = true;
    opensSelf_ = isNewAccount;
    attempt([this, account, password] {
        account.isPending ? login_->registerAccount(account, password) : login_->signIn(account, password);
    });
}

void ChatApp::enterPassword(const QString& password) {
    if (account_.isEmpty() || password.isEmpty()) return;
    setStage(QStringLiteral("starting"));
    attempt([this, password] { login_->signIn(account_, password); });
}

void ChatApp::tryKeychainAgain() {
    if (account_.isEmpty()) return;
    setStage(QStringLiteral("starting"));
    attempt([this] { login_->resume(account_); });
}

void ChatApp::signOut() {
    signedIn_.accessKey.isEmpty() ? login_->cancel() : login_->signOut(signedIn_);
    endSession();
    settings_.clearAccount();
    account_ = {};
    signedIn_ = {};
    forgetRecalled();
    setPasswordToKeep(keychainMissing_ ? makePassword() : QString());
    setError({}, {}, {});
    setStage(QStringLiteral("welcome"));
    Q_EMIT userNameChanged();
    Q_EMIT serverTextChanged();
}

void ChatApp::onLoginStep() {
    // The keychain has answered while the password was asked for.
    const bool isUnderWay = login_->step() != LoginStep::idle && login_->step() != LoginStep::openingKeychain;
    if (isUnderWay && stage_ == QLatin1String("password")) {
        setError({}, {}, {});
        setStage(QStringLiteral("starting"));
    }
    QString text;
    switch (login_->step()) {
        case LoginStep::idle:
            break;
        case LoginStep::openingKeychain:
            text = tr("Opening the keychain…");
            break;
        case LoginStep::startingServer:
            text = tr("Starting the server on this computer…");
            break;
        case LoginStep::registering:
            text = tr("Making your account…");
            break;
        case LoginStep::signingIn:
            text = tr("Signing in…");
            break;
    }
    if (text == busyText_) return;
    busyText_ = text;
    Q_EMIT busyTextChanged();
}

void ChatApp::onLoginFailed(const Error& error, LoginStep step) {
    const QString text = toQt(error.text);
    if (step == LoginStep::startingServer)
        return setError(tr("The local server did not start"), text, QStringLiteral("retry"));
    if (isTemporary(error)) return setError(tr("No connection to the server"), text, QStringLiteral("retry"));
    const bool wasNew = account_.isPending;
    if (wasNew && error.code == Errc::conflict) {
        setError(tr("The name “%1” is taken").arg(account_.user),
                 isPasswordGiven_ ? tr("This is not its password. If the name is not yours, choose another.")
                                  : tr("If it is yours, enter your password. If not, choose another name."),
                 QStringLiteral("password"));
    } else {
        setError(wasNew ? tr("The account could not be made") : tr("Signing in did not work"), text, {});
    }
    if (session_) {
        if (stage_ == QLatin1String("starting")) setStage(QStringLiteral("password"));
        return;
    }
    // Nothing of it is worth keeping, unless it worked in an earlier run.
    if (wasNew || !QFile::exists(databasePath())) {
        settings_.clearAccount();
        account_ = {};
        setStage(QStringLiteral("welcome"));
    } else {
        setStage(QStringLiteral("password"));
    }
}

void ChatApp::onSignedIn(const SignedIn& signedIn) {
    triedName_.clear();
    triedPassword_.clear();
    setAccount(signedIn.account);
    signedIn_ = signedIn;
    hasEnded_ = false;
    setError({}, {}, {});
    if (session_) {
        setStage(QStringLiteral("chat"));
        return ask([signedIn](ChatSession& session) { session.moveTo(signedIn.url, signedIn.accessKey); });
    }
    const QString self = signedIn.account.user;
    chats_.clear(self);
    contacts_.clear(self);
    timeline_.setSelf(self);
    members_.setSelf(self);
    groupEditor_.setSelf(self);
    auto session = std::make_unique<ChatSession>(signedIn, databasePath());
    wireSession(session.get());
    session_ = std::make_unique<SessionThread>(std::move(session));
    session_->start();
}

// ---- the password -----------------------------------------------------------------------------------------------

void ChatApp::recallPassword() {
    login_->recallPassword(this, [this](const Result<QString>& password) {
        if (!password) return Q_EMIT notice(tr("The keychain does not have the password."));
        setRecalledPassword(*password);
    });
}

void ChatApp::forgetRecalled() { setRecalledPassword({}); }

void ChatApp::dismissPasswordToKeep() { setPasswordToKeep({}); }

void ChatApp::setKeychainMissing(bool missing) {
    if (missing == keychainMissing_) return;
    keychainMissing_ = missing;
    // Before an account is made the password is shown with it; afterwards there is the one it was made with.
    if (missing) setPasswordToKeep(stage_ == QLatin1String("welcome") ? makePassword() : madePassword_);
    Q_EMIT keychainMissingChanged();
}

void ChatApp::setRecalledPassword(const QString& password) {
    if (password == recalledPassword_) return;
    recalledPassword_ = password;
    Q_EMIT recalledPasswordChanged();
}

void ChatApp::setPasswordToKeep(const QString& password) {
    if (password == passwordToKeep_) return;
    passwordToKeep_ = password;
    Q_EMIT passwordToKeepChanged();
}

// ---- after a failure ---------------------------------------------------------------------------------------------

void ChatApp::showIdentityProblem(const IdentityProblem& problem) {
    setIdentityProblem(problem);
    setError(problem.title(), tr("Baithak has not connected to it, and nothing was sent."),
             QStringLiteral("certificate"));
}

void ChatApp::setIdentityProblem(const IdentityProblem& problem) {
    if (problem == identityProblem_) return;
    identityProblem_ = problem;
    Q_EMIT identityProblemChanged();
    if (problem.isEmpty() && errorAction_ == QLatin1String("certificate")) setError({}, {}, {});
}

void ChatApp::dismissError() {
    setError({}, {}, {});
    if (stage_ != QLatin1String("starting")) return;
    // Back from an attempt that failed: to where another can be made.
    login_->cancel();
    if (!session_ && (account_.isPending || !QFile::exists(databasePath()))) {
        settings_.clearAccount();
        account_ = {};
    }
    setStage(account_.isEmpty() ? QStringLiteral("welcome") : QStringLiteral("password"));
}

void ChatApp::runErrorAction() {
    if (errorAction_ == QLatin1String("retry")) retryNow();
}

}  // namespace baithak::client
