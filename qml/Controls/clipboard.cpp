// SPDX-License-Identifier: MIT
#include "qml/Controls/clipboard.h"

#include <QClipboard>
#include <QGuiApplication>

namespace baithak::ui {

Clipboard::Clipboard(QObject* parent) : QObject(parent) {}

void Clipboard::copy(const QString& text) { QGuiApplication::clipboard()->setText(text); }

QString Clipboard::text() { return QGuiApplication::clipboard()->text(); }

}  // namespace baithak::ui
