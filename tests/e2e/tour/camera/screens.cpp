// SPDX-License-Identifier: MIT
#include "tests/e2e/tour/camera/screens.h"

#include <QDir>
#include <QImage>
#include <QSet>
#include <QTest>
#include <cstdio>

namespace baithak::tour {

namespace {

constexpr int kDeadlineMs = 20'000;
constexpr int kFramesToSettle = 6;  // lists lay out and fade in over several
constexpr int kLeastColours = 24;   // an empty window has two or three

client::ChatAppOptions optionsFor(const QString& url, const QString& dataDir) {
    client::ChatAppOptions options;
    options.profile = QStringLiteral("tour");
    options.dataDir = dataDir;
    options.serverUrl = url;
    options.secrets = client::makeMemorySecrets();
    return options;
}

bool isBlank(const QImage& image) {
    QSet<QRgb> colours;
    for (int y = 0; y < image.height(); y += 2) {
        for (int x = 0; x < image.width(); x += 2) colours.insert(image.pixel(x, y));
        if (colours.size() >= kLeastColours) return false;
    }
    return true;
}

}  // namespace

Screens::Screens(const QString& url, const QString& dataDir, QString folder)
    : folder_(std::move(folder)), app_(optionsFor(url, dataDir)) {
    app_.setReducedMotion(true);
    app_.setThemeMode(QStringLiteral("light"));
    engine_.addImportPath(QStringLiteral("qrc:/qt/qml"));
    engine_.setInitialProperties({{QStringLiteral("app"), QVariant::fromValue(&app_)}});
    engine_.load(QUrl(QStringLiteral("qrc:/qt/qml/Ui/Main.qml")));
    if (!engine_.rootObjects().isEmpty()) window_ = qobject_cast<QQuickWindow*>(engine_.rootObjects().constFirst());
    if (window_ == nullptr) qFatal("The client's window could not be made.");
    QObject::connect(&app_, &client::ChatApp::notice, &app_,
                     [](const QString& text) { std::fprintf(stderr, "the client says: %s\n", qPrintable(text)); });
    app_.start();
}

Screens::~Screens() = default;

bool Screens::waitUntil(const std::function<bool()>& condition, const char* forWhat) {
    if (QTest::qWaitFor(condition, kDeadlineMs)) return true;
    std::fprintf(stderr, "%s did not come (stage %s, link %s, %d conversations%s%s)\n", forWhat,
                 qPrintable(app_.stage()), qPrintable(app_.link()), app_.chats()->rowCount(),
                 app_.errorText().isEmpty() ? "" : ": ", qPrintable(app_.errorText()));
    return false;
}

bool Screens::shoot(const QString& name) {
    // Shared with the count: one that the renderer has posted may arrive after the disconnection.
    const auto frames = std::make_shared<int>(0);
    const auto counting = QObject::connect(window_, &QQuickWindow::afterRendering, window_, [frames] { ++*frames; });
    const bool isSettled = waitUntil(
        [&] {
            window_->update();
            return *frames >= kFramesToSettle;
        },
        "The window's frames");
    QObject::disconnect(counting);
    if (!isSettled) return false;
    const auto path = QStringLiteral("%1/%2.png").arg(folder_, name);
    const auto image = window_->grabWindow().convertToFormat(QImage::Format_RGB888);
    if (isBlank(image) || !image.save(path)) {
        std::fprintf(stderr, "%s is blank or could not be written\n", qPrintable(path));
        return false;
    }
    return true;
}

bool Screens::welcome() {
    return waitUntil([this] { return app_.stage() == QLatin1String("welcome"); }, "The welcome screen") &&
           shoot(QStringLiteral("1-welcome"));
}

bool Screens::signIn(const QString& url, const QString& user, const QString& password) {
    app_.connectTo(url, user, password, false);
    const auto isThere = [this] {
        return app_.stage() == QLatin1String("chat") && app_.link() == QLatin1String("online") &&
               app_.chats()->rowCount() > 0;
    };
    return waitUntil(isThere, "The conversation list") && shoot(QStringLiteral("2-conversations"));
}

QString Screens::newestText() {
    const auto* timeline = app_.timeline();
    return timeline->data(timeline->index(0, 0), client::MessageListModel::text).toString();
}

bool Screens::conversation(const QString& id, const QString& lastText, const QString& pictureName) {
    app_.openChat(id);
    const auto isShown = [&] {
        return app_.openConversation() == id && !app_.timeline()->isLoading() && newestText() == lastText;
    };
    return waitUntil(isShown, qPrintable(id + QStringLiteral(" with \"") + lastText + QLatin1Char('"'))) &&
           shoot(pictureName);
}

void Screens::useTheme(const QString& mode) { app_.setThemeMode(mode); }

}  // namespace baithak::tour
