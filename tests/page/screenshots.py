"""Pictures of the page to look at: `PYTHONPATH=tests:grader:leaderboard python -m tests.page.screenshots FOLDER`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from leaderboard.sample_board import sample, subject

from smol_leaderboard.board.documents import BOARD_JSON
from smol_leaderboard.site import BESIDE, board_files, page

from .badges import png, text_chunk
from .browser import Watched, launched, served
from .credentials import ID, LEARNER, Certified, did_document
from .hostile_names import NAMES
from .showcases import SHOWCASE, of_scripts, of_texts, of_the_board

DESKTOP = {"width": 1280, "height": 900}
MODEL = "#/model/learner-13/sample-sft-135m"
VERIFY = f"#/verify/{ID}"
SHOW = "#/showcase"
PHONE = {"width": 360, "height": 740}


def main() -> None:
    """Write the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--learners", type=int, default=850)
    parser.add_argument("--hostile", action="store_true")
    parser.add_argument("--only", default="", help="the beginning of the pictures' names")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    store = sample(asked.learners, 6, seed=3, hostile=asked.hostile, models=24)
    files = page(BESIDE, title="A made-up course") | board_files(store)
    row = next(row for row in json.loads(store.content[BOARD_JSON])["rows"] if sum(c[4] for c in row["cells"] if c) > 6)
    learner = f"#/learner/{row['subject']}"
    certified = page(BESIDE) | board_files(Certified().store) | {".well-known/did.json": did_document()}
    kinds = {"scripts": of_scripts(), "hostile": of_texts(NAMES), "none": None}
    with served(files) as plain, served(certified) as with_certificates, launched() as browser:
        for name, viewport, scheme, lang, where in (
            ("desktop", DESKTOP, "light", "en", ""),
            ("dark", DESKTOP, "dark", "en", ""),
            ("phone", PHONE, "light", "en", ""),
            ("spanish", DESKTOP, "light", "es", ""),
            ("unit", DESKTOP, "light", "en", "#/?unit=instruction&sort=requests&order=down"),
            ("learner", DESKTOP, "light", "en", learner),
            ("learner-dark", DESKTOP, "dark", "es", learner),
            ("learner-phone", PHONE, "light", "en", learner),
            ("submissions", DESKTOP, "light", "en", "#/submissions"),
            ("submissions-phone", PHONE, "dark", "es", "#/submissions"),
            ("models", DESKTOP, "light", "en", "#/models"),
            ("models-dark", DESKTOP, "dark", "es", "#/models?task=gsm8k"),
            ("models-phone", PHONE, "light", "en", "#/models?size=135M"),
            ("model", DESKTOP, "light", "en", MODEL),
            ("model-dark", DESKTOP, "dark", "es", MODEL),
            ("model-phone", PHONE, "dark", "es", MODEL),
            ("nobody", DESKTOP, "light", "en", "#/learner/00"),
            ("certificates", DESKTOP, "light", "en", "#/certificates"),
            ("certificates-dark", DESKTOP, "dark", "es", "#/certificates"),
            ("certificates-phone", PHONE, "light", "en", "#/certificates"),
            ("certificates-learner", PHONE, "dark", "es", f"#/learner/{subject(LEARNER)}"),
            ("verify", DESKTOP, "light", "en", "#/verify"),
            ("verify-valid", DESKTOP, "light", "en", VERIFY),
            ("verify-dark", DESKTOP, "dark", "es", VERIFY),
            ("verify-phone", PHONE, "light", "en", VERIFY),
            ("verify-phone-dark", PHONE, "dark", "es", VERIFY),
            ("verify-badge", PHONE, "light", "en", "#/verify"),
            ("verify-no-badge", DESKTOP, "dark", "es", "#/verify"),
            ("showcase", DESKTOP, "light", "en", SHOW),
            ("showcase-dark", DESKTOP, "dark", "es", SHOW),
            ("showcase-phone", PHONE, "light", "en", SHOW),
            ("showcase-phone-dark", PHONE, "dark", "es", SHOW),
            ("showcase-scripts", DESKTOP, "light", "en", SHOW),
            ("showcase-scripts-phone", PHONE, "dark", "es", SHOW),
            ("showcase-hostile", DESKTOP, "light", "en", SHOW),
            ("showcase-hostile-phone", PHONE, "light", "es", SHOW),
            ("showcase-none", PHONE, "light", "en", SHOW),
            ("verify-unknown", PHONE, "dark", "es", "#/verify/" + "f" * 32),
        ):
            if not name.startswith(asked.only):
                continue
            if where == SHOW:
                content = kinds.get(name.split("-")[1] if "-" in name else "", of_the_board(store))
                files.pop(BESIDE + SHOWCASE, None)
                files |= {} if content is None else {BESIDE + SHOWCASE: content}
            tab = browser.new_page(viewport=viewport, color_scheme=scheme)  # type: ignore[arg-type]
            watched = Watched(tab)
            link = with_certificates if name.startswith(("certificates", "verify")) else plain
            watched.open(f"{link}?lang={lang}{where}")
            tab.wait_for_timeout(400)
            if name == "learner":
                tab.locator(".records button").first.click()
            if name == "certificates-learner":
                tab.locator(".towards > summary").click()
                tab.wait_for_selector(".progress section")
            if name.endswith("badge"):
                credential = b"" if name == "verify-no-badge" else Certified().credential.encode()
                badge = png(text_chunk(credential)) if credential else png()
                tab.locator("#file").set_input_files({"name": "badge.png", "mimeType": "image/png", "buffer": badge})
                tab.wait_for_selector(".outcome")
            if name in ("model", "model-phone"):
                tab.locator(".answered summary").last.click()
                tab.wait_for_timeout(300)
            tab.screenshot(
                path=asked.folder / f"{name}.png",
                full_page=name.startswith(("learner", "phone", "model", "verify", "certif", "showcase")),
            )
            for complaint in watched.complaints:
                sys.stderr.write(f"{name}: {complaint}\n")
            tab.close()


if __name__ == "__main__":
    main()
