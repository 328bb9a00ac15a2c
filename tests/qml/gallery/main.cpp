// SPDX-License-Identifier: MIT
// baithak-gallery: renders each screen in each of its states from stub data to PNG files, for docs/screenshots and for
// looking at while designing. Needs a display with OpenGL (packaging/screenshots.sh brings one).
//   baithak-gallery FOLDER [--only NAME | --all] [--language LOCALE]
#include <QCommandLineParser>
#include <QDir>
#include <QFont>
#include <QGuiApplication>
#include <QLocale>
#include <QQmlApplicationEngine>
#include <QQuickStyle>
#include <QQuickWindow>
#include <QTranslator>

#include "tests/qml/gallery/camera.h"

int main(int argc, char** argv) {
    QGuiApplication app(argc, argv);
    QQuickStyle::setStyle(QStringLiteral("Basic"));
    QQuickWindow::setTextRenderType(QQuickWindow::NativeTextRendering);
    QFont font;
    font.setFamilies({QStringLiteral("Inter"), QStringLiteral("Noto Color Emoji"), QStringLiteral("Noto Sans")});
    QGuiApplication::setFont(font);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addPositionalArgument(QStringLiteral("folder"), QStringLiteral("Where the pictures go."));
    parser.addOption(
        {QStringLiteral("only"), QStringLiteral("Only pictures with this in their name."), QStringLiteral("text")});
    parser.addOption({QStringLiteral("language"), QStringLiteral("A locale that there is a translation for."),
                      QStringLiteral("locale"), QStringLiteral("en_GB")});
    parser.addOption({QStringLiteral("all"), QStringLiteral("Also the states that docs/screenshots does without.")});
    parser.process(app);
    const auto language = parser.value(QStringLiteral("language"));
    QLocale::setDefault(QLocale(language));
    QTranslator words;
    if (!words.load(QStringLiteral(":/i18n/baithak_%1.qm").arg(language.left(2)))) {
        qCritical("There is no translation '%s'", qPrintable(language));
        return 2;
    }
    QCoreApplication::installTranslator(&words);
    if (parser.positionalArguments().size() != 1) {
        parser.showHelp(2);
    }
    const auto folder = parser.positionalArguments().first();
    if (!QDir().mkpath(folder)) {
        qCritical("Cannot make %s", qPrintable(folder));
        return 1;
    }

    Camera camera(folder, parser.value(QStringLiteral("only")), parser.isSet(QStringLiteral("all")));
    QQmlApplicationEngine engine;
    engine.addImportPath(QStringLiteral("qrc:/qt/qml"));
    engine.setInitialProperties({{QStringLiteral("camera"), QVariant::fromValue(&camera)}});
    QObject::connect(&engine, &QQmlApplicationEngine::objectCreated, &app,
                     [](QObject* object, const QUrl&) { object == nullptr ? QCoreApplication::exit(1) : void(); });
    engine.load(QUrl::fromLocalFile(QStringLiteral(BAITHAK_GALLERY)));
    return engine.rootObjects().isEmpty() ? 1 : QGuiApplication::exec();
}
