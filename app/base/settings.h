// SPDX-License-Identifier: MIT
#pragma once

// What one profile remembers between runs that is neither secret nor a message: how the app looks, and which account it
// is signed in to. An ini file in the profile's directory; written at once. GUI thread only.

#include <QSettings>
#include <QString>

namespace baithak::client {

// Which account a profile uses. The server is kLocalServer or a URL; the password and the access key are in the
// keychain, under names made from these.
struct AccountName {
    QString server;
    QString user;
    QString deviceId;
    bool isPending = false;  // being made: registration has not been confirmed yet

    bool isEmpty() const { return user.isEmpty(); }
    friend bool operator==(const AccountName&, const AccountName&) = default;
};

inline constexpr auto kLocalServer = "local";

class Settings {
public:
    explicit Settings(const QString& profileDir);

    QString themeMode() const;  // "system" | "light" | "dark"
    void setThemeMode(const QString& mode);
    double textScale() const;
    void setTextScale(double scale);
    bool reducedMotion() const;
    void setReducedMotion(bool on);
    bool wideLayout() const;
    void setWideLayout(bool on);

    AccountName account() const;
    void setAccount(const AccountName& account);
    void clearAccount();

private:
    QSettings file_;
};

}  // namespace baithak::client
