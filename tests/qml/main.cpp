// SPDX-License-Identifier: MIT
// The runner of the Qt Quick tests: every tst_*.qml below the folder given with -input. It sets up what the program's
// main would: the import path, the fonts, the English plurals.
#include <QtQuickTest/quicktest.h>
#include <QFont>
#include <QGuiApplication>
#include <QQmlEngine>
#include <QTranslator>

class Setup : public QObject {
    Q_OBJECT

public Q_SLOTS:
    void applicationAvailable() {
        QFont font;
        font.setFamilies({QStringLiteral("Inter"), QStringLiteral("Noto Color Emoji"), QStringLiteral("Noto Sans")});
        QGuiApplication::setFont(font);
        if (plurals_.load(QStringLiteral(":/i18n/baithak_en.qm"))) {
            QCoreApplication::installTranslator(&plurals_);
        }
    }
    void qmlEngineAvailable(QQmlEngine* engine) { engine->addImportPath(QStringLiteral("qrc:/qt/qml")); }

private:
    QTranslator plurals_;
};

QUICK_TEST_MAIN_WITH_SETUP(baithak_qml_tests, Setup)

#include "main.moc"
