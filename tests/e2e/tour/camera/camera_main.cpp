// SPDX-License-Identifier: MIT
// baithak-tour-camera: signs the desktop client in to a running server and pictures its screens, for baithak-tour.
//   baithak-tour-camera URL USER PASSWORD FOLDER (CONVERSATION LAST_TEXT PICTURE)...

#include <QFont>
#include <QGuiApplication>
#include <QLocale>
#include <QQuickStyle>
#include <QTemporaryDir>

#include "tests/e2e/tour/camera/screens.h"

namespace {

constexpr int kFixedArguments = 5;  // with the program's name
constexpr int kPerConversation = 3;

bool pictureEach(baithak::tour::Screens& screens, const QStringList& words) {
    for (const auto* theme : {"light", "dark"}) {
        screens.useTheme(QString::fromLatin1(theme));
        for (qsizetype i = kFixedArguments; i < words.size(); i += kPerConversation) {
            const auto name = QStringLiteral("%1-%2").arg(words[i + 2], QLatin1String(theme));
            if (!screens.conversation(words[i], words[i + 1], name)) return false;
        }
    }
    return true;
}

}  // namespace

int main(int argc, char** argv) {
    QGuiApplication app(argc, argv);
    const auto words = QGuiApplication::arguments();
    if (words.size() < kFixedArguments || (words.size() - kFixedArguments) % kPerConversation != 0) {
        qCritical("Usage: baithak-tour-camera URL USER PASSWORD FOLDER (CONVERSATION LAST_TEXT PICTURE)...");
        return 2;
    }
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    QFont font = QGuiApplication::font();
    font.setFamilies({QStringLiteral("Inter"), QStringLiteral("Noto Color Emoji"), QStringLiteral("Noto Sans")});
    QGuiApplication::setFont(font);
    QQuickStyle::setStyle(QStringLiteral("Basic"));

    const QTemporaryDir data;
    baithak::tour::Screens screens(words[1], data.path(), words[4]);
    const bool isGood =
        screens.welcome() && screens.signIn(words[1], words[2], words[3]) && pictureEach(screens, words);
    return isGood ? 0 : 1;
}
