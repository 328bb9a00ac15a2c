// SPDX-License-Identifier: MIT
#include "app/base/settings.h"

#include <QDir>
#include <algorithm>

namespace baithak::client {
namespace {

constexpr double kSmallestScale = 0.85;
constexpr double kLargestScale = 1.5;

const auto kThemeMode = QStringLiteral("look/themeMode");
const auto kTextScale = QStringLiteral("look/textScale");
const auto kReducedMotion = QStringLiteral("look/reducedMotion");
const auto kWideLayout = QStringLiteral("look/wideLayout");
const auto kServer = QStringLiteral("account/server");
const auto kUser = QStringLiteral("account/user");
const auto kDevice = QStringLiteral("account/deviceId");
const auto kPending = QStringLiteral("account/isPending");

}  // namespace

Settings::Settings(const QString& profileDir)
    : file_(QDir(profileDir).filePath(QStringLiteral("settings.ini")), QSettings::IniFormat) {}

QString Settings::themeMode() const {
    const QString mode = file_.value(kThemeMode).toString();
    const bool isKnown = mode == QLatin1String("light") || mode == QLatin1String("dark");
    return isKnown ? mode : QStringLiteral("system");
}

void Settings::setThemeMode(const QString& mode) { file_.setValue(kThemeMode, mode); }

double Settings::textScale() const {
    return std::clamp(file_.value(kTextScale, 1.0).toDouble(), kSmallestScale, kLargestScale);
}

void Settings::setTextScale(double scale) {
    file_.setValue(kTextScale, std::clamp(scale, kSmallestScale, kLargestScale));
}

bool Settings::reducedMotion() const { return file_.value(kReducedMotion, false).toBool(); }

void Settings::setReducedMotion(bool on) { file_.setValue(kReducedMotion, on); }

bool Settings::wideLayout() const { return file_.value(kWideLayout, false).toBool(); }

void Settings::setWideLayout(bool on) { file_.setValue(kWideLayout, on); }

AccountName Settings::account() const {
    return {file_.value(kServer).toString(), file_.value(kUser).toString(), file_.value(kDevice).toString(),
            file_.value(kPending).toBool()};
}

void Settings::setAccount(const AccountName& account) {
    file_.setValue(kServer, account.server);
    file_.setValue(kUser, account.user);
    file_.setValue(kDevice, account.deviceId);
    file_.setValue(kPending, account.isPending);
    file_.sync();
}

void Settings::clearAccount() {
    file_.remove(QStringLiteral("account"));
    file_.sync();
}

}  // namespace baithak::client
