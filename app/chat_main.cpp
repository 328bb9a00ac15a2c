// SPDX-License-Identifier: MIT
// `baithak`: reads the arguments, makes the one ChatApp and shows the screens.
#include <QCommandLineParser>
#include <QDir>
#include <QFont>
#include <QGuiApplication>
#include <QIcon>
#include <QLocale>
#include <QQmlApplicationEngine>
#include <QQuickStyle>
#include <QQuickWindow>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTranslator>
#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

#include "app/host/one_window.h"
#include "app/models/chat_app.h"

using namespace baithak::client;

namespace {

constexpr int kUsageError = 2;

int complain(const QString& sentence, int code) {
    std::fprintf(stderr, "baithak: %s\n", qPrintable(sentence));
    return code;
}

void describe(QCommandLineParser& parser) {
    parser.setApplicationDescription(
        QGuiApplication::translate("main", "Chat with people on this computer, or on a Baithak server."));
    parser.addHelpOption();
    parser.addVersionOption();
    parser.addOptions({{"profile", QGuiApplication::translate("main", "Use the account and settings of this name."),
                        "name", "default"},
                       {"data-dir", QGuiApplication::translate("main", "Keep everything in this directory."), "dir"},
                       {"server", QGuiApplication::translate("main", "Use this server, not the bundled one."), "url"}});
}

// Words on the terminal need no display.
bool asksForWords(int argc, char** argv) {
    static constexpr std::array<std::string_view, 5> kWords{"-h", "--help", "--help-all", "-v", "--version"};
    return std::any_of(argv + 1, argv + argc, [](const char* argument) {
        return std::find(kWords.begin(), kWords.end(), std::string_view(argument)) != kWords.end();
    });
}

int sayWords(int argc, char** argv) {
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("baithak"));
    QCoreApplication::setApplicationVersion(QStringLiteral(BAITHAK_VERSION));
    QCommandLineParser parser;
    describe(parser);
    parser.process(app);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (asksForWords(argc, argv)) return sayWords(argc, argv);
    QGuiApplication app(argc, argv);
    QGuiApplication::setApplicationName(QStringLiteral("baithak"));
    QGuiApplication::setApplicationVersion(QStringLiteral(BAITHAK_VERSION));
    QGuiApplication::setApplicationDisplayName(QStringLiteral("Baithak"));
    QGuiApplication::setDesktopFileName(QStringLiteral("baithak"));

    QTranslator translator;
    // English has a file too: its plural forms.
    if (translator.load(QLocale(), QStringLiteral("baithak"), QStringLiteral("_"), QStringLiteral(":/i18n")) ||
        translator.load(QStringLiteral(":/i18n/baithak_en.qm")))
        QGuiApplication::installTranslator(&translator);

    QCommandLineParser parser;
    describe(parser);
    parser.process(app);
    ChatAppOptions options;
    options.profile = parser.value(QStringLiteral("profile"));
    static const QRegularExpression plainName(QStringLiteral("^[A-Za-z0-9_][A-Za-z0-9._+@-]{0,63}$"));
    if (!plainName.match(options.profile).hasMatch())
        return complain(QGuiApplication::translate("main", "“%1” can't be the name of a profile.").arg(options.profile),
                        kUsageError);
    options.dataDir = parser.value(QStringLiteral("data-dir"));
    if (options.dataDir.isEmpty()) options.dataDir = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    options.dataDir = QDir(options.dataDir).absolutePath();
    options.serverUrl = parser.value(QStringLiteral("server"));

    const QString profileDir = options.dataDir + QStringLiteral("/profiles/") + options.profile;
    if (!QDir().mkpath(profileDir))
        return complain(QGuiApplication::translate("main", "%1 can't be made.").arg(profileDir), 1);
    OneWindow window(profileDir);
    if (!window.claim()) {
        if (window.callOther()) return 0;
        return complain(
            QGuiApplication::translate("main", "The profile “%1” is open in another window.").arg(options.profile), 1);
    }

    QFont font = QGuiApplication::font();
    font.setFamilies({QStringLiteral("Inter"), QStringLiteral("Noto Color Emoji"), QStringLiteral("Noto Sans")});
    QGuiApplication::setFont(font);
    QQuickStyle::setStyle(QStringLiteral("Basic"));
    QQuickWindow::setTextRenderType(QQuickWindow::NativeTextRendering);  // crisper at the sizes of a chat
    QGuiApplication::setWindowIcon(QIcon(QStringLiteral(":/icons/baithak.svg")));

    ChatApp chat(options);
    QQmlApplicationEngine engine;
    engine.addImportPath(QStringLiteral("qrc:/qt/qml"));
    engine.setInitialProperties({{QStringLiteral("app"), QVariant::fromValue(&chat)}});
    QObject::connect(
        &engine, &QQmlApplicationEngine::objectCreationFailed, &app, [] { QCoreApplication::exit(1); },
        Qt::QueuedConnection);
    QObject::connect(&window, &OneWindow::called, &engine, [&engine] {
        for (QObject* root : engine.rootObjects()) {
            auto* shown = qobject_cast<QQuickWindow*>(root);
            if (shown == nullptr) continue;
            shown->setWindowStates(shown->windowStates() & ~Qt::WindowMinimized);
            shown->show();
            shown->raise();
            shown->requestActivate();
        }
    });
    engine.load(QUrl(QStringLiteral("qrc:/qt/qml/Ui/Main.qml")));
    chat.start();
    return QGuiApplication::exec();
}
