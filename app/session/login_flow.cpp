// SPDX-License-Identifier: MIT
#include "app/session/login_flow.h"

#include <QCoreApplication>
#include <QJsonObject>
#include <QTimer>
#include <utility>

#include "app/base/convert.h"
#include "app/net/rest_client.h"

namespace baithak::client {
namespace {

constexpr auto kPassword = "password";
constexpr auto kAccessKey = "accesskey";
constexpr auto kProbe = "probe";
// The desktop app takes no push notifications, but the call asks for a token.
constexpr auto kNoPush = "none";
// A keychain that asks the user takes as long as the user; signing in goes on meanwhile.
constexpr int kKeychainPatienceMs = 1'500;

}  // namespace

LoginFlow::LoginFlow(FindLocalServer findLocal, std::shared_ptr<SecretStore> secrets, QObject* parent)
    : QObject(parent), findLocal_(std::move(findLocal)), secrets_(std::move(secrets)) {}

LoginFlow::~LoginFlow() = default;

void LoginFlow::probeKeychain() {
    secrets_->read(QString::fromLatin1(kProbe), this, [this](const Result<QString>& answer) { noteStore(answer); });
}

// An error that is not "no such entry" means that there is no keychain to use.
template <class T>
void LoginFlow::noteStore(const Result<T>& answer) {
    if (answer || answer.error().code == Errc::notFound) return Q_EMIT keychainFound();
    Q_EMIT keychainMissing();
}

void LoginFlow::begin(const AccountName& account, const QString& password) {
    cancel();
    account_ = account;
    password_ = password;
}

void LoginFlow::cancel() {
    ++attempt_;
    rest_.reset();
    password_.clear();
    nameWasTaken_ = false;
    asksOnRefusal_ = false;
    isPasswordSaved_ = false;
    setStep(LoginStep::idle);
}

void LoginFlow::registerAccount(const AccountName& account, const QString& password) {
    begin(account, password);
    account_.isPending = true;
    // First the name and the password are kept, so that an account made just before a crash is not lost.
    Q_EMIT accountChosen(account_);
    savePassword([this] { withServer([this] { doRegister(); }); });
}

void LoginFlow::savePassword(Next next) {
    setStep(LoginStep::openingKeychain);
    isPasswordSaved_ = true;
    const auto goOn = std::make_shared<Next>(std::move(next));
    const auto once = [goOn] {
        if (const auto call = std::exchange(*goOn, nullptr)) call();
    };
    secrets_->write(secretName(kPassword), password_, this, [this, once, attempt = attempt_](const Result<>& written) {
        if (attempt != attempt_) return;
        noteStore(written);
        if (written) Q_EMIT passwordKept();
        once();
    });
    QTimer::singleShot(kKeychainPatienceMs, this, [this, goOn, once, attempt = attempt_] {
        if (attempt != attempt_ || !*goOn) return;
        Q_EMIT keychainSlow();
        once();
    });
}

void LoginFlow::signIn(const AccountName& account, const QString& password) {
    begin(account, password);
    Q_EMIT accountChosen(account_);
    withServer([this] { account_.isPending ? doRegister() : doLogin(); });
}

void LoginFlow::resume(const AccountName& account) {
    begin(account, {});
    if (account_.isPending) {
        readPassword([this] { withServer([this] { doRegister(); }); }, {});
        return;
    }
    read(kAccessKey, [this](const Result<QString>& key) {
        if (key) return withServer([this, accessKey = *key] { finish(accessKey); });
        asksOnRefusal_ = true;
        readPassword([this] { withServer([this] { doLogin(); }); }, {});
    });
}

void LoginFlow::renew(const AccountName& account) {
    begin(account, {});
    asksOnRefusal_ = true;
    readPassword([this] { withServer([this] { doLogin(); }); }, tr("This device has been signed out."));
}

void LoginFlow::recallPassword(QObject* context, SecretStore::Got done) {
    secrets_->read(secretName(kPassword), context, std::move(done));
}

void LoginFlow::signOut(const SignedIn& signedIn) {
    begin(signedIn.account, {});
    secrets_->remove(secretName(kPassword));
    secrets_->remove(secretName(kAccessKey));
    rest_ = std::make_unique<RestClient>(QUrl(signedIn.url));
    rest_->setCredentials(signedIn.account.user, signedIn.accessKey);
    // A server that is away lets the key run out by itself.
    rest_->post(QStringLiteral("/v1.0/logout"), {}, [](const Result<QJsonDocument>&) {});
}

void LoginFlow::withServer(Next next) {
    if (account_.server != QLatin1String(kLocalServer)) {
        url_ = account_.server;
        return next();
    }
    setStep(LoginStep::startingServer);
    findLocal_(this, [this, attempt = attempt_, next = std::move(next)](const Result<QUrl>& url) {
        if (attempt != attempt_) return;
        if (!url) return fail(url.error());
        url_ = url->toString();
        next();
    });
}

void LoginFlow::readPassword(Next ifFound, const QString& why) {
    read(kPassword, [this, ifFound = std::move(ifFound), why](const Result<QString>& password) {
        if (!password) {
            setStep(LoginStep::idle);
            Q_EMIT passwordNeeded(account_, why);
            return;
        }
        password_ = *password;
        ifFound();
    });
}

void LoginFlow::read(const char* kind, SecretStore::Got got) {
    setStep(LoginStep::openingKeychain);
    const auto hasAnswered = std::make_shared<bool>(false);
    secrets_->read(secretName(kind), this,
                   [this, attempt = attempt_, hasAnswered, got = std::move(got)](const Result<QString>& secret) {
                       *hasAnswered = true;
                       if (attempt != attempt_) return;
                       noteStore(secret);
                       got(secret);
                   });
    QTimer::singleShot(patience_, this, [this, attempt = attempt_, hasAnswered] {
        if (attempt != attempt_ || *hasAnswered) return;
        Q_EMIT passwordNeeded(account_, tr("The keychain has not answered yet."));
    });
}

void LoginFlow::doRegister() {
    setStep(LoginStep::registering);
    rest_ = std::make_unique<RestClient>(QUrl(url_));
    const QJsonObject body{{"username", account_.user}, {"password", password_}};
    rest_->post(QStringLiteral("/v1.0/register"), body,
                [this](const Result<QJsonDocument>& answer) { onRegistered(answer); });
}

void LoginFlow::onRegistered(const Result<QJsonDocument>& answer) {
    nameWasTaken_ = !answer && answer.error().code == Errc::conflict;
    if (!answer && !nameWasTaken_) return fail(answer.error());
    doLogin();
}

void LoginFlow::doLogin() {
    setStep(LoginStep::signingIn);
    rest_ = std::make_unique<RestClient>(QUrl(url_));
    const QJsonObject body{{"username", account_.user},
                           {"authToken", password_},
                           {"notificationToken", QString::fromLatin1(kNoPush)},
                           {"deviceId", account_.deviceId},
                           {"messageVersion", 3}};
    rest_->post(QStringLiteral("/v1.0/login"), body, [this](const Result<QJsonDocument>& answer) { onLogin(answer); });
}

void LoginFlow::onLogin(const Result<QJsonDocument>& answer) {
    if (!answer && answer.error().code == Errc::unauthenticated) {
        if (nameWasTaken_)
            return fail(
                {Errc::conflict, tr("The name “%1” is taken on this server.").arg(account_.user).toStdString()});
        if (!asksOnRefusal_)
            return fail({Errc::unauthenticated, tr("The name or the password is wrong.").toStdString()});
        setStep(LoginStep::idle);
        Q_EMIT passwordNeeded(account_, tr("The password is no longer right."));
        return;
    }
    if (!answer) return fail(answer.error());
    const QString key = answer->object()["accesskey"].toString();
    if (key.isEmpty()) return fail({Errc::malformed, tr("The server's answer can't be understood.").toStdString()});
    account_.isPending = false;
    const auto written = [this](const Result<>& outcome) { noteStore(outcome); };
    if (!isPasswordSaved_) secrets_->write(secretName(kPassword), password_, this, written);
    secrets_->write(secretName(kAccessKey), key, this, written);
    finish(key);
}

void LoginFlow::finish(const QString& accessKey) {
    password_.clear();
    setStep(LoginStep::idle);
    Q_EMIT signedIn({account_, url_, accessKey});
}

void LoginFlow::fail(const Error& error) {
    const LoginStep where = step_;
    setStep(LoginStep::idle);
    // By value: who hears it may begin anew.
    const IdentityProblem problem = rest_ ? rest_->identityProblem() : IdentityProblem();
    if (!problem.isEmpty()) return Q_EMIT identityDoubted(problem);
    Q_EMIT failed(error, where);
}

void LoginFlow::setStep(LoginStep step) {
    if (step == step_) return;
    step_ = step;
    Q_EMIT stepChanged();
}

QString LoginFlow::secretName(const char* kind) const {
    return account_.server + u'/' + account_.user + u'/' + account_.deviceId + u'/' + QString::fromLatin1(kind);
}

}  // namespace baithak::client
