// SPDX-License-Identifier: MIT
// baithak-gallery: renders each screen in each of its states from stub data to PNG files, for docs/screenshots and for
// looking at while designing. Needs a display with OpenGL (packaging/screenshots.sh brings one).
//   baithak-gallery FOLDER [--only NAME | --all]
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
    QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedKingdom));
    QFont font;
    font.setFamilies({QStringLiteral("Inter"), QStringLiteral("Noto Color Emoji"), QStringLiteral("Noto Sans")});
    QGuiApplication::setFont(font);
    QTranslator plurals;
    if (plurals.load(QStringLiteral(":/i18n/baithak_en.qm"))) {
        QCoreApplication::installTranslator(&plurals);
    }

    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addPositionalArgument(QStringLiteral("folder"), QStringLiteral("Where the pictures go."));
    parser.addOption(
        {QStringLiteral("only"), QStringLiteral("Only pictures with this in their name."), QStringLiteral("text")});
    parser.addOption({QStringLiteral("all"), QStringLiteral("Also the states that docs/screenshots does without.")});
    parser.process(app);
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
