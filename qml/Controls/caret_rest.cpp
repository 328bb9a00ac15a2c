// SPDX-License-Identifier: MIT
#include "qml/Controls/caret_rest.h"

#include <QEvent>
#include <QGuiApplication>
#include <QStyleHints>

namespace baithak::ui {
namespace {

constexpr int kRestAfterMs = 10'000;

QStyleHints& hints() { return *QGuiApplication::styleHints(); }

}  // namespace

CaretRest::CaretRest(QObject* parent) : QObject(parent), flashTime_(hints().cursorFlashTime()) {
    timer_.setSingleShot(true);
    timer_.setInterval(kRestAfterMs);
    connect(&timer_, &QTimer::timeout, this, [] { hints().setCursorFlashTime(0); });
    QGuiApplication::instance()->installEventFilter(this);
    timer_.start();
}

CaretRest::~CaretRest() { hints().setCursorFlashTime(flashTime_); }

void CaretRest::setRestAfter(int milliseconds) {
    if (milliseconds == timer_.interval()) return;
    timer_.setInterval(milliseconds);
    Q_EMIT restAfterChanged();
}

bool CaretRest::eventFilter(QObject* watched, QEvent* event) {
    switch (event->type()) {
        case QEvent::KeyPress:
        case QEvent::MouseButtonPress:
        case QEvent::TouchBegin:
        case QEvent::InputMethod:
        case QEvent::FocusIn:
            blink();
            break;
        default:
            break;
    }
    return QObject::eventFilter(watched, event);
}

void CaretRest::blink() {
    if (!timer_.isActive()) hints().setCursorFlashTime(flashTime_);
    timer_.start();
}

}  // namespace baithak::ui
