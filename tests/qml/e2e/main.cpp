// SPDX-License-Identifier: MIT
// The runner of the end-to-end flows: real screens, real ChatApp, real baithakd; clicks and keys as a person's.
//   baithak_ui_e2e -input flow_send_and_receive.qml
#include <QtQuickTest/quicktest.h>
#include <QFont>
#include <QGuiApplication>
#include <QQmlEngine>
#include <QTranslator>

#include "tests/qml/e2e/world.h"

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
        world_ = std::make_unique<baithak::test::World>(QStringLiteral(BAITHAK_SERVER_PROGRAM));
        qmlRegisterSingletonInstance("Tests.World", 1, 0, "World", world_.get());
    }
    void qmlEngineAvailable(QQmlEngine* engine) { engine->addImportPath(QStringLiteral("qrc:/qt/qml")); }
    void cleanupTestCase() { world_.reset(); }

private:
    QTranslator plurals_;
    std::unique_ptr<baithak::test::World> world_;
};

QUICK_TEST_MAIN_WITH_SETUP(baithak_ui_e2e, Setup)

#include "main.moc"
