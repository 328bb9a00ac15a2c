// SPDX-License-Identifier: MIT
// Life and look; signing in is in chat_app_sign_in.cpp, what the session is asked for in chat_app_session.cpp.
#include "app/models/chat_app.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QStandardPaths>

#include "app/base/convert.h"
#include "shared/protocol/validate.h"

namespace baithak::client {
namespace {

const auto kDefaultProfile = QStringLiteral("default");

ChatAppOptions completed(ChatAppOptions options) {
    if (options.dataDir.isEmpty()) options.dataDir = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    if (options.serverProgram.isEmpty())
        options.serverProgram = QDir(QCoreApplication::applicationDirPath()).filePath(QStringLiteral("baithakd"));
    if (!options.secrets) options.secrets = makeKeychain();
    return options;
}

// Others on this machine have no business in it.
QString privateDir(const QString& path) {
    QDir().mkpath(path);
    QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return path;
}

QString profileDirOf(const ChatAppOptions& options) {
    return QDir(options.dataDir).filePath(QStringLiteral("profiles/") + options.profile);
}

// What can be a user name of a name that may not be one.
QString asUserName(const QString& name) {
    QString fit;
    for (const QChar letter : name) {
        const bool isPlain = letter.unicode() < 128 && letter.isLetterOrNumber();
        if (isPlain || QStringLiteral("._+@-").contains(letter)) fit += letter;
    }
    fit = fit.left(64);
    return validateUsername(toStd(fit)) ? fit : QStringLiteral("me");
}

}  // namespace

ChatApp::ChatApp(ChatAppOptions options, QObject* parent)
    : QObject(parent),
      options_(completed(std::move(options))),
      settings_(privateDir(profileDirOf(options_))),
      account_(settings_.account()),
      stage_(account_.isEmpty() ? QStringLiteral("welcome") : QStringLiteral("starting")),
      server_(options_.serverProgram, QDir(options_.dataDir).filePath(QStringLiteral("server"))) {
    login_ = std::make_unique<LoginFlow>(
        [this](QObject* context, std::function<void(Result<QUrl>)> done) {
            server_.ensureRunning(context, std::move(done));
        },
        options_.secrets);
    wireModels();
    wireLogin();
    countdown_.setSingleShot(true);
    connect(&countdown_, &QTimer::timeout, this, &ChatApp::countDown);
    midnight_.setSingleShot(true);
    connect(&midnight_, &QTimer::timeout, this, &ChatApp::armMidnight);
    armMidnight();
}

ChatApp::~ChatApp() {
    composer_.saveDraft();
    login_->cancel();
    session_.reset();
}

void ChatApp::start() {
    login_->probeKeychain();
    if (account_.isEmpty()) return;
    attempt([this] { login_->resume(account_); });
}

// ---- how it looks -----------------------------------------------------------------------------------------------

void ChatApp::setThemeMode(const QString& mode) {
    if (mode == themeMode()) return;
    settings_.setThemeMode(mode);
    Q_EMIT themeModeChanged();
}

void ChatApp::setTextScale(double scale) {
    if (qFuzzyCompare(scale, textScale())) return;
    settings_.setTextScale(scale);
    Q_EMIT textScaleChanged();
}

void ChatApp::setReducedMotion(bool on) {
    if (on == reducedMotion()) return;
    settings_.setReducedMotion(on);
    Q_EMIT reducedMotionChanged();
}

void ChatApp::setWideLayout(bool on) {
    if (on == wideLayout()) return;
    settings_.setWideLayout(on);
    Q_EMIT wideLayoutChanged();
}

QString ChatApp::suggestedName() const {
    if (options_.profile != kDefaultProfile) return asUserName(options_.profile);
    const QString user = qEnvironmentVariable("USER", qEnvironmentVariable("LOGNAME"));
    return asUserName(user.isEmpty() ? QDir::home().dirName() : user);
}

bool ChatApp::isLocalServer() const {
    return account_.server.isEmpty() || account_.server == QLatin1String(kLocalServer);
}

QString ChatApp::serverText() const {
    if (isLocalServer()) return tr("This computer");
    return QUrl(account_.server).authority();
}

QString ChatApp::databasePath() const {
    const QByteArray name = (account_.server + u'\n' + account_.user).toUtf8();
    const QByteArray hash = QCryptographicHash::hash(name, QCryptographicHash::Sha256).toHex().left(16);
    return QDir(profileDirOf(options_)).filePath(QStringLiteral("messages-%1.sqlite").arg(QString::fromLatin1(hash)));
}

// ---- properties -------------------------------------------------------------------------------------------------

void ChatApp::setAccount(const AccountName& account) {
    const AccountName before = std::exchange(account_, account);
    if (before == account) return;
    settings_.setAccount(account);
    if (before.user != account.user) Q_EMIT userNameChanged();
    if (before.server != account.server) Q_EMIT serverTextChanged();
}

void ChatApp::setStage(const QString& stage) {
    if (stage == stage_) return;
    stage_ = stage;
    Q_EMIT stageChanged();
}

void ChatApp::setError(const QString& title, const QString& text, const QString& action) {
    if (title == errorTitle_ && text == errorText_ && action == errorAction_) return;
    errorTitle_ = title;
    errorText_ = text;
    errorAction_ = action;
    Q_EMIT errorChanged();
}

QString ChatApp::showLog() const { return server_.logTail(); }

}  // namespace baithak::client
