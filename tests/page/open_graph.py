"""The picture that other sites show beside a link to the page: `python -m tests.page.open_graph` draws it anew.

It names nobody: one picture for every board, in the colours of `style.css`.
"""

from __future__ import annotations

import io
from pathlib import Path

from smol_leaderboard.site import PICTURE, page_folder

from .browser import launched

SIZE = {"width": 1200, "height": 630}
COLOURS = 64
BARS = ((38, 5), (47, 6), (58, 5), (64, 7), (73, 6), (82, 5), (91, 4))
"""Height of a bar and half of its interval, in percent."""
SKETCH = """<!doctype html><meta charset="utf-8"><style>
body { margin: 0; width: 1200px; height: 630px; background: #fdfdfb; color: #1c2321; display: grid;
  grid-template-columns: 620px 1fr; align-items: center; font-family: "Noto Sans", "DejaVu Sans", sans-serif; }
.words { padding-left: 84px; }
.icon { width: 92px; height: 92px; }
h1 { font-size: 82px; line-height: 1.05; letter-spacing: -0.03em; margin: 28px 0 20px; font-weight: 700; }
p { font-size: 30px; line-height: 1.35; margin: 0; color: #56605c; max-width: 500px; }
svg.plot { width: 500px; height: 430px; }
hr { position: absolute; left: 0; right: 0; bottom: 0; height: 14px; border: 0; margin: 0; background: #17615c; }
</style><div class="words">%(icon)s<h1>Leaderboard</h1>
<p>Results, models and certificates of a course, each recomputable from published records.</p></div>
<svg class="plot" viewBox="0 0 500 430">%(bars)s<path d="M0 429h490" stroke="#8b9490" stroke-width="2"/></svg><hr>"""


def sketch() -> str:
    """Return the picture as a page."""
    icon = (page_folder() / "icon.svg").read_text("utf-8").replace("<svg", '<svg class="icon"', 1)
    bars = []
    for number, (height, half) in enumerate(BARS):
        x, top = number * 70, 430 - height * 4.3
        colour = "#17615c" if number == len(BARS) - 1 else "#cfe6e1"
        low, high = 430 - (height - half) * 4.3, 430 - (height + half) * 4.3
        bars.append(f'<rect x="{x}" y="{top:.0f}" width="52" height="{430 - top:.0f}" rx="4" fill="{colour}"/>')
        ink = "#7fd1c7" if number == len(BARS) - 1 else "#17615c"
        bars.append(
            f'<path d="M{x + 26} {low:.0f}V{high:.0f}m-9 0h18M{x + 17} {low:.0f}h18" stroke="{ink}" stroke-width="4"/>'
        )
    return SKETCH % {"icon": icon, "bars": "".join(bars)}


def drawn() -> bytes:
    """Return the picture."""
    from PIL import Image

    with launched() as browser:
        tab = browser.new_page(viewport=SIZE, color_scheme="light")  # type: ignore[arg-type]
        tab.set_content(sketch())
        shot = tab.screenshot()
    small = Image.open(io.BytesIO(shot)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    out = io.BytesIO()
    small.save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> None:
    """Draw it into the page's folder."""
    Path(page_folder() / PICTURE).write_bytes(drawn())


if __name__ == "__main__":
    main()
