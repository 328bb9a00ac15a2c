// SPDX-License-Identifier: MIT
#pragma once

#include <QQuickImageProvider>

namespace baithak::ui {

// Draws the small pictures of the user interface on request: tinted icons, message bubbles and shadows (both cut into
// nine patches by a BorderImage). Pictures, because they come out the same, with smooth edges, on OpenGL and on the
// software renderer, and because rows that look alike share one texture. The engine owns it and may call it from any of
// its threads; it keeps no state. An id that it does not understand gives an empty picture and a warning.
//
// Ids:  icon/<name>/<colour>/<line width on a grid of 20>
//       bubble/<top left>,<top right>,<bottom right>,<bottom left>/<fill>/<line>/<pixel ratio>
//       shadow/<corner radius>/<blur>/<opacity in percent>/<pixel ratio>
class ArtworkProvider : public QQuickImageProvider {
public:
    static constexpr auto kName = "baithak";

    ArtworkProvider();

    QImage requestImage(const QString& id, QSize* size, const QSize& requestedSize) override;
};

}  // namespace baithak::ui
