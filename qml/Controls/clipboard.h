// SPDX-License-Identifier: MIT
#pragma once

#include <QtQml/qqmlregistration.h>
#include <QObject>

namespace baithak::ui {

// Lets QML put text on the system's clipboard and read it back, which Qt Quick alone cannot. GUI thread only.
class Clipboard : public QObject {
    Q_OBJECT
    QML_ELEMENT
    QML_SINGLETON

public:
    explicit Clipboard(QObject* parent = nullptr);

    Q_INVOKABLE static void copy(const QString& text);
    Q_INVOKABLE static QString text();
};

}  // namespace baithak::ui
